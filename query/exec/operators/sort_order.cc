#include "query/exec/operators/sort_order.h"

#include <algorithm>
#include <numeric>

#include "absl/container/flat_hash_map.h"
#include "query/exec/operators/ordered_bits.h"
#include "query/functions/function_support.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {
namespace {

using Words = std::vector<std::uint64_t>;

/// Ranks of values among the distinct ones: `values[i]` names row i's.
template <typename T>
Words RanksOf(const std::vector<T>& values) {
  std::vector<std::uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t left, std::uint32_t right) { return values[left] < values[right]; });
  Words ranks(values.size());
  std::uint64_t rank = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i > 0 && values[order[i - 1]] < values[order[i]]) ++rank;
    ranks[order[i]] = rank;
  }
  return ranks;
}

/// Codes repeat: each distinct text is looked up once.
Words RanksOfCodes(const Vector& column, std::size_t rows, const FunctionContext& context) {
  absl::flat_hash_map<std::uint32_t, std::uint32_t> places;
  std::vector<std::string_view> texts;
  std::vector<std::uint32_t> place_of_row(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    const std::uint32_t code = CodesOf(column)[i];
    const auto [found, is_new] = places.try_emplace(code, static_cast<std::uint32_t>(texts.size()));
    if (is_new) texts.push_back(context.dictionaries->TextOf(*column.dictionary, code));
    place_of_row[i] = found->second;
  }
  const Words ranks = RanksOf(texts);
  Words words(rows);
  for (std::size_t i = 0; i < rows; ++i) words[i] = ranks[place_of_row[i]];
  return words;
}

/// The words of a column, most significant first, not yet turned for DESC.
std::vector<Words> WordsOf(const Vector& column, std::size_t rows, const FunctionContext& context) {
  if (column.layout == Layout::kCode && column.dictionary.has_value()) {
    return {RanksOfCodes(column, rows, context)};
  }
  if (column.layout == Layout::kText) {
    std::vector<std::string_view> texts(rows);
    for (std::size_t i = 0; i < rows; ++i) texts[i] = TextReader(context, column)[i];
    return {RanksOf(texts)};
  }
  Words high(rows);
  Words low(rows);
  if (column.type == Type::kTraceId && context.snapshot != nullptr) {
    for (std::size_t i = 0; i < rows; ++i) {
      if (IsNullAt(column, i)) continue;
      const engine::TraceId id = context.snapshot->TraceIdOf(Int64sOf(column)[i]);
      high[i] = id.high;
      low[i] = id.low;
    }
    return {std::move(high), std::move(low)};
  }
  if (column.layout == Layout::kInt128) {
    for (std::size_t i = 0; i < rows; ++i) {
      const auto bits = static_cast<UInt128>(Int128sOf(column)[i]);
      high[i] = static_cast<std::uint64_t>(bits >> 64) ^ kSignBit;
      low[i] = static_cast<std::uint64_t>(bits);
    }
    return {std::move(high), std::move(low)};
  }
  const std::uint64_t flip = column.type == Type::kSpanId ? 0 : kSignBit;
  for (std::size_t i = 0; i < rows; ++i) {
    high[i] = column.layout == Layout::kDouble
                  ? OrderedBits(DoublesOf(column)[i])
                  : static_cast<std::uint64_t>(Int64sOf(column)[i]) ^ flip;
  }
  return {std::move(high)};
}

/// Appends the words of one sort key: where there are NULLs, a word that puts them first or last
/// comes before the others.
void AppendKey(const Vector& column, const SortKey& key, std::size_t rows,
               const FunctionContext& context, std::vector<Words>* all) {
  std::vector<Words> words = WordsOf(column, rows, context);
  if (key.descending) {
    for (Words& each : words) {
      for (std::uint64_t& word : each) word = ~word;
    }
  }
  if (HasNulls(column, rows)) {
    Words nulls(rows);
    for (std::size_t i = 0; i < rows; ++i) {
      const bool is_null = IsNullAt(column, i);
      nulls[i] = static_cast<std::uint64_t>(is_null != key.nulls_first);
      if (!is_null) continue;
      for (Words& each : words) each[i] = 0;
    }
    all->push_back(std::move(nulls));
  }
  for (Words& each : words) all->push_back(std::move(each));
}

}  // namespace

std::vector<std::uint32_t> SortedRows(const Batch& batch, const std::vector<SortKey>& keys,
                                      std::uint64_t limit, const FunctionContext& context) {
  struct Entry {
    std::uint64_t first;
    std::uint32_t row;
  };
  std::vector<Words> words;
  for (const SortKey& key : keys) {
    AppendKey(batch.columns[key.column], key, batch.rows, context, &words);
  }
  std::vector<Entry> entries(batch.rows);
  for (std::size_t i = 0; i < batch.rows; ++i) {
    entries[i] = {words.empty() ? 0 : words[0][i], static_cast<std::uint32_t>(i)};
  }
  const auto before = [&](const Entry& left, const Entry& right) {
    if (left.first != right.first) return left.first < right.first;
    for (std::size_t word = 1; word < words.size(); ++word) {
      const std::uint64_t a = words[word][left.row];
      const std::uint64_t b = words[word][right.row];
      if (a != b) return a < b;
    }
    return left.row < right.row;
  };
  if (limit < entries.size()) {
    const auto end = entries.begin() + static_cast<std::ptrdiff_t>(limit);
    std::nth_element(entries.begin(), end, entries.end(), before);
    entries.resize(limit);
  }
  std::sort(entries.begin(), entries.end(), before);
  std::vector<std::uint32_t> rows(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) rows[i] = entries[i].row;
  return rows;
}

}  // namespace costdb::query
