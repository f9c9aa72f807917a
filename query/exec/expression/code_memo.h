#ifndef COSTDB_QUERY_EXEC_EXPRESSION_CODE_MEMO_H_
#define COSTDB_QUERY_EXEC_EXPRESSION_CODE_MEMO_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "costdb/status.h"
#include "query/vector/vector.h"

namespace costdb::query {

/// The values that an expression over one dictionary column has for the codes met so far. It makes
/// a comparison, a LIKE or a CASE of a text column cost one table look-up a row, however dear it
/// is. Not thread-safe.
class CodeMemo {
 public:
  /// Makes room for codes [0, codes).
  void Reserve(std::size_t codes);

  /// Appends each code whose value is unknown, once, to `unknown`. Fails on a code that the
  /// dictionary does not have.
  Status FindUnknown(const std::vector<std::uint32_t>& codes, std::size_t rows,
                     std::vector<std::uint32_t>* unknown);

  /// Takes the values of `codes`: `values` has one for each, or one for all.
  void Learn(const std::vector<std::uint32_t>& codes, const Vector& values);

  /// Takes back what FindUnknown found: the values could not be computed.
  void Forget(const std::vector<std::uint32_t>& codes);

  /// Sets the value of each row's code. Every code is known.
  void Read(const std::vector<std::uint32_t>& codes, std::size_t rows, Vector* result) const;

 private:
  enum State : std::uint8_t { kUnknown, kValue, kNull };

  std::vector<std::uint8_t> states_;
  Vector values_;  ///< One a code.
  bool has_nulls_ = false;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_EXPRESSION_CODE_MEMO_H_
