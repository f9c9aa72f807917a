#include "engine/trace/trace_resolver.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <tuple>

namespace costdb::engine {
namespace {

constexpr std::uint32_t kUnvisited = 0xFFFF'FFFE;

std::int64_t Add(std::int64_t a, std::int64_t b) {
  if (a == kNullInteger) return b;
  if (b == kNullInteger) return a;
  std::int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? kNullInteger : sum;
}

std::int64_t OwnTokens(const Usage& usage) {
  return Add(usage.input, usage.output);
}

bool IsCallRole(SpanRole role) {
  return role == SpanRole::kInference || role == SpanRole::kEmbedding;
}

/// The distinct spans of a trace as a forest, by position in `order`.
struct Forest {
  std::vector<std::uint32_t> order;    ///< Indexes of the spans, by start, then span id.
  std::vector<std::uint32_t> parent;   ///< Position of the parent, or kNoParent.
  std::vector<std::uint32_t> topdown;  ///< Positions, parents before children.
};

void KeepFirstOfEach(std::span<const CodedSpan> spans, Forest* forest) {
  std::vector<std::uint32_t>& order = forest->order;
  order.resize(spans.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tie(spans[a].span_id, a) < std::tie(spans[b].span_id, b);
  });
  order.erase(std::unique(order.begin(), order.end(),
                          [&](std::uint32_t a, std::uint32_t b) {
                            return spans[a].span_id == spans[b].span_id;
                          }),
              order.end());
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tie(spans[a].start_unix_ns, spans[a].span_id) <
           std::tie(spans[b].start_unix_ns, spans[b].span_id);
  });
}

void LinkParents(std::span<const CodedSpan> spans, Forest* forest) {
  absl::flat_hash_map<SpanId, std::uint32_t> positions;
  positions.reserve(forest->order.size());
  for (std::uint32_t i = 0; i < forest->order.size(); ++i) {
    positions.emplace(spans[forest->order[i]].span_id, i);
  }
  forest->parent.assign(forest->order.size(), kNoParent);
  for (std::uint32_t i = 0; i < forest->order.size(); ++i) {
    const SpanId parent = spans[forest->order[i]].parent_span_id;
    const auto found = parent == 0 ? positions.end() : positions.find(parent);
    if (found != positions.end() && found->second != i) forest->parent[i] = found->second;
  }
}

// A cycle is cut at its first span in order: walking up from each unvisited span, the walk ends at
// a root, at a visited span, or meets itself.
void CutCyclesAndOrder(Forest* forest) {
  const auto count = static_cast<std::uint32_t>(forest->parent.size());
  std::vector<std::uint32_t> walk_of(count, kUnvisited);
  std::vector<std::uint32_t> path;
  for (std::uint32_t start = 0; start < count; ++start) {
    path.clear();
    std::uint32_t at = start;
    while (at != kNoParent && walk_of[at] == kUnvisited) {
      walk_of[at] = start;
      path.push_back(at);
      at = forest->parent[at];
    }
    if (at != kNoParent && walk_of[at] == start && !path.empty()) {
      const auto entry = std::find(path.begin(), path.end(), at);
      if (entry != path.end()) forest->parent[*std::min_element(entry, path.end())] = kNoParent;
    }
  }
  std::vector<std::uint32_t> first_child(count, kNoParent);
  std::vector<std::uint32_t> next_sibling(count, kNoParent);
  for (std::uint32_t i = count; i-- > 0;) {
    if (forest->parent[i] == kNoParent) continue;
    next_sibling[i] = first_child[forest->parent[i]];
    first_child[forest->parent[i]] = i;
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    if (forest->parent[i] == kNoParent) forest->topdown.push_back(i);
  }
  for (std::size_t done = 0; done < forest->topdown.size(); ++done) {
    for (std::uint32_t child = first_child[forest->topdown[done]]; child != kNoParent;
         child = next_sibling[child]) {
      forest->topdown.push_back(child);
    }
  }
}

void DecideBilling(std::span<const CodedSpan> spans, const Forest& forest,
                   std::vector<ResolvedSpan>* resolved) {
  std::vector<std::uint8_t> usage_beneath(resolved->size());
  std::vector<std::uint8_t> call_beneath(resolved->size());
  for (auto at = forest.topdown.rbegin(); at != forest.topdown.rend(); ++at) {
    const CodedSpan& span = spans[forest.order[*at]];
    Billing& billing = (*resolved)[*at].billing;
    if (span.usage.is_reported()) {
      billing = usage_beneath[*at] != 0 ? Billing::kWrapper : Billing::kBilled;
    } else if (IsCallRole(span.role) && call_beneath[*at] == 0) {
      billing = Billing::kUnmetered;
    }
    const std::uint32_t parent = forest.parent[*at];
    if (parent == kNoParent) continue;
    usage_beneath[parent] |= usage_beneath[*at] | (span.usage.is_reported() ? 1 : 0);
    call_beneath[parent] |= call_beneath[*at] | (billing != Billing::kNone ? 1 : 0);
  }
}

void InheritAttributes(const std::vector<CodedAttribute>& above,
                       std::vector<CodedAttribute>* attributes) {
  std::vector<CodedAttribute> merged;
  merged.reserve(above.size() + attributes->size());
  auto own = attributes->begin();
  for (const CodedAttribute& attribute : above) {
    if (IsResourceColumn(attribute.column)) continue;
    while (own != attributes->end() && own->column < attribute.column) merged.push_back(*own++);
    if (own != attributes->end() && own->column == attribute.column) continue;
    merged.push_back(attribute);
  }
  merged.insert(merged.end(), own, attributes->end());
  *attributes = std::move(merged);
}

void Inherit(std::span<const CodedSpan> spans, const Forest& forest,
             std::vector<ResolvedSpan>* resolved) {
  for (const std::uint32_t at : forest.topdown) {
    const CodedSpan& span = spans[forest.order[at]];
    ResolvedSpan& row = (*resolved)[at];
    row.user = span[SpanText::kUser];
    row.session = span[SpanText::kSession];
    row.agent = span[SpanText::kAgent];
    row.feature = span[SpanText::kFeature];
    row.environment = span[SpanText::kEnvironment];
    row.attributes = span.attributes;
    if (forest.parent[at] == kNoParent) continue;
    const ResolvedSpan& above = (*resolved)[forest.parent[at]];
    for (TextCode ResolvedSpan::*column :
         {&ResolvedSpan::user, &ResolvedSpan::session, &ResolvedSpan::agent, &ResolvedSpan::feature,
          &ResolvedSpan::environment}) {
      if (row.*column == kNullCode) row.*column = above.*column;
    }
    InheritAttributes(above.attributes, &row.attributes);
  }
}

void SumUpward(std::span<const CodedSpan> spans, const Forest& forest,
               std::vector<ResolvedSpan>* resolved) {
  for (auto at = forest.topdown.rbegin(); at != forest.topdown.rend(); ++at) {
    const CodedSpan& span = spans[forest.order[*at]];
    ResolvedSpan& row = (*resolved)[*at];
    if (row.billing == Billing::kBilled) {
      row.inclusive.cost_pico = Add(row.inclusive.cost_pico, span.cost.total);
      row.inclusive.tokens = Add(row.inclusive.tokens, OwnTokens(span.usage));
    }
    if (row.billing == Billing::kBilled || row.billing == Billing::kUnmetered) {
      ++row.inclusive.calls;
    }
    if (forest.parent[*at] == kNoParent) continue;
    InclusiveSums& above = (*resolved)[forest.parent[*at]].inclusive;
    above.cost_pico = Add(above.cost_pico, row.inclusive.cost_pico);
    above.tokens = Add(above.tokens, row.inclusive.tokens);
    above.calls += row.inclusive.calls;
  }
}

bool IsCall(const ResolvedSpan& row) {
  return row.billing == Billing::kBilled || row.billing == Billing::kUnmetered;
}

void SummarizeSpan(const CodedSpan& span, const ResolvedSpan& row, ResolvedTrace* trace) {
  trace->start_unix_ns = std::min(trace->start_unix_ns, span.start_unix_ns);
  trace->end_unix_ns = std::max(trace->end_unix_ns, span.end_unix_ns);
  trace->errors += span.status == SpanStatus::kError ? 1 : 0;
  if (!IsCall(row)) return;
  ++trace->call_count;
  if (trace->user == kNullCode) trace->user = row.user;
  if (trace->session == kNullCode) trace->session = row.session;
  if (row.billing == Billing::kUnmetered) {
    ++trace->unmetered_calls;
    return;
  }
  trace->unpriced_calls += span.cost.total == kNullInteger ? 1 : 0;
  trace->input_tokens = Add(trace->input_tokens, span.usage.input);
  trace->output_tokens = Add(trace->output_tokens, span.usage.output);
}

// A true root before an orphan, then the earliest.
std::uint32_t FindRoot(std::span<const CodedSpan> spans, const Forest& forest) {
  std::uint32_t root = kNoParent;
  for (std::uint32_t i = 0; i < forest.parent.size(); ++i) {
    if (forest.parent[i] != kNoParent) continue;
    if (spans[forest.order[i]].parent_span_id == 0) return i;
    if (root == kNoParent) root = i;
  }
  return root;
}

void Summarize(std::span<const CodedSpan> spans, const Forest& forest,
               const std::vector<ResolvedSpan>& resolved, ResolvedTrace* trace) {
  const std::uint32_t root = FindRoot(spans, forest);
  const CodedSpan& root_span = spans[forest.order[root]];
  trace->trace_id = root_span.trace_id;
  trace->root_name = root_span[SpanText::kName];
  trace->root_service = root_span[SpanText::kService];
  trace->environment = resolved[root].environment;
  trace->user = resolved[root].user;
  trace->session = resolved[root].session;
  trace->start_unix_ns = root_span.start_unix_ns;
  trace->end_unix_ns = root_span.end_unix_ns;
  for (std::uint32_t i = 0; i < resolved.size(); ++i) {
    SummarizeSpan(spans[forest.order[i]], resolved[i], trace);
    if (forest.parent[i] != kNoParent) continue;
    trace->total.cost_pico = Add(trace->total.cost_pico, resolved[i].inclusive.cost_pico);
    trace->total.tokens = Add(trace->total.tokens, resolved[i].inclusive.tokens);
    trace->total.calls += resolved[i].inclusive.calls;
  }
}

// Calls first; positions become rows, and so do the parents.
void PlaceRows(const Forest& forest, std::vector<ResolvedSpan> resolved, ResolvedTrace* trace) {
  std::vector<std::uint32_t> row_of(resolved.size());
  std::uint32_t next_call = 0;
  std::uint32_t next_other = trace->call_count;
  for (std::uint32_t i = 0; i < resolved.size(); ++i) {
    row_of[i] = IsCall(resolved[i]) ? next_call++ : next_other++;
  }
  trace->spans.resize(resolved.size());
  for (std::uint32_t i = 0; i < resolved.size(); ++i) {
    resolved[i].source = forest.order[i];
    if (forest.parent[i] != kNoParent) resolved[i].parent = row_of[forest.parent[i]];
    trace->spans[row_of[i]] = std::move(resolved[i]);
  }
}

}  // namespace

ResolvedTrace ResolveTrace(std::span<const CodedSpan> spans) {
  ResolvedTrace trace;
  if (spans.empty()) return trace;
  Forest forest;
  KeepFirstOfEach(spans, &forest);
  trace.duplicates = static_cast<std::uint32_t>(spans.size() - forest.order.size());
  LinkParents(spans, &forest);
  CutCyclesAndOrder(&forest);
  std::vector<ResolvedSpan> resolved(forest.order.size());
  DecideBilling(spans, forest, &resolved);
  Inherit(spans, forest, &resolved);
  SumUpward(spans, forest, &resolved);
  Summarize(spans, forest, resolved, &trace);
  PlaceRows(forest, std::move(resolved), &trace);
  return trace;
}

}  // namespace costdb::engine
