#ifndef COSTDB_QUERY_EXEC_AGGREGATE_KEY_CODER_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_KEY_CODER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "costdb/status.h"
#include "query/functions/scalar_function.h"
#include "query/plan/bound_expression.h"
#include "query/vector/vector.h"

namespace costdb::query {

/// Turns the values of one key into small numbers, so that grouping deals with numbers only. NULL
/// is a value and has a number too. Not thread-safe: every worker has its own.
class KeyCoder {
 public:
  virtual ~KeyCoder() = default;

  /// The coder for the values of an expression.
  static std::unique_ptr<KeyCoder> Make(const BoundExpression& key, const FunctionContext& context);

  /// Sets codes[i] to the number of row i's value.
  virtual Status Encode(const Vector& values, std::size_t rows, std::uint32_t* codes) = 0;

  /// Every number is below it.
  virtual std::size_t size() const = 0;

  /// True when the numbers are the same in every worker, known before the first row: dictionary
  /// codes. Then size() does not change.
  virtual bool is_fixed() const { return false; }

  /// The number of NULL, UINT32_MAX when no NULL has been met.
  virtual std::uint32_t null_code() const = 0;

  /// Sets map[c] to the number here of what the other coder, of the same kind, calls c. Nothing is
  /// mapped when is_fixed().
  virtual Status Merge(const KeyCoder& other, std::vector<std::uint32_t>* map) = 0;

  /// The values of numbers.
  virtual void Decode(std::span<const std::uint32_t> codes, Vector* values) const = 0;

  /// Forgets all values; memory is kept for the next ones.
  virtual void Clear() = 0;

  /// Bytes held, roughly.
  virtual std::size_t memory() const = 0;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_KEY_CODER_H_
