#ifndef COSTDB_QUERY_VECTOR_VECTOR_OPERATIONS_H_
#define COSTDB_QUERY_VECTOR_VECTOR_OPERATIONS_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "query/vector/vector.h"

namespace costdb::query {

/// Makes `vector` an empty vector of that type and layout with room for `rows` values, none NULL.
/// Memory is kept; the values are unspecified.
void ResetVector(Type type, Layout layout, std::size_t rows, Vector* vector);

/// The layout that values of a type have when nothing else is known.
Layout DefaultLayout(Type type);

/// Makes `vector` the constant NULL of a type.
void SetConstantNull(Type type, Vector* vector);

/// Makes `vector` one whole number that stands for every row.
void SetConstantInteger(Type type, std::int64_t value, Vector* vector);

/// Marks row `row` of `rows` NULL. Not for kCode, whose NULL is the code 0.
inline void SetNull(std::size_t row, std::size_t rows, Vector* vector) {
  if (vector->nulls.empty()) vector->nulls.assign(rows, 0);
  vector->nulls[row] = 1;
}

/// Whether a row is NULL, constants and codes considered.
inline bool IsNullAt(const Vector& vector, std::size_t row) {
  const std::size_t index = vector.constant ? 0 : row;
  if (vector.layout == Layout::kCode) return vector.codes[index] == 0;
  return !vector.nulls.empty() && vector.nulls[index] != 0;
}

/// Whether any of the first `rows` rows is NULL.
bool HasNulls(const Vector& vector, std::size_t rows);

/// Whether it is the NULL that stands for every row.
inline bool IsConstantNull(const Vector& vector) {
  return vector.constant && IsNullAt(vector, 0);
}

/// Reads an array that has one value a row, or one for all, without a branch.
template <typename T>
class RowReader {
 public:
  RowReader(const T* values, bool constant) : values_(values), mask_(constant ? 0 : ~0ULL) {}
  const T& operator[](std::size_t row) const { return values_[row & mask_]; }

 private:
  const T* values_;
  std::size_t mask_;
};

inline RowReader<std::int64_t> Int64sOf(const Vector& vector) {
  return {vector.int64s.data(), vector.constant};
}
inline RowReader<Int128> Int128sOf(const Vector& vector) {
  return {vector.int128s.data(), vector.constant};
}
inline RowReader<double> DoublesOf(const Vector& vector) {
  return {vector.doubles.data(), vector.constant};
}
inline RowReader<std::uint32_t> CodesOf(const Vector& vector) {
  return {vector.codes.data(), vector.constant};
}

/// Reads whole numbers of either width.
class WideReader {
 public:
  explicit WideReader(const Vector& vector)
      : narrow_(vector.layout == Layout::kInt64 ? vector.int64s.data() : nullptr),
        wide_(vector.int128s.data()),
        mask_(vector.constant ? 0 : ~0ULL) {}
  Int128 operator[](std::size_t row) const {
    return narrow_ != nullptr ? Int128{narrow_[row & mask_]} : wide_[row & mask_];
  }

 private:
  const std::int64_t* narrow_;
  const Int128* wide_;
  std::size_t mask_;
};

/// Copies the rows that `indexes` names. `to` must not be `from`.
void GatherRows(const Vector& from, std::span<const std::uint32_t> indexes, Vector* to);

/// A constant as `rows` equal values; other vectors unchanged. `storage` holds the copy.
const Vector& Flatten(const Vector& vector, std::size_t rows, Vector* storage);

/// A whole-number vector in 128-bit layout; `storage` holds the copy, if one is needed.
const Vector& Widen(const Vector& vector, std::size_t rows, Vector* storage);

/// Appends `rows` rows of `from` to the `rows_before` rows that `to` has. Layouts may differ where
/// one holds the other (64 and 128 bits, codes of different dictionaries never); an empty `to`
/// takes the layout of `from`. Plain text is the caller's to settle.
void AppendRows(const Vector& from, std::size_t rows, std::size_t rows_before, Vector* to);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_VECTOR_VECTOR_OPERATIONS_H_
