#include "trace_reference.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace costdb::engine::testing {
namespace {

using Attributes = std::map<ColumnId, TextCode>;

struct SpanFacts {
  SpanId id = 0;
  SpanId parent = 0;
  Billing billing = Billing::kNone;
  std::vector<TextCode> dimensions;
  InclusiveSums inclusive;
  Attributes attributes;
};

struct TraceFacts {
  std::vector<std::uint64_t> counts;
  std::vector<TextCode> codes;
  std::vector<std::int64_t> numbers;
  InclusiveSums total;
};

std::string Line(const SpanFacts& span) {
  std::string line =
      fmt::format("span {} under {} billing {} dimensions {} sums {} {} {}", span.id, span.parent,
                  static_cast<int>(span.billing), fmt::join(span.dimensions, ","),
                  span.inclusive.cost_pico, span.inclusive.tokens, span.inclusive.calls);
  for (const auto& [column, value] : span.attributes) {
    line += fmt::format(" {}={}", static_cast<std::uint32_t>(column), value);
  }
  return line;
}

std::string Line(const TraceFacts& trace) {
  return fmt::format("trace counts {} codes {} numbers {} total {} {} {}",
                     fmt::join(trace.counts, ","), fmt::join(trace.codes, ","),
                     fmt::join(trace.numbers, ","), trace.total.cost_pico, trace.total.tokens,
                     trace.total.calls);
}

class Reference {
 public:
  explicit Reference(const std::vector<CodedSpan>& spans) : arrived_(spans.size()) {
    for (const CodedSpan& span : spans) spans_.emplace(span.span_id, span);
    for (const auto& [id, span] : spans_) parents_.emplace(id, FindParent(id));
    for (const auto& [id, span] : spans_) billing_.emplace(id, FindBilling(id));
  }

  std::vector<std::string> Describe() const {
    std::vector<SpanId> order;
    for (const auto& [id, span] : spans_) order.push_back(id);
    std::sort(order.begin(), order.end(), [this](SpanId a, SpanId b) {
      return std::make_pair(!IsCall(a), When(a)) < std::make_pair(!IsCall(b), When(b));
    });
    std::vector<std::string> lines;
    for (const SpanId id : order) lines.push_back(Line(FactsOf(id)));
    lines.push_back(Line(FactsOfTrace(order)));
    return lines;
  }

 private:
  const CodedSpan& At(SpanId id) const { return spans_.at(id); }

  std::pair<std::int64_t, SpanId> When(SpanId id) const { return {At(id).start_unix_ns, id}; }

  // The parent as the span names it, 0 when it is not there.
  SpanId NamedParent(SpanId id) const {
    const SpanId parent = At(id).parent_span_id;
    return spans_.contains(parent) ? parent : 0;
  }

  SpanId ParentOf(SpanId id) const { return parents_.at(id); }
  Billing BillingOf(SpanId id) const { return billing_.at(id); }

  SpanId FindParent(SpanId id) const {
    std::set<SpanId> seen;
    SpanId above = NamedParent(id);
    while (above != 0 && above != id && seen.insert(above).second) above = NamedParent(above);
    if (above != id) return NamedParent(id);
    // The span is on a cycle, which `seen` now holds but for the span itself.
    const bool is_first =
        std::all_of(seen.begin(), seen.end(), [&](SpanId other) { return When(id) < When(other); });
    return is_first ? 0 : NamedParent(id);
  }

  bool IsBeneath(SpanId id, SpanId ancestor) const {
    for (SpanId above = ParentOf(id); above != 0; above = ParentOf(above)) {
      if (above == ancestor) return true;
    }
    return false;
  }

  bool AnyBeneath(SpanId ancestor, const std::function<bool(SpanId)>& condition) const {
    return std::any_of(spans_.begin(), spans_.end(), [&](const auto& entry) {
      return IsBeneath(entry.first, ancestor) && condition(entry.first);
    });
  }

  bool Reports(SpanId id) const { return At(id).usage.is_reported(); }

  Billing FindBilling(SpanId id) const {
    if (Reports(id)) {
      const bool repeats = AnyBeneath(id, [this](SpanId other) { return Reports(other); });
      return repeats ? Billing::kWrapper : Billing::kBilled;
    }
    const SpanRole role = At(id).role;
    if (role != SpanRole::kInference && role != SpanRole::kEmbedding) return Billing::kNone;
    // Somewhere beneath a span with usage or a billable role there is always a call.
    const bool has_call = AnyBeneath(id, [this](SpanId other) {
      return Reports(other) || At(other).role == SpanRole::kInference ||
             At(other).role == SpanRole::kEmbedding;
    });
    return has_call ? Billing::kNone : Billing::kUnmetered;
  }

  bool IsCall(SpanId id) const {
    return BillingOf(id) == Billing::kBilled || BillingOf(id) == Billing::kUnmetered;
  }

  static void Add(std::int64_t value, std::int64_t* sum) {
    if (value != kNullInteger) *sum = (*sum == kNullInteger ? 0 : *sum) + value;
  }

  InclusiveSums SumsWhere(const std::function<bool(SpanId)>& condition) const {
    InclusiveSums sums;
    for (const auto& [id, span] : spans_) {
      if (!condition(id) || !IsCall(id)) continue;
      ++sums.calls;
      if (BillingOf(id) != Billing::kBilled) continue;
      Add(span.cost.total, &sums.cost_pico);
      Add(span.usage.input, &sums.tokens);
      Add(span.usage.output, &sums.tokens);
    }
    return sums;
  }

  TextCode Dimension(SpanId id, SpanText column) const {
    for (; id != 0; id = ParentOf(id)) {
      if (At(id)[column] != kNullCode) return At(id)[column];
    }
    return kNullCode;
  }

  SpanFacts FactsOf(SpanId id) const {
    SpanFacts facts;
    facts.id = id;
    facts.parent = ParentOf(id);
    facts.billing = BillingOf(id);
    for (const SpanText column : {SpanText::kUser, SpanText::kSession, SpanText::kAgent,
                                  SpanText::kFeature, SpanText::kEnvironment}) {
      facts.dimensions.push_back(Dimension(id, column));
    }
    facts.inclusive = SumsWhere([&](SpanId other) { return other == id || IsBeneath(other, id); });
    for (SpanId from = id; from != 0; from = ParentOf(from)) {
      for (const CodedAttribute& attribute : At(from).attributes) {
        if (from != id && IsResourceColumn(attribute.column)) continue;
        facts.attributes.emplace(attribute.column, attribute.value);
      }
    }
    return facts;
  }

  SpanId Root() const {
    std::optional<SpanId> root;
    const auto rank = [this](SpanId id) {
      return std::make_pair(At(id).parent_span_id != 0, When(id));
    };
    for (const auto& [id, span] : spans_) {
      if (ParentOf(id) == 0 && (!root || rank(id) < rank(*root))) root = id;
    }
    return *root;
  }

  TextCode OfRootOrFirstCall(const std::vector<SpanId>& order, SpanText column) const {
    TextCode code = Dimension(Root(), column);
    for (const SpanId id : order) {
      if (code == kNullCode && IsCall(id)) code = Dimension(id, column);
    }
    return code;
  }

  TraceFacts FactsOfTrace(const std::vector<SpanId>& order) const {
    TraceFacts facts;
    std::uint64_t errors = 0;
    std::uint64_t unpriced = 0;
    std::uint64_t unmetered = 0;
    std::int64_t input = kNullInteger;
    std::int64_t output = kNullInteger;
    std::int64_t start = INT64_MAX;
    std::int64_t end = INT64_MIN;
    for (const auto& [id, span] : spans_) {
      start = std::min(start, span.start_unix_ns);
      end = std::max(end, span.end_unix_ns);
      if (span.status == SpanStatus::kError) ++errors;
      if (BillingOf(id) == Billing::kUnmetered) ++unmetered;
      if (BillingOf(id) != Billing::kBilled) continue;
      if (span.cost.total == kNullInteger) ++unpriced;
      Add(span.usage.input, &input);
      Add(span.usage.output, &output);
    }
    facts.total = SumsWhere([](SpanId) { return true; });
    facts.counts = {arrived_ - spans_.size(), facts.total.calls, errors, unpriced, unmetered};
    facts.codes = {At(Root())[SpanText::kName], At(Root())[SpanText::kService],
                   OfRootOrFirstCall(order, SpanText::kEnvironment),
                   OfRootOrFirstCall(order, SpanText::kUser),
                   OfRootOrFirstCall(order, SpanText::kSession)};
    facts.numbers = {start, end, input, output};
    return facts;
  }

  std::size_t arrived_;
  std::map<SpanId, CodedSpan> spans_;
  std::map<SpanId, SpanId> parents_;
  std::map<SpanId, Billing> billing_;
};

}  // namespace

std::vector<std::string> Describe(const ResolvedTrace& trace, const std::vector<CodedSpan>& spans) {
  std::vector<std::string> lines;
  for (const ResolvedSpan& span : trace.spans) {
    SpanFacts facts;
    facts.id = spans[span.source].span_id;
    if (span.parent != kNoParent) {
      facts.parent = spans[trace.spans[span.parent].source].span_id;
    }
    facts.billing = span.billing;
    facts.dimensions = {span.user, span.session, span.agent, span.feature, span.environment};
    facts.inclusive = span.inclusive;
    for (const CodedAttribute& attribute : span.attributes) {
      facts.attributes.emplace(attribute.column, attribute.value);
    }
    lines.push_back(Line(facts));
  }
  lines.push_back(Line(TraceFacts{
      .counts = {trace.duplicates, trace.call_count, trace.errors, trace.unpriced_calls,
                 trace.unmetered_calls},
      .codes = {trace.root_name, trace.root_service, trace.environment, trace.user, trace.session},
      .numbers = {trace.start_unix_ns, trace.end_unix_ns, trace.input_tokens, trace.output_tokens},
      .total = trace.total}));
  return lines;
}

std::vector<std::string> DescribeByDefinition(const std::vector<CodedSpan>& spans) {
  return Reference(spans).Describe();
}

}  // namespace costdb::engine::testing
