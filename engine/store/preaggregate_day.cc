#include "engine/store/preaggregate_day.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>

#include "engine/encoding/encoded_column.h"
#include "engine/error/propagate.h"
#include "engine/span/span_record.h"
#include "engine/store/byte_codec.h"
#include "engine/store/row_group_data.h"
#include "engine/store/stored_place.h"

namespace costdb::engine {
namespace {

constexpr std::uint8_t kDayVersion = 1;
constexpr std::uint8_t kNotKept = 0;
constexpr std::uint8_t kKept = 1;

using Entry = std::pair<PreaggregateCell, PreaggregateSums>;

bool FitsInColumns(const Entry& entry) {
  std::int64_t unix_ns = 0;
  if (__builtin_mul_overflow(entry.first.hour, kPreaggregatedNs, &unix_ns)) return false;
  const PreaggregateSums& sums = entry.second;
  if (sums.calls < 0) return false;
  return std::all_of(sums.sums.begin(), sums.sums.end(),
                     [](Int128 sum) { return sum > kNullInteger && sum <= INT64_MAX; });
}

/// Gathers the columns of a day.
class DayColumns {
 public:
  explicit DayColumns(std::span<const Entry> cells) : cells_(cells) {
    directory_[Section::kCalls].rows = static_cast<std::uint32_t>(cells.size());
  }

  /// Adds a column unless it is `absent` in every row, which is how a reader takes a missing one.
  template <typename ValueOf>
  void Add(ColumnId column, std::int64_t absent, const ValueOf& value_of) {
    std::vector<std::int64_t> values;
    values.reserve(cells_.size());
    for (const Entry& cell : cells_) values.push_back(value_of(cell.first, cell.second));
    const auto is_absent = [absent](std::int64_t value) { return value == absent; };
    if (std::all_of(values.begin(), values.end(), is_absent)) return;
    EncodedColumn encoded = EncodeIntegers(values);
    directory_[Section::kCalls].columns.emplace(column, encoded.statistics);
    bytes_.emplace(column, std::move(encoded.bytes));
  }

  std::string Encode() const {
    std::string day;
    ByteWriter writer(&day);
    writer.Fixed(kDayVersion);
    writer.Fixed(kKept);
    writer.Text(EncodeDirectory(directory_));
    for (const auto& [column, bytes] : bytes_) day.append(bytes);
    return day;
  }

 private:
  std::span<const Entry> cells_;
  RowGroupDirectory directory_;
  std::map<ColumnId, std::string> bytes_;
};

std::string NotKept() {
  std::string day;
  ByteWriter writer(&day);
  writer.Fixed(kDayVersion);
  writer.Fixed(kNotKept);
  return day;
}

using ColumnViews = std::map<ColumnId, std::string_view>;

/// The bytes of each column that the directory lists; nothing when they are not all there is.
std::optional<ColumnViews> SplitColumns(const RowGroupDirectory& directory,
                                        std::string_view bytes) {
  ColumnViews views;
  for (const auto& [column, statistics] : directory[Section::kCalls].columns) {
    if (statistics.bytes > bytes.size()) return std::nullopt;
    views.emplace(column, bytes.substr(0, statistics.bytes));
    bytes.remove_prefix(statistics.bytes);
  }
  return bytes.empty() ? std::optional(std::move(views)) : std::nullopt;
}

}  // namespace

std::string EncodePreaggregateDay(
    PreaggregateLevel level, std::vector<std::pair<PreaggregateCell, PreaggregateSums>> cells) {
  if (cells.size() > kMostCellsADay || !std::all_of(cells.begin(), cells.end(), FitsInColumns)) {
    return NotKept();
  }
  const auto by_cell = [](const Entry& a, const Entry& b) { return a.first < b.first; };
  if (!std::is_sorted(cells.begin(), cells.end(), by_cell)) {
    std::sort(cells.begin(), cells.end(), by_cell);
  }
  DayColumns columns(cells);
  using Cell = PreaggregateCell;
  using Sums = PreaggregateSums;
  columns.Add(ColumnId::kTime, kNullInteger,
              [](const Cell& cell, const Sums&) { return cell.hour * kPreaggregatedNs; });
  columns.Add(ColumnId::kCalls, kNullInteger,
              [](const Cell&, const Sums& sums) { return sums.calls; });
  const auto dimensions = DimensionsOf(level);
  for (std::size_t i = 0; i < dimensions.size(); ++i) {
    columns.Add(dimensions[i], 0,
                [i](const Cell& cell, const Sums&) { return std::int64_t{cell.dimensions[i]}; });
  }
  for (std::size_t i = 0; i < kPreaggregateMeasures.size(); ++i) {
    columns.Add(kPreaggregateMeasures[i], kNullInteger, [i](const Cell&, const Sums& sums) {
      return sums.known[i] == 0 ? kNullInteger : static_cast<std::int64_t>(sums.sums[i]);
    });
    const bool all_known = std::all_of(cells.begin(), cells.end(), [i](const Entry& entry) {
      return entry.second.known[i] == entry.second.calls;
    });
    if (all_known) continue;
    columns.Add(ColumnOfKnown(kPreaggregateMeasures[i]), kNullInteger,
                [i](const Cell&, const Sums& sums) { return sums.known[i]; });
  }
  return columns.Encode();
}

Result<std::unique_ptr<const StoredRowGroup>> OpenPreaggregateDay(
    std::string_view bytes, std::string_view path, std::int64_t day,
    const Dictionaries* dictionaries) {
  const RowGroupPlace place = {path, std::nullopt, day};
  const auto malformed = [&place](const char* what) {
    return InPlace(PlaceText(place), Status::Corruption(what));
  };
  ByteReader reader(bytes);
  const auto version = reader.Fixed<std::uint8_t>();
  const auto kept = reader.Fixed<std::uint8_t>();
  if (!reader.ok() || version != kDayVersion || kept > kKept) return malformed("it is malformed");
  if (kept == kNotKept) return std::unique_ptr<const StoredRowGroup>();
  const std::string_view directory_bytes = reader.Text();
  if (!reader.ok()) return malformed("it is malformed");
  auto directory = DecodeDirectory(directory_bytes);
  if (!directory.ok()) return InPlace(PlaceText(place), directory.status());
  auto views = SplitColumns(*directory, reader.rest());
  if (!views) return malformed("its columns are not the ones that its directory lists");
  auto column_bytes = [views = std::move(*views)](Section /*section*/,
                                                  ColumnId column) -> Result<std::string_view> {
    const auto found = views.find(column);
    if (found == views.end()) return Status::Corruption("the column is missing");
    return found->second;
  };
  return std::unique_ptr<const StoredRowGroup>(std::make_unique<StoredRowGroup>(
      place, 0, std::make_shared<const RowGroupDirectory>(std::move(*directory)), std::nullopt,
      std::move(column_bytes), dictionaries));
}

}  // namespace costdb::engine
