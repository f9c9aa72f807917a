#ifndef COSTDB_TESTS_PROPERTY_CALL_GENERATOR_H_
#define COSTDB_TESTS_PROPERTY_CALL_GENERATOR_H_

#include <string>

#include "plain_span.h"
#include "random.h"

namespace costdb::property {

/// What really happened: one request to a model.
struct TrueCall {
  engine::SpanRole role = engine::SpanRole::kInference;
  std::string provider;
  std::string request_model;
  std::string response_model;
  std::string response_id;
  engine::Usage usage;
  std::int64_t start = 0;
  std::int64_t end = 0;
  bool has_failed = false;
  bool is_streamed = false;  ///< Most who watch it see no usage.
};

/// Numbers of a call in normal form; few different ones, so that equal calls are not rare.
engine::Usage RandomUsage(Random* random, bool is_embedding);

/// Start and end lie within [from, to]. `mock_id` is every call's response id, unless it is empty.
TrueCall RandomCall(Random* random, std::int64_t from, std::int64_t to, const std::string& mock_id);

/// The call as one instrumentation sees it: less than the truth, and sometimes something else. The
/// place in the trace is left to the caller.
PlainSpan Observe(Random* random, const TrueCall& call, int instrumentation);

/// A user, a session and so on, each by a small chance.
void AddDimensions(Random* random, int percent, PlainSpan* span);

}  // namespace costdb::property

#endif  // COSTDB_TESTS_PROPERTY_CALL_GENERATOR_H_
