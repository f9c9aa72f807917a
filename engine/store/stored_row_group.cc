#include "engine/store/stored_row_group.h"

#include <algorithm>

#include "engine/error/propagate.h"
#include "engine/span/span_record.h"
#include "engine/store/column_readers.h"
#include "engine/store/stored_id.h"
#include "engine/trace/coded_span.h"

namespace costdb::engine {
namespace {

// A column may be predicted by one that is predicted itself, and so on: as deep as writers go, and
// one more. Forged columns might predict each other.
constexpr int kMostWaiting = 4;

std::int64_t Add(std::int64_t a, std::int64_t b) {
  if (a == kNullInteger) return b;
  if (b == kNullInteger) return a;
  std::int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? kNullInteger : sum;
}

}  // namespace

const ColumnStatistics* StoredRowGroup::statistics(Section section, ColumnId column) const {
  if (IsComputedColumn(column)) return nullptr;
  const auto& columns = (*directory_)[section].columns;
  const auto found = columns.find(column);
  return found == columns.end() ? nullptr : &found->second;
}

Result<std::unique_ptr<const ColumnReader>> StoredRowGroup::OpenColumn(Section section,
                                                                       ColumnId column,
                                                                       ColumnType type) const {
  switch (column) {
    case ColumnId::kTraceId:
      return OpenTraceOrdinals(section);
    case ColumnId::kSpanId:
      return OpenIds(section, column);
    case ColumnId::kParentSpanId:
      return OpenParentSpanIds(section);
    case ColumnId::kInclusiveCost:
    case ColumnId::kInclusiveTokens:
    case ColumnId::kInclusiveCalls:
      return OpenInclusive(section, column);
    default:
      return OpenStored(section, column, type);
  }
}

Status StoredRowGroup::Damaged(Section section, ColumnId column, const char* what) const {
  return InPlace(PlaceText(place_, section, column), Status::Corruption(what));
}

Result<std::shared_ptr<const IntegerColumn>> StoredRowGroup::OpenIntegers(Section section,
                                                                          ColumnId column) const {
  return OpenAt(section, column, 0);
}

Result<std::shared_ptr<const IntegerColumn>> StoredRowGroup::OpenSibling(Section section,
                                                                         const Sibling& sibling,
                                                                         int depth) const {
  if (depth > kMostWaiting) return Status::Corruption("columns predict each other");
  if (sibling.fold == TraceFold::kNone) return OpenAt(section, sibling.column, depth);
  if (section != Section::kTraces) return Status::Corruption("a span is predicted by a trace");
  COSTDB_ASSIGN_OR_RETURN(const auto calls, ReadTraceStartsAt(Section::kCalls, depth));
  COSTDB_ASSIGN_OR_RETURN(const auto others, ReadTraceStartsAt(Section::kOthers, depth));
  const auto read = [this, depth](Section of, ColumnId column) {
    return ReadAllAt(of, column, depth);
  };
  COSTDB_ASSIGN_OR_RETURN(auto folded, FoldTraces(sibling, {calls, others}, read));
  return std::shared_ptr<const IntegerColumn>(IntegerColumn::Of(std::move(folded)));
}

Result<std::shared_ptr<const IntegerColumn>> StoredRowGroup::OpenAt(Section section,
                                                                    ColumnId column,
                                                                    int depth) const {
  const auto& entry = (*directory_)[section];
  const auto listed = entry.columns.find(column);
  if (listed == entry.columns.end()) return std::shared_ptr<const IntegerColumn>();
  if (auto known = opened_.Find(section, column)) return known;
  const auto bytes = column_bytes_(section, column);
  if (!bytes.ok()) return InPlace(PlaceText(place_, section, column), bytes.status());
  const auto siblings = [this, section, depth](std::uint32_t number) {
    return OpenSibling(section, Sibling::Of(number), depth + 1);
  };
  const bool is_checked = checked_ != nullptr && checked_->Has(section, column);
  auto opened = IntegerColumn::Open(*bytes, siblings,
                                    is_checked ? Checksum::kKnownToMatch : Checksum::kVerify);
  if (!opened.ok()) return InPlace(PlaceText(place_, section, column), opened.status());
  if (checked_ != nullptr && !is_checked) checked_->Add(section, column);
  if ((*opened)->statistics() != listed->second) {
    return Damaged(section, column, "it is not the column that the directory lists");
  }
  return opened_.Add(section, column, std::move(*opened));
}

Result<TextColumn> StoredRowGroup::OpenTexts(Section section, ColumnId column) const {
  const auto bytes = column_bytes_(section, column);
  if (!bytes.ok()) return InPlace(PlaceText(place_, section, column), bytes.status());
  auto texts = TextColumn::Open(*bytes);
  if (!texts.ok()) return InPlace(PlaceText(place_, section, column), texts.status());
  if (texts->statistics().rows != rows(section)) {
    return Damaged(section, column, "it has not as many rows as its row group");
  }
  return texts;
}

Status StoredRowGroup::CheckCodes(Section section, ColumnId column,
                                  const ColumnStatistics& known) const {
  if (known.nulls != 0 || known.minimum < 0 || known.maximum > 0xFFFF'FFFF) {
    return Damaged(section, column, "it holds values that are no codes");
  }
  if (dictionaries_ == nullptr) return Status::Ok();
  const ColumnDefinition* definition = FindColumn(column);
  const ColumnId dictionary = definition != nullptr ? definition->dictionary : column;
  if (known.maximum > std::int64_t{dictionaries_->Size(dictionary)}) {
    return Damaged(section, column, "it holds a text code that its dictionary does not have");
  }
  return Status::Ok();
}

Result<std::unique_ptr<const ColumnReader>> StoredRowGroup::OpenStored(Section section,
                                                                       ColumnId column,
                                                                       ColumnType type) const {
  if (type == ColumnType::kText) {
    if (statistics(section, column) == nullptr) return MakeNullReader();
    COSTDB_ASSIGN_OR_RETURN(TextColumn texts, OpenTexts(section, column));
    return MakeTextReader(std::move(texts));
  }
  COSTDB_ASSIGN_OR_RETURN(auto integers, OpenIntegers(section, column));
  if (integers == nullptr) return MakeNullReader();
  if (type == ColumnType::kCode) {
    COSTDB_RETURN_IF_ERROR(CheckCodes(section, column, integers->statistics()));
  }
  return MakeStoredReader(std::move(integers));
}

Result<std::vector<std::int64_t>> StoredRowGroup::ReadAll(Section section, ColumnId column) const {
  return ReadAllAt(section, column, 0);
}

Result<std::vector<std::int64_t>> StoredRowGroup::ReadAllAt(Section section, ColumnId column,
                                                            int depth) const {
  const std::uint32_t count = rows(section);
  std::vector<std::int64_t> values(count, kNullInteger);
  COSTDB_ASSIGN_OR_RETURN(const auto stored, OpenAt(section, column, depth));
  if (stored == nullptr || count == 0) return values;
  values.resize((std::size_t{count} + kBlockRows - 1) / kBlockRows * kBlockRows);
  stored->Read(0, count, values.data());
  values.resize(count);
  if (!stored->has_nulls()) return values;
  std::vector<std::uint64_t> valid((values.size() / kBlockRows + 1) * (kBlockRows / 64));
  stored->ReadValidity(0, count, valid.data());
  for (std::uint32_t row = 0; row < count; ++row) {
    if ((valid[row / 64] >> (row % 64) & 1) == 0) values[row] = kNullInteger;
  }
  return values;
}

Result<std::vector<std::uint32_t>> StoredRowGroup::ReadTraceStarts(Section section) const {
  return ReadTraceStartsAt(section, 0);
}

Result<std::vector<std::uint32_t>> StoredRowGroup::ReadTraceStartsAt(Section section,
                                                                     int depth) const {
  const std::uint32_t traces = rows(Section::kTraces);
  std::vector<std::uint32_t> starts(std::size_t{traces} + 1);
  if (section == Section::kTraces) {
    for (std::uint32_t trace = 0; trace <= traces; ++trace) starts[trace] = trace;
    return starts;
  }
  COSTDB_ASSIGN_OR_RETURN(const auto calls, ReadAllAt(Section::kTraces, ColumnId::kCalls, depth));
  COSTDB_ASSIGN_OR_RETURN(const auto spans, ReadAllAt(Section::kTraces, ColumnId::kSpans, depth));
  std::uint64_t total = 0;
  for (std::uint32_t trace = 0; trace < traces; ++trace) {
    const bool is_sound =
        calls[trace] >= 0 && spans[trace] >= calls[trace] && spans[trace] <= 0xFFFF'FFFF;
    if (!is_sound) {
      return Damaged(Section::kTraces, ColumnId::kSpans,
                     "a trace has an impossible number of spans");
    }
    total += static_cast<std::uint64_t>(section == Section::kCalls ? calls[trace]
                                                                   : spans[trace] - calls[trace]);
    if (total > rows(section)) break;
    starts[trace + 1] = static_cast<std::uint32_t>(total);
  }
  // Row counts of traces come from the file: they must add up to the section's rows.
  if (total == rows(section)) return starts;
  return Damaged(section, ColumnId::kTraceId, "the traces do not cover the rows");
}

Result<std::unique_ptr<const ColumnReader>> StoredRowGroup::OpenTraceOrdinals(
    Section section) const {
  COSTDB_ASSIGN_OR_RETURN(auto starts, ReadTraceStarts(section));
  return MakeTraceOrdinalReader(TraceOrdinal(ordinal_, 0), std::move(starts));
}

Result<std::unique_ptr<const ColumnReader>> StoredRowGroup::OpenIds(Section section,
                                                                    ColumnId column) const {
  COSTDB_ASSIGN_OR_RETURN(auto ids, OpenIntegers(section, column));
  return ids == nullptr ? MakeNullReader() : MakeIdReader(std::move(ids));
}

Result<std::unique_ptr<const ColumnReader>> StoredRowGroup::OpenParentSpanIds(
    Section section) const {
  // A section of calls alone often has no span whose parent was kept.
  if (statistics(section, ColumnId::kParentRow) == nullptr) {
    return OpenIds(section, ColumnId::kExternalParent);
  }
  COSTDB_ASSIGN_OR_RETURN(const auto parent_rows, ReadAll(section, ColumnId::kParentRow));
  COSTDB_ASSIGN_OR_RETURN(auto parents, ReadAll(section, ColumnId::kExternalParent));
  COSTDB_ASSIGN_OR_RETURN(const auto call_starts, ReadTraceStarts(Section::kCalls));
  COSTDB_ASSIGN_OR_RETURN(const auto other_starts, ReadTraceStarts(Section::kOthers));
  COSTDB_ASSIGN_OR_RETURN(const auto call_ids, ReadAll(Section::kCalls, ColumnId::kSpanId));
  COSTDB_ASSIGN_OR_RETURN(const auto other_ids, ReadAll(Section::kOthers, ColumnId::kSpanId));
  const auto& starts = section == Section::kCalls ? call_starts : other_starts;
  for (std::size_t trace = 0; trace + 1 < starts.size(); ++trace) {
    const std::int64_t calls = call_starts[trace + 1] - call_starts[trace];
    const std::int64_t others = other_starts[trace + 1] - other_starts[trace];
    for (std::uint32_t row = starts[trace]; row < starts[trace + 1]; ++row) {
      const std::int64_t parent = parent_rows[row];
      if (parent == kNullInteger) continue;
      if (parent < 0 || parent >= calls + others) {
        return Damaged(section, ColumnId::kParentRow, "a span's parent lies outside its trace");
      }
      const auto index = static_cast<std::size_t>(parent);
      parents[row] = parent < calls
                         ? call_ids[call_starts[trace] + index]
                         : other_ids[other_starts[trace] + index - static_cast<std::size_t>(calls)];
    }
  }
  for (std::int64_t& id : parents) {
    if (id != kNullInteger) id = static_cast<std::int64_t>(IdOfStored(id));
  }
  return MakeComputedReader(std::move(parents));
}

Result<std::unique_ptr<const ColumnReader>> StoredRowGroup::OpenInclusive(Section section,
                                                                          ColumnId column) const {
  const bool is_calls = section == Section::kCalls;
  std::vector<std::int64_t> sums;
  if (column == ColumnId::kInclusiveCalls) {
    COSTDB_ASSIGN_OR_RETURN(sums, ReadAll(section, ColumnId::kCallsBeneath));
    for (std::int64_t& sum : sums) sum = Add(sum, is_calls ? 1 : kNullInteger);
    return MakeComputedReader(std::move(sums));
  }
  if (column == ColumnId::kInclusiveCost) {
    COSTDB_ASSIGN_OR_RETURN(sums, ReadAll(section, ColumnId::kCostBeneath));
    COSTDB_ASSIGN_OR_RETURN(const auto own, ReadAll(section, ColumnId::kCost));
    for (std::size_t row = 0; row < sums.size(); ++row) sums[row] = Add(sums[row], own[row]);
    return MakeComputedReader(std::move(sums));
  }
  COSTDB_ASSIGN_OR_RETURN(sums, ReadAll(section, ColumnId::kTokensBeneath));
  if (!is_calls) return MakeComputedReader(std::move(sums));
  COSTDB_ASSIGN_OR_RETURN(const auto input, ReadAll(section, ColumnId::kInputTokens));
  COSTDB_ASSIGN_OR_RETURN(const auto output, ReadAll(section, ColumnId::kOutputTokens));
  for (std::size_t row = 0; row < sums.size(); ++row) {
    sums[row] = Add(sums[row], Add(input[row], output[row]));
  }
  return MakeComputedReader(std::move(sums));
}

Result<std::vector<TraceId>> StoredRowGroup::ReadTraceIds() const {
  COSTDB_ASSIGN_OR_RETURN(const auto high, ReadAll(Section::kTraces, ColumnId::kTraceIdHigh));
  COSTDB_ASSIGN_OR_RETURN(const auto low, ReadAll(Section::kTraces, ColumnId::kTraceIdLow));
  std::vector<TraceId> ids(high.size());
  for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = {IdOfStored(high[i]), IdOfStored(low[i])};
  return ids;
}

Result<std::vector<SpanId>> StoredRowGroup::ReadSpanIds(Section section) const {
  COSTDB_ASSIGN_OR_RETURN(const auto stored, ReadAll(section, ColumnId::kSpanId));
  std::vector<SpanId> ids(stored.size());
  std::transform(stored.begin(), stored.end(), ids.begin(), IdOfStored);
  return ids;
}

}  // namespace costdb::engine
