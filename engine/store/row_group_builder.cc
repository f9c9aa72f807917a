#include "engine/store/row_group_builder.h"

#include <algorithm>
#include <utility>

#include "engine/store/enumeration_codes.h"
#include "engine/store/span_codec.h"
#include "engine/store/span_columns.h"
#include "engine/store/stored_id.h"
#include "engine/store/trace_run.h"

namespace costdb::engine {
namespace {

// Texts of a span that the resolver does not change.
constexpr std::array kOwnTexts = {
    SpanText::kName,      SpanText::kService,      SpanText::kProvider,
    SpanText::kOperation, SpanText::kRequestModel, SpanText::kResponseModel,
    SpanText::kTool,      SpanText::kFinishReason, SpanText::kErrorType,
    SpanText::kScope,     SpanText::kScopeVersion, SpanText::kServiceTier,
};

// What is added to a span's own cost or tokens to make the inclusive sum; NULL when that sum is.
std::int64_t Beneath(std::int64_t inclusive, std::int64_t own) {
  if (inclusive == kNullInteger) return kNullInteger;
  return own == kNullInteger ? inclusive : inclusive - own;
}

std::int64_t OwnTokens(const CodedSpan& span) {
  if (!span.usage.is_reported()) return kNullInteger;
  return std::max<std::int64_t>(span.usage.input, 0) + std::max<std::int64_t>(span.usage.output, 0);
}

void Keep(ColumnId column, EncodedColumn encoded, RowGroupDirectory::SectionEntry* directory,
          std::map<ColumnId, std::string>* bytes) {
  directory->columns.emplace(column, encoded.statistics);
  bytes->emplace(column, std::move(encoded.bytes));
}

}  // namespace

void RowGroupBuilder::SectionBuilder::Set(ColumnId column, std::int64_t value,
                                          std::int64_t filler) {
  const auto number = static_cast<std::uint32_t>(column);
  Values& target = number < kFixedColumns ? fixed_[number] : attributes_[column];
  target.filler = filler;
  target.values.resize(rows_ - 1, filler);
  target.values.push_back(value);
}

void RowGroupBuilder::SectionBuilder::SetInteger(ColumnId column, std::int64_t value) {
  if (value != kNullInteger) Set(column, value, kNullInteger);
}

void RowGroupBuilder::SectionBuilder::SetCode(ColumnId column, std::uint32_t code) {
  if (code != kNullCode) Set(column, code, kNullCode);
}

void RowGroupBuilder::SectionBuilder::SetText(ColumnId column, const std::string& text) {
  if (text.empty()) return;
  texts_[column].resize(rows_ - 1);
  texts_[column].push_back(text);
}

void RowGroupBuilder::SectionBuilder::FillUp() {
  const auto fill = [this](Values& entry) {
    if (!entry.values.empty()) entry.values.resize(rows_, entry.filler);
  };
  for (Values& entry : fixed_) fill(entry);
  for (auto& [column, entry] : attributes_) fill(entry);
  for (auto& [column, values] : texts_) values.resize(rows_);
}

std::span<const std::int64_t> RowGroupBuilder::SectionBuilder::Of(ColumnId column) const {
  const auto number = static_cast<std::uint32_t>(column);
  if (number < kFixedColumns) return fixed_[number].values;
  const auto found = attributes_.find(column);
  if (found == attributes_.end()) return {};
  return found->second.values;
}

void RowGroupBuilder::SectionBuilder::Encode(Section section, const RowGroupValues& row_group,
                                             RowGroupDirectory::SectionEntry* directory,
                                             std::map<ColumnId, std::string>* bytes) const {
  directory->rows = rows_;
  for (std::uint32_t number = 0; number < kFixedColumns; ++number) {
    const ColumnId column{number};
    if (fixed_[number].values.empty()) continue;
    Keep(column, EncodeColumn(section, column, row_group), directory, bytes);
  }
  for (const auto& [column, entry] : attributes_) {
    Keep(column, EncodeColumn(section, column, row_group), directory, bytes);
  }
  for (const auto& [column, values] : texts_) {
    const std::vector<std::string_view> views(values.begin(), values.end());
    Keep(column, EncodeTexts(views), directory, bytes);
  }
}

/// The columns of a builder, as predictions read them.
class RowGroupBuilder::Columns final : public RowGroupValues {
 public:
  Columns(const std::array<SectionBuilder, kSectionCount>& sections,
          const RowGroupDirectory& directory)
      : sections_(sections), directory_(directory) {}

  std::span<const std::int64_t> Of(Section section, ColumnId column) const override {
    return sections_[static_cast<std::size_t>(section)].Of(column);
  }
  bool IsPredicted(Section section, ColumnId column) const override {
    const auto found = directory_[section].columns.find(column);
    return found != directory_[section].columns.end() &&
           found->second.encoding == Encoding::kPredicted;
  }

 private:
  const std::array<SectionBuilder, kSectionCount>& sections_;
  const RowGroupDirectory& directory_;
};

void RowGroupBuilder::Add(const ResolvedTrace& trace, std::span<const CodedSpan> spans) {
  for (std::uint32_t i = 0; i < trace.spans.size(); ++i) {
    const Section section = i < trace.call_count ? Section::kCalls : Section::kOthers;
    AddSpan(sections_[static_cast<std::size_t>(section)], trace, i, spans);
  }
  AddTrace(trace);
  traces_.push_back(trace.trace_id);
  span_count_ += static_cast<std::uint32_t>(trace.spans.size());
}

RowGroupData RowGroupBuilder::Finish() {
  RowGroupData data;
  for (SectionBuilder& section : sections_) section.FillUp();
  const Columns columns(sections_, data.directory);
  for (std::size_t i = 0; i < sections_.size(); ++i) {
    sections_[i].Encode(static_cast<Section>(i), columns, &data.directory.sections[i],
                        &data.columns[i]);
  }
  data.trace_hashes.resize(traces_.size());
  std::transform(traces_.begin(), traces_.end(), data.trace_hashes.begin(), HashOfTrace);
  *this = RowGroupBuilder();
  return data;
}

void RowGroupBuilder::AddSpan(SectionBuilder& section, const ResolvedTrace& trace,
                              std::uint32_t index, std::span<const CodedSpan> spans) {
  const ResolvedSpan& resolved = trace.spans[index];
  const CodedSpan& span = EffectiveSpan(trace, resolved, spans);
  const bool is_billed = resolved.billing == Billing::kBilled;
  section.BeginRow();
  section.SetInteger(ColumnId::kTime, span.start_unix_ns);
  section.SetInteger(ColumnId::kDuration, span.end_unix_ns - span.start_unix_ns);
  section.SetInteger(ColumnId::kSpanId, StoredId(span.span_id));
  if (resolved.parent != kNoParent) {
    section.SetInteger(ColumnId::kParentRow, resolved.parent);
  } else if (span.parent_span_id != 0) {
    section.SetInteger(ColumnId::kExternalParent, StoredId(span.parent_span_id));
  }
  for (const SpanText text : kOwnTexts) section.SetCode(ColumnOf(text), span[text]);
  section.SetCode(ColumnId::kKind, CodeOf(span.kind));
  section.SetCode(ColumnId::kStatus, CodeOf(span.status));
  section.SetCode(ColumnId::kRole, CodeOf(span.role));
  section.SetCode(ColumnId::kContainment, CodeOf(span.containment));
  section.SetCode(ColumnId::kBilling, CodeOf(resolved.billing));
  section.SetCode(ColumnId::kUsageSource, CodeOf(resolved.usage_source));
  if (resolved.amended != kNotAmended) {
    section.SetText(ColumnId::kArrived, EncodeSpanBody(spans[resolved.source]));
  }
  section.SetCode(ColumnId::kModel, span.model);
  section.SetCode(ColumnId::kRootName, trace.root_name);
  section.SetCode(ColumnId::kUser, resolved.user);
  section.SetCode(ColumnId::kSession, resolved.session);
  section.SetCode(ColumnId::kAgent, resolved.agent);
  section.SetCode(ColumnId::kFeature, resolved.feature);
  section.SetCode(ColumnId::kEnvironment, resolved.environment);
  section.SetText(ColumnId::kResponseId, span.response_id);
  section.SetInteger(ColumnId::kReportedCost, span.reported_cost_pico);
  if (span.price_version != 0) section.SetInteger(ColumnId::kPriceVersion, span.price_version);
  for (const UsageColumn& usage : kUsageColumns) {
    section.SetInteger(usage.column, span.usage.*usage.tokens);
  }
  for (const CostColumn& cost : kCostColumns) {
    section.SetInteger(is_billed ? cost.billed : cost.unbilled, span.cost.*cost.part);
  }
  section.SetCode(is_billed ? ColumnId::kCostSource : ColumnId::kUnbilledCostSource,
                  CodeOf(span.cost.source));
  section.SetInteger(ColumnId::kCostBeneath, Beneath(resolved.inclusive.cost_pico,
                                                     is_billed ? span.cost.total : kNullInteger));
  section.SetInteger(ColumnId::kTokensBeneath, Beneath(resolved.inclusive.tokens,
                                                       is_billed ? OwnTokens(span) : kNullInteger));
  section.SetInteger(ColumnId::kCallsBeneath,
                     resolved.inclusive.calls - (index < trace.call_count ? 1 : 0));
  for (const CodedAttribute& attribute : resolved.attributes) {
    section.SetCode(attribute.column, attribute.value);
  }
}

void RowGroupBuilder::AddTrace(const ResolvedTrace& trace) {
  SectionBuilder& section = sections_[static_cast<std::size_t>(Section::kTraces)];
  const auto spans = static_cast<std::uint32_t>(trace.spans.size());
  section.BeginRow();
  section.SetInteger(ColumnId::kTime, trace.start_unix_ns);
  section.SetInteger(ColumnId::kDuration, trace.end_unix_ns - trace.start_unix_ns);
  section.SetInteger(ColumnId::kTraceIdHigh, StoredId(trace.trace_id.high));
  section.SetInteger(ColumnId::kTraceIdLow, StoredId(trace.trace_id.low));
  section.SetInteger(ColumnId::kCalls, trace.call_count);
  section.SetInteger(ColumnId::kSpans, spans);
  section.SetCode(ColumnId::kRootName, trace.root_name);
  section.SetCode(ColumnId::kService, trace.root_service);
  section.SetCode(ColumnId::kEnvironment, trace.environment);
  section.SetCode(ColumnId::kUser, trace.user);
  section.SetCode(ColumnId::kSession, trace.session);
  section.SetInteger(ColumnId::kInputTokens, trace.input_tokens);
  section.SetInteger(ColumnId::kOutputTokens, trace.output_tokens);
  section.SetInteger(ColumnId::kCost, trace.total.cost_pico);
  section.SetInteger(ColumnId::kErrors, trace.errors);
  section.SetInteger(ColumnId::kUnpricedCalls, trace.unpriced_calls);
  section.SetInteger(ColumnId::kUnmeteredCalls, trace.unmetered_calls);
}

}  // namespace costdb::engine
