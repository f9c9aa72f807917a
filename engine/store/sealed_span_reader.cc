#include "engine/store/sealed_span_reader.h"

#include <algorithm>
#include <utility>

#include "engine/error/propagate.h"
#include "engine/store/enumeration_codes.h"
#include "engine/store/span_codec.h"
#include "engine/store/span_columns.h"
#include "engine/store/stored_id.h"

namespace costdb::engine {
namespace {

// The enumeration value of a stored code; the smallest when the code is damaged.
template <typename Enumeration>
Enumeration EnumerationOf(TextCode code, Enumeration largest) {
  for (auto value = Enumeration{}; value <= largest;
       value = static_cast<Enumeration>(static_cast<int>(value) + 1)) {
    if (CodeOf(value) == code) return value;
  }
  return Enumeration{};
}

constexpr std::uint32_t kNoBlock = 0xFFFF'FFFF;

}  // namespace

ColumnCursor::ColumnCursor(std::shared_ptr<const IntegerColumn> column)
    : column_(std::move(column)), block_(kNoBlock) {}

std::int64_t ColumnCursor::At(std::uint32_t row) {
  if (block_ != row / kBlockRows) Decode(row / kBlockRows);
  const std::uint32_t place = row % kBlockRows;
  const bool is_null = column_->has_nulls() && (validity_[place / 64] >> (place % 64) & 1) == 0;
  return is_null ? kNullInteger : values_[place];
}

void ColumnCursor::Decode(std::uint32_t block) {
  values_.resize(kBlockRows);
  const std::uint32_t first = block * kBlockRows;
  const std::uint32_t count = std::min(kBlockRows, column_->statistics().rows - first);
  column_->Read(first, count, values_.data());
  if (column_->has_nulls()) column_->ReadValidity(first, count, validity_.data());
  block_ = block;
}

void SealedSpanReader::SectionColumns::Add(ColumnId column,
                                           std::shared_ptr<const IntegerColumn> integers) {
  const auto number = static_cast<std::uint32_t>(column);
  if (number < kFixedColumns) {
    fixed[number] = std::make_unique<ColumnCursor>(std::move(integers));
  } else {
    attributes.emplace_back(column, ColumnCursor(std::move(integers)));
  }
}

Result<SealedSpanReader> SealedSpanReader::Open(const StoredRowGroup& row_group,
                                                const PriceFunction& price) {
  SealedSpanReader reader;
  reader.price_ = &price;
  reader.place_ = row_group.place();
  COSTDB_ASSIGN_OR_RETURN(reader.trace_ids_, row_group.ReadTraceIds());
  for (const Section section : {Section::kCalls, Section::kOthers}) {
    SectionColumns& opened = reader.sections_[static_cast<std::size_t>(section)];
    COSTDB_ASSIGN_OR_RETURN(opened.starts, row_group.ReadTraceStarts(section));
    for (const auto& [column, known] : row_group.directory()[section].columns) {
      if (known.encoding == Encoding::kText) {
        COSTDB_ASSIGN_OR_RETURN(auto texts, row_group.OpenTexts(section, column));
        opened.texts.emplace(column, std::move(texts));
      } else {
        COSTDB_ASSIGN_OR_RETURN(auto integers, row_group.OpenIntegers(section, column));
        opened.Add(column, std::move(integers));
      }
    }
  }
  return reader;
}

Result<std::vector<CodedSpan>> SealedSpanReader::ReadTrace(std::uint32_t trace) {
  std::vector<CodedSpan> spans;
  for (const Section section : {Section::kCalls, Section::kOthers}) {
    const auto& starts = columns(section).starts;
    for (std::uint32_t row = starts[trace]; row < starts[trace + 1]; ++row) {
      COSTDB_ASSIGN_OR_RETURN(CodedSpan span, ReadSpan(trace, section, row));
      spans.push_back(std::move(span));
    }
  }
  return spans;
}

Result<CodedSpan> SealedSpanReader::ReadSpan(std::uint32_t trace, Section section,
                                             std::uint32_t row) {
  const std::string_view arrived = TextAt(section, ColumnId::kArrived, row);
  if (!arrived.empty()) {
    CodedSpan span;
    COSTDB_RETURN_IF_ERROR(DecodeSpan({.trace_id = trace_ids_[trace],
                                       .start_unix_ns = IntegerAt(section, ColumnId::kTime, row),
                                       .bytes = arrived},
                                      &span));
    const std::uint32_t version = PriceVersionAt(section, row);
    if (span.price_version == version) return span;
    span.price_version = version;  // Its row was priced again since.
    span.cost = (*price_)(span);
    return span;
  }
  CodedSpan span = ReadColumns(section, row);
  span.price_version = PriceVersionAt(section, row);
  span.trace_id = trace_ids_[trace];
  COSTDB_ASSIGN_OR_RETURN(span.parent_span_id, ReadParent(trace, section, row));
  return span;
}

std::uint32_t SealedSpanReader::PriceVersionAt(Section section, std::uint32_t row) {
  const std::int64_t version = IntegerAt(section, ColumnId::kPriceVersion, row);
  return version == kNullInteger ? 0 : static_cast<std::uint32_t>(version);
}

std::string_view SealedSpanReader::TextAt(Section section, ColumnId column, std::uint32_t row) {
  const auto found = columns(section).texts.find(column);
  return found == columns(section).texts.end() ? std::string_view() : found->second.At(row);
}

std::int64_t SealedSpanReader::IntegerAt(Section section, ColumnId column, std::uint32_t row) {
  const auto& cursor = columns(section).fixed[static_cast<std::size_t>(column)];
  return cursor == nullptr ? kNullInteger : cursor->At(row);
}

TextCode SealedSpanReader::CodeAt(Section section, ColumnId column, std::uint32_t row) {
  const std::int64_t code = IntegerAt(section, column, row);
  return code == kNullInteger ? kNullCode : static_cast<TextCode>(code);
}

CodedSpan SealedSpanReader::ReadColumns(Section section, std::uint32_t row) {
  CodedSpan span;
  span.span_id = IdOfStored(IntegerAt(section, ColumnId::kSpanId, row));
  span.start_unix_ns = IntegerAt(section, ColumnId::kTime, row);
  span.end_unix_ns = span.start_unix_ns + IntegerAt(section, ColumnId::kDuration, row);
  span.role = EnumerationOf(CodeAt(section, ColumnId::kRole, row), SpanRole::kTool);
  span.kind = EnumerationOf(CodeAt(section, ColumnId::kKind, row), SpanKind::kConsumer);
  span.status = EnumerationOf(CodeAt(section, ColumnId::kStatus, row), SpanStatus::kError);
  span.containment =
      EnumerationOf(CodeAt(section, ColumnId::kContainment, row), Containment::kAmbiguous);
  for (std::size_t i = 0; i < kSpanTextCount; ++i) {
    span.text[i] = CodeAt(section, kTextColumns[i], row);
  }
  span.model = CodeAt(section, ColumnId::kModel, row);
  for (const UsageColumn& usage : kUsageColumns) {
    span.usage.*usage.tokens = IntegerAt(section, usage.column, row);
  }
  ReadCost(section, row, &span);
  span.reported_cost_pico = IntegerAt(section, ColumnId::kReportedCost, row);
  span.response_id = TextAt(section, ColumnId::kResponseId, row);
  for (auto& [column, cursor] : columns(section).attributes) {
    const std::int64_t value = cursor.At(row);
    if (value != kNullInteger && value != kNullCode) {
      span.attributes.push_back({column, static_cast<TextCode>(value)});
    }
  }
  return span;
}

void SealedSpanReader::ReadCost(Section section, std::uint32_t row, CodedSpan* span) {
  const bool is_billed = CodeAt(section, ColumnId::kBilling, row) == CodeOf(Billing::kBilled);
  for (const CostColumn& cost : kCostColumns) {
    span->cost.*cost.part = IntegerAt(section, is_billed ? cost.billed : cost.unbilled, row);
  }
  const ColumnId source = is_billed ? ColumnId::kCostSource : ColumnId::kUnbilledCostSource;
  span->cost.source = EnumerationOf(CodeAt(section, source, row), CostSource::kSpan);
}

// A parent is numbered inside its trace, calls first, then the others.
Result<SpanId> SealedSpanReader::ReadParent(std::uint32_t trace, Section section,
                                            std::uint32_t row) {
  const std::int64_t parent = IntegerAt(section, ColumnId::kParentRow, row);
  if (parent == kNullInteger) {
    return IdOfStored(IntegerAt(section, ColumnId::kExternalParent, row));
  }
  std::int64_t index = parent;
  for (const Section of_parent : {Section::kCalls, Section::kOthers}) {
    const auto& starts = columns(of_parent).starts;
    const std::int64_t count = starts[trace + 1] - starts[trace];
    if (index >= 0 && index < count) {
      const auto parent_row = starts[trace] + static_cast<std::uint32_t>(index);
      return IdOfStored(IntegerAt(of_parent, ColumnId::kSpanId, parent_row));
    }
    index -= count;
  }
  return InPlace(PlaceText(place_, section, ColumnId::kParentRow),
                 Status::Corruption("a span's parent lies outside its trace"));
}

}  // namespace costdb::engine
