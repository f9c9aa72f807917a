#include "engine/store/stored_place.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "engine/store/dictionary_store.h"

namespace costdb::engine {
namespace {

constexpr std::array<std::pair<ColumnId, std::string_view>, 16> kHiddenNames = {{
    {ColumnId::kArrived, "span as it arrived"},
    {ColumnId::kPriceVersion, "version of the prices"},
    {ColumnId::kTraceIdHigh, "trace_id (high)"},
    {ColumnId::kTraceIdLow, "trace_id (low)"},
    {ColumnId::kParentRow, "parent_span_id (row)"},
    {ColumnId::kExternalParent, "parent_span_id (missing)"},
    {ColumnId::kUnbilledCost, "cost (not billed)"},
    {ColumnId::kUnbilledInputCost, "input_cost (not billed)"},
    {ColumnId::kUnbilledOutputCost, "output_cost (not billed)"},
    {ColumnId::kUnbilledCacheCost, "cache_cost (not billed)"},
    {ColumnId::kUnbilledCostSource, "cost_source (not billed)"},
    {ColumnId::kCostBeneath, "inclusive_cost (beneath)"},
    {ColumnId::kTokensBeneath, "inclusive_tokens (beneath)"},
    {ColumnId::kCallsBeneath, "inclusive_calls (beneath)"},
    {kAttributeKeys, "attribute keys"},
    {kResourceKeys, "resource keys"},
}};

constexpr std::array<std::string_view, kSectionCount> kSectionNames = {"calls", "others", "traces"};

}  // namespace

std::string StoredColumnName(ColumnId column) {
  if (const ColumnDefinition* definition = FindColumn(column)) return std::string(definition->name);
  for (const auto& [id, name] : kHiddenNames) {
    if (id == column) return std::string(name);
  }
  return fmt::format("column {}", static_cast<unsigned>(column));
}

std::string PlaceText(const RowGroupPlace& place) {
  if (place.row_group) return fmt::format("{}: row group {}", place.path, *place.row_group);
  if (place.preaggregated_day) {
    return fmt::format("{}: pre-aggregates of day {}", place.path, *place.preaggregated_day);
  }
  return fmt::format("{}: the head", place.path);
}

std::string PlaceText(const RowGroupPlace& place, Section section, ColumnId column) {
  return fmt::format("{}, section {}, column {}", PlaceText(place),
                     kSectionNames[static_cast<std::size_t>(section)], StoredColumnName(column));
}

std::string HeadBatchText(std::string_view path, std::uint64_t batch) {
  return fmt::format("{}: head batch {}", path, batch);
}

Status InPlace(const std::string& place, const Status& failure) {
  return failure.ok() ? failure : Status(failure.code(), place + ": " + failure.message());
}

}  // namespace costdb::engine
