#ifndef COSTDB_TESTS_PROPERTY_REFERENCE_ANSWERS_H_
#define COSTDB_TESTS_PROPERTY_REFERENCE_ANSWERS_H_

#include <string>
#include <vector>

#include "answers.h"
#include "plain_span.h"

namespace costdb::property {

/// A trace id as queries show it.
std::string TraceIdText(std::uint64_t trace);

/// What a database that was sent `arrived`, in this order, has to answer: found in one pass over
/// everything, with nothing of the engine but its prices.
class ReferenceAnswers {
 public:
  explicit ReferenceAnswers(const std::vector<PlainSpan>& arrived);

  Table Answer(const Question& question) const;

  /// What `costdb stats` counts, under the names of the relations and "conflicting".
  Row Counts() const;

 private:
  void AddTrace(std::vector<PlainSpan> spans);
  std::vector<Row> Calls() const;
  std::vector<Row> SumsBy(const std::string& dimension) const;

  std::vector<Row> spans_;
  std::vector<Row> traces_;
  std::size_t conflicting_ = 0;
};

}  // namespace costdb::property

#endif  // COSTDB_TESTS_PROPERTY_REFERENCE_ANSWERS_H_
