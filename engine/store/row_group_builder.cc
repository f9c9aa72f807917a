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

// Few enough to stay in the cache while their columns are read one after the other.
constexpr std::size_t kSpansAtATime = 128;

}  // namespace

/// The columns of a builder, as predictions read them.
class RowGroupBuilder::Columns final : public RowGroupValues {
 public:
  Columns(const std::array<SectionColumns, kSectionCount>& sections,
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
  const std::array<SectionColumns, kSectionCount>& sections_;
  const RowGroupDirectory& directory_;
};

void RowGroupBuilder::Add(ResolvedTrace trace, std::vector<CodedSpan> spans) {
  span_count_ += static_cast<std::uint32_t>(trace.spans.size());
  waiting_spans_ += trace.spans.size();
  waiting_.push_back({std::move(trace), std::move(spans)});
  if (waiting_spans_ >= kSpansAtATime) AddWaiting();
}

RowGroupData RowGroupBuilder::Finish() {
  AddWaiting();
  RowGroupData data;
  for (SectionColumns& section : sections_) section.FillUp();
  const Columns columns(sections_, data.directory);
  for (std::size_t i = 0; i < sections_.size(); ++i) {
    sections_[i].Encode(static_cast<Section>(i), columns, &data.directory.sections[i],
                        &data.columns[i]);
  }
  data.trace_hashes.resize(traces_.size());
  std::transform(traces_.begin(), traces_.end(), data.trace_hashes.begin(), HashOfTrace);
  for (SectionColumns& section : sections_) section.Clear();
  traces_.clear();
  span_count_ = 0;
  return data;
}

namespace {

/// A span with what it is made of.
struct SpanRow {
  const ResolvedTrace* trace;
  const ResolvedSpan* resolved;
  const CodedSpan* arrived;
  const CodedSpan* span;  ///< As it is billed and shown.

  bool is_billed() const { return resolved->billing == Billing::kBilled; }
  bool has_parent_row() const { return resolved->parent != kNoParent; }
};

void AddTexts(std::span<const SpanRow> rows, SectionColumns* columns) {
  for (const SpanText text : kOwnTexts) {
    columns->AddCodes(ColumnOf(text), rows,
                      [text](const SpanRow& row) { return (*row.span)[text]; });
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const SpanRow& row = rows[i];
    columns->SetText(ColumnId::kResponseId, i, row.span->response_id);
    if (row.resolved->amended != kNotAmended) {
      columns->SetText(ColumnId::kArrived, i, EncodeSpanBody(*row.arrived));
    }
    for (const CodedAttribute& attribute : row.resolved->attributes) {
      columns->SetCode(attribute.column, i, attribute.value);
    }
  }
}

void AddIdentity(std::span<const SpanRow> rows, SectionColumns* columns) {
  columns->AddIntegers(ColumnId::kTime, rows,
                       [](const SpanRow& row) { return row.span->start_unix_ns; });
  columns->AddIntegers(ColumnId::kDuration, rows, [](const SpanRow& row) {
    return row.span->end_unix_ns - row.span->start_unix_ns;
  });
  columns->AddIntegers(ColumnId::kSpanId, rows,
                       [](const SpanRow& row) { return StoredId(row.span->span_id); });
  columns->AddIntegers(ColumnId::kParentRow, rows, [](const SpanRow& row) {
    return row.has_parent_row() ? std::int64_t{row.resolved->parent} : kNullInteger;
  });
  columns->AddIntegers(ColumnId::kExternalParent, rows, [](const SpanRow& row) {
    const bool is_external = !row.has_parent_row() && row.span->parent_span_id != 0;
    return is_external ? StoredId(row.span->parent_span_id) : kNullInteger;
  });
}

void AddEnumerations(std::span<const SpanRow> rows, SectionColumns* columns) {
  const auto add = [&](ColumnId column, const auto& value_of) {
    columns->AddCodes(column, rows, [&](const SpanRow& row) { return CodeOf(value_of(row)); });
  };
  add(ColumnId::kKind, [](const SpanRow& row) { return row.span->kind; });
  add(ColumnId::kStatus, [](const SpanRow& row) { return row.span->status; });
  add(ColumnId::kRole, [](const SpanRow& row) { return row.span->role; });
  add(ColumnId::kContainment, [](const SpanRow& row) { return row.span->containment; });
  add(ColumnId::kBilling, [](const SpanRow& row) { return row.resolved->billing; });
  add(ColumnId::kUsageSource, [](const SpanRow& row) { return row.resolved->usage_source; });
}

void AddDimensions(std::span<const SpanRow> rows, SectionColumns* columns) {
  const auto add = [&](ColumnId column, const auto& value_of) {
    columns->AddCodes(column, rows, value_of);
  };
  add(ColumnId::kModel, [](const SpanRow& row) { return row.span->model; });
  add(ColumnId::kRootName, [](const SpanRow& row) { return row.trace->root_name; });
  add(ColumnId::kUser, [](const SpanRow& row) { return row.resolved->user; });
  add(ColumnId::kSession, [](const SpanRow& row) { return row.resolved->session; });
  add(ColumnId::kAgent, [](const SpanRow& row) { return row.resolved->agent; });
  add(ColumnId::kFeature, [](const SpanRow& row) { return row.resolved->feature; });
  add(ColumnId::kEnvironment, [](const SpanRow& row) { return row.resolved->environment; });
}

void AddUsageAndCost(std::span<const SpanRow> rows, SectionColumns* columns) {
  for (const UsageColumn& usage : kUsageColumns) {
    columns->AddIntegers(usage.column, rows,
                         [&usage](const SpanRow& row) { return row.span->usage.*usage.tokens; });
  }
  for (const CostColumn& cost : kCostColumns) {
    columns->AddIntegers(cost.billed, rows, [&cost](const SpanRow& row) {
      return row.is_billed() ? row.span->cost.*cost.part : kNullInteger;
    });
    columns->AddIntegers(cost.unbilled, rows, [&cost](const SpanRow& row) {
      return row.is_billed() ? kNullInteger : row.span->cost.*cost.part;
    });
  }
  columns->AddCodes(ColumnId::kCostSource, rows, [](const SpanRow& row) {
    return row.is_billed() ? CodeOf(row.span->cost.source) : kNullCode;
  });
  columns->AddCodes(ColumnId::kUnbilledCostSource, rows, [](const SpanRow& row) {
    return row.is_billed() ? kNullCode : CodeOf(row.span->cost.source);
  });
  columns->AddIntegers(ColumnId::kReportedCost, rows,
                       [](const SpanRow& row) { return row.span->reported_cost_pico; });
  columns->AddIntegers(ColumnId::kPriceVersion, rows, [](const SpanRow& row) {
    const std::uint32_t version = row.span->price_version;
    return version == 0 ? kNullInteger : std::int64_t{version};
  });
}

void AddSumsBeneath(std::span<const SpanRow> rows, bool are_calls, SectionColumns* columns) {
  columns->AddIntegers(ColumnId::kCostBeneath, rows, [](const SpanRow& row) {
    return Beneath(row.resolved->inclusive.cost_pico,
                   row.is_billed() ? row.span->cost.total : kNullInteger);
  });
  columns->AddIntegers(ColumnId::kTokensBeneath, rows, [](const SpanRow& row) {
    return Beneath(row.resolved->inclusive.tokens,
                   row.is_billed() ? OwnTokens(*row.span) : kNullInteger);
  });
  columns->AddIntegers(ColumnId::kCallsBeneath, rows, [are_calls](const SpanRow& row) {
    return std::int64_t{row.resolved->inclusive.calls} - (are_calls ? 1 : 0);
  });
}

void AddSpans(std::span<const SpanRow> rows, bool are_calls, SectionColumns* columns) {
  columns->BeginRows(rows.size());
  AddIdentity(rows, columns);
  AddTexts(rows, columns);
  AddEnumerations(rows, columns);
  AddDimensions(rows, columns);
  AddUsageAndCost(rows, columns);
  AddSumsBeneath(rows, are_calls, columns);
}

void AddTraces(std::span<const WaitingTrace> traces, SectionColumns* columns) {
  columns->BeginRows(traces.size());
  const auto integers = [&](ColumnId column, const auto& value_of) {
    columns->AddIntegers(column, traces, [&](const WaitingTrace& waiting) {
      return std::int64_t{value_of(waiting.trace)};
    });
  };
  const auto codes = [&](ColumnId column, TextCode ResolvedTrace::*code) {
    columns->AddCodes(column, traces,
                      [&](const WaitingTrace& waiting) { return waiting.trace.*code; });
  };
  using Trace = ResolvedTrace;
  integers(ColumnId::kTime, [](const Trace& trace) { return trace.start_unix_ns; });
  integers(ColumnId::kDuration,
           [](const Trace& trace) { return trace.end_unix_ns - trace.start_unix_ns; });
  integers(ColumnId::kTraceIdHigh,
           [](const Trace& trace) { return StoredId(trace.trace_id.high); });
  integers(ColumnId::kTraceIdLow, [](const Trace& trace) { return StoredId(trace.trace_id.low); });
  integers(ColumnId::kCalls, [](const Trace& trace) { return trace.call_count; });
  integers(ColumnId::kSpans,
           [](const Trace& trace) { return static_cast<std::uint32_t>(trace.spans.size()); });
  codes(ColumnId::kRootName, &Trace::root_name);
  codes(ColumnId::kService, &Trace::root_service);
  codes(ColumnId::kEnvironment, &Trace::environment);
  codes(ColumnId::kUser, &Trace::user);
  codes(ColumnId::kSession, &Trace::session);
  integers(ColumnId::kInputTokens, [](const Trace& trace) { return trace.input_tokens; });
  integers(ColumnId::kOutputTokens, [](const Trace& trace) { return trace.output_tokens; });
  integers(ColumnId::kCost, [](const Trace& trace) { return trace.total.cost_pico; });
  integers(ColumnId::kErrors, [](const Trace& trace) { return trace.errors; });
  integers(ColumnId::kUnpricedCalls, [](const Trace& trace) { return trace.unpriced_calls; });
  integers(ColumnId::kUnmeteredCalls, [](const Trace& trace) { return trace.unmetered_calls; });
}

}  // namespace

void RowGroupBuilder::AddWaiting() {
  std::vector<SpanRow> calls;
  std::vector<SpanRow> others;
  for (const WaitingTrace& waiting : waiting_) {
    for (std::uint32_t i = 0; i < waiting.trace.spans.size(); ++i) {
      const ResolvedSpan& resolved = waiting.trace.spans[i];
      (i < waiting.trace.call_count ? calls : others)
          .push_back({&waiting.trace, &resolved, &waiting.spans[resolved.source],
                      &EffectiveSpan(waiting.trace, resolved, waiting.spans)});
    }
    traces_.push_back(waiting.trace.trace_id);
  }
  AddSpans(std::span<const SpanRow>(calls), true, &ColumnsOf(Section::kCalls));
  AddSpans(std::span<const SpanRow>(others), false, &ColumnsOf(Section::kOthers));
  AddTraces(std::span<const WaitingTrace>(waiting_), &ColumnsOf(Section::kTraces));
  waiting_.clear();
  waiting_spans_ = 0;
}

}  // namespace costdb::engine
