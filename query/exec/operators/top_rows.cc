#include "query/exec/operators/top_rows.h"

#include <algorithm>

#include "query/exec/operators/ordered_bits.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {
namespace {

/// Beyond it the best values are too many to be worth keeping in order.
constexpr std::uint64_t kMostRows = std::uint64_t{1} << 16;
/// The bound is tightened after so many rows.
constexpr std::size_t kBlockRows = 1024;

/// Wide values beyond 64 bits become the largest or smallest that fit: coarser, but in order.
std::int64_t Clamped(Int128 value) {
  return static_cast<std::int64_t>(std::clamp<Int128>(value, Int128{INT64_MIN}, Int128{INT64_MAX}));
}

/// Whether values order the rows themselves, rather than texts or ids that they stand for.
bool IsOrdered(const Vector& column) {
  return column.layout != Layout::kCode && column.layout != Layout::kText &&
         column.type != Type::kTraceId && column.type != Type::kNull;
}

/// Words of rows [first, first + rows): where one is smaller, its row comes first. Rows with equal
/// keys have equal words.
void FillWords(const Vector& column, const SortKey& key, std::size_t first, std::size_t rows,
               std::uint64_t* words) {
  const std::uint64_t turn = key.descending ? ~std::uint64_t{0} : 0;
  if (column.layout == Layout::kDouble) {
    const RowReader<double> values = DoublesOf(column);
    for (std::size_t i = 0; i < rows; ++i) words[i] = OrderedBits(values[first + i]) ^ turn;
  } else if (column.layout == Layout::kInt128) {
    const RowReader<Int128> values = Int128sOf(column);
    for (std::size_t i = 0; i < rows; ++i) {
      words[i] = static_cast<std::uint64_t>(Clamped(values[first + i])) ^ kSignBit ^ turn;
    }
  } else {
    const std::uint64_t flip = turn ^ (column.type == Type::kSpanId ? 0 : kSignBit);
    const RowReader<std::int64_t> values = Int64sOf(column);
    for (std::size_t i = 0; i < rows; ++i) {
      words[i] = static_cast<std::uint64_t>(values[first + i]) ^ flip;
    }
  }
  if (column.nulls.empty()) return;
  for (std::size_t i = 0; i < rows; ++i) {
    if (IsNullAt(column, first + i)) words[i] = key.nulls_first ? 0 : UINT64_MAX;
  }
}

}  // namespace

bool TopRows::Select(const Batch& batch, std::vector<std::uint32_t>* rows) {
  if (limit_ > kMostRows || keys_.empty() || keys_[0].column >= batch.columns.size()) return false;
  const Vector& column = batch.columns[keys_[0].column];
  if (!IsOrdered(column)) return false;
  rows->clear();
  words_.resize(kBlockRows);
  within_.resize(kBlockRows);
  for (std::size_t first = 0; limit_ > 0 && first < batch.rows; first += kBlockRows) {
    const std::size_t count = std::min(kBlockRows, batch.rows - first);
    FillWords(column, keys_[0], first, count, words_.data());
    Take(static_cast<std::uint32_t>(first), count, rows);
  }
  return true;
}

void TopRows::Take(std::uint32_t first_row, std::size_t rows, std::vector<std::uint32_t>* kept) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    within_[count] = static_cast<std::uint32_t>(i);
    count += words_[i] <= bound_ ? 1 : 0;
  }
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t word = words_[within_[i]];
    if (word > bound_) continue;
    kept->push_back(first_row + within_[i]);
    Offer(word);
  }
}

void TopRows::Offer(std::uint64_t word) {
  if (best_.size() == limit_) {
    if (word >= best_.front()) return;
    std::pop_heap(best_.begin(), best_.end());
    best_.pop_back();
  }
  best_.push_back(word);
  std::push_heap(best_.begin(), best_.end());
  if (best_.size() < limit_) return;
  // Where the word is the whole key, a row that equals the last of the best stands behind it. Words
  // at the ends of the range may stand for different keys.
  const std::uint64_t last = best_.front();
  const bool is_whole_key = keys_.size() == 1 && last != 0 && last != UINT64_MAX;
  bound_ = is_whole_key ? last - 1 : last;
}

}  // namespace costdb::query
