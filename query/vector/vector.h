#ifndef COSTDB_QUERY_VECTOR_VECTOR_H_
#define COSTDB_QUERY_VECTOR_VECTOR_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "costdb/int128.h"
#include "costdb/value.h"
#include "engine/kernels/offset_sum.h"
#include "engine/kernels/sum.h"
#include "engine/schema/column.h"

namespace costdb::query {

/// How a vector's values are laid out in memory. The type says what they mean.
enum class Layout : std::uint8_t {
  kInt64,      ///< kInt, kMoney, kTime, kDuration, kTraceId (ordinals), kSpanId, kBool (0 or 1)
  kInt64Runs,  ///< The same in runs: only scans make it, for those who ask for it (ColumnForm)
  kOffsets,    ///< The same, packed: frame tells the values; only scans make it, as kInt64Runs
  kInt128,     ///< kInt and kMoney where 64 bits may not hold them: sums and what is made of them;
               ///< the digits of kDecimal
  kDouble,     ///< kDouble
  kCode,       ///< kText of a dictionary; 0 is NULL
  kCodeRuns,   ///< The same in runs, as kInt64Runs
  kText,       ///< kText
};

/// A column of one batch of rows. `constant` vectors hold one value that stands for every row. The
/// array of the layout has at least as many values as the batch has rows; what lies beyond them is
/// meaningless. Not thread-safe.
struct Vector {
  Type type = Type::kNull;
  Layout layout = Layout::kInt64;
  bool constant = false;
  std::uint8_t scale = 0;                      ///< kDecimal: the value is digits / 10^scale.
  std::optional<engine::ColumnId> dictionary;  ///< kCode, kCodeRuns
  engine::kernels::Frame frame;                ///< kOffsets
  engine::kernels::ValueBounds bounds;         ///< Of all whole numbers or codes, NULL rows' too.
  std::vector<std::int64_t> int64s;            ///< kInt64Runs: one a run
  std::vector<Int128> int128s;
  std::vector<double> doubles;
  std::vector<std::uint32_t> codes;     ///< kCode; kCodeRuns: one a run; kOffsets: the offsets
  std::vector<std::uint32_t> run_ends;  ///< kInt64Runs, kCodeRuns: the row behind each run
  std::vector<std::string> texts;
  /// One byte a row, 1 where the value is NULL; empty when none is. Not used by kCode.
  std::vector<std::uint8_t> nulls;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_VECTOR_VECTOR_H_
