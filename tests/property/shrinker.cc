#include "shrinker.h"

#include <algorithm>
#include <set>
#include <utility>

#include "instrumentation.h"

namespace costdb::property {
namespace {

using engine::kNullInteger;
using engine::SpanText;

constexpr int kMostTries = 3000;

class Shrinker {
 public:
  Shrinker(Scenario scenario, const std::function<bool(const Scenario&)>& fails)
      : best_(std::move(scenario)), fails_(fails) {}

  Scenario ShrinkAll() {
    for (bool is_smaller = true; is_smaller && tries_ < kMostTries;) {
      is_smaller = false;
      is_smaller |= DropTraces();
      is_smaller |= DropSteps();
      is_smaller |= DropSpans();
      is_smaller |= JoinBatches();
      is_smaller |= SimplifyDatabase();
    }
    for (bool is_simpler = true; is_simpler && tries_ < kMostTries;) is_simpler = SimplifySpans();
    SortSpans();
    return best_;
  }

 private:
  bool Try(Scenario candidate) {
    if (tries_ >= kMostTries) return false;
    ++tries_;
    if (!fails_(candidate)) return false;
    best_ = std::move(candidate);
    return true;
  }

  template <typename Condition>
  bool DropWhere(const Condition& condition) {
    Scenario smaller = best_;
    std::size_t dropped = 0;
    for (Step& step : smaller.steps) dropped += std::erase_if(step.spans, condition);
    std::erase_if(smaller.steps, [](const Step& step) {
      return step.kind == StepKind::kAppend && step.spans.empty();
    });
    return dropped > 0 && Try(std::move(smaller));
  }

  bool DropTraces() {
    std::set<std::uint64_t> traces;
    for (const Step& step : best_.steps) {
      for (const PlainSpan& span : step.spans) traces.insert(span.trace);
    }
    bool is_smaller = false;
    for (const std::uint64_t trace : traces) {
      is_smaller |= DropWhere([trace](const PlainSpan& span) { return span.trace == trace; });
    }
    return is_smaller;
  }

  bool DropSteps() {
    bool is_smaller = false;
    for (std::size_t i = best_.steps.size(); i-- > 0;) {
      Scenario smaller = best_;
      smaller.steps.erase(smaller.steps.begin() + static_cast<std::ptrdiff_t>(i));
      is_smaller |= Try(std::move(smaller));
    }
    return is_smaller;
  }

  // First all copies of a span, then single ones.
  bool DropSpans() {
    std::set<std::pair<std::uint64_t, engine::SpanId>> ids;
    for (const Step& step : best_.steps) {
      for (const PlainSpan& span : step.spans) ids.emplace(span.trace, span.id);
    }
    bool is_smaller = false;
    for (const auto& id : ids) {
      is_smaller |= DropWhere(
          [&id](const PlainSpan& span) { return std::make_pair(span.trace, span.id) == id; });
    }
    for (std::size_t step = 0; step < best_.steps.size(); ++step) {
      for (std::size_t i = best_.steps[step].spans.size(); i-- > 0;) {
        Scenario smaller = best_;
        std::vector<PlainSpan>& spans = smaller.steps[step].spans;
        spans.erase(spans.begin() + static_cast<std::ptrdiff_t>(i));
        is_smaller |= Try(std::move(smaller));
      }
    }
    return is_smaller;
  }

  bool JoinBatches() {
    bool is_smaller = false;
    for (std::size_t i = best_.steps.size(); i-- > 1;) {
      if (i >= best_.steps.size()) continue;
      Scenario smaller = best_;
      Step& first = smaller.steps[i - 1];
      const Step& second = smaller.steps[i];
      if (first.kind != StepKind::kAppend || second.kind != StepKind::kAppend) continue;
      first.spans.insert(first.spans.end(), second.spans.begin(), second.spans.end());
      smaller.steps.erase(smaller.steps.begin() + static_cast<std::ptrdiff_t>(i));
      is_smaller |= Try(std::move(smaller));
    }
    return is_smaller;
  }

  bool SimplifyDatabase() {
    bool is_smaller = false;
    if (best_.transport != Transport::kRecords) {
      Scenario simpler = best_;
      simpler.transport = Transport::kRecords;
      is_smaller |= Try(std::move(simpler));
    }
    if (best_.head_spans_max < 400'000) {
      Scenario simpler = best_;
      simpler.head_spans_max = 400'000;
      is_smaller |= Try(std::move(simpler));
    }
    return is_smaller;
  }

  // What a span can do without, one value at a time.
  template <typename Change>
  bool TryChange(std::size_t step, std::size_t index, const Change& change) {
    Scenario simpler = best_;
    PlainSpan& span = simpler.steps[step].spans[index];
    change(&span);
    return span != best_.steps[step].spans[index] && Try(std::move(simpler));
  }

  bool SimplifySpan(std::size_t step, std::size_t index) {
    bool is_simpler = false;
    const auto attempt = [&](const auto& change) { is_simpler |= TryChange(step, index, change); };
    const bool is_fitted = best_.transport != Transport::kRecords;
    for (std::size_t i = 0; i < engine::kSpanTextCount; ++i) {
      const bool is_of_dialect = i == static_cast<std::size_t>(SpanText::kScope) ||
                                 i == static_cast<std::size_t>(SpanText::kScopeVersion) ||
                                 i == static_cast<std::size_t>(SpanText::kProvider) ||
                                 i == static_cast<std::size_t>(SpanText::kOperation);
      if (is_fitted && is_of_dialect) continue;
      attempt([i](PlainSpan* span) { span->text[i].clear(); });
    }
    attempt([](PlainSpan* span) { span->response_id.clear(); });
    attempt([](PlainSpan* span) { span->resource.clear(); });
    attempt([](PlainSpan* span) { span->status = engine::SpanStatus::kUnset; });
    if (is_fitted) return is_simpler;
    attempt([](PlainSpan* span) { span->attributes.clear(); });
    attempt([](PlainSpan* span) { span->kind = engine::SpanKind::kUnspecified; });
    attempt([](PlainSpan* span) { span->containment = engine::Containment::kNone; });
    attempt([](PlainSpan* span) { span->usage.reasoning = kNullInteger; });
    attempt([](PlainSpan* span) { span->usage.cache_write_1h = kNullInteger; });
    attempt([](PlainSpan* span) { span->usage.cache_write = kNullInteger; });
    attempt([](PlainSpan* span) { span->usage.cached = kNullInteger; });
    return is_simpler;
  }

  bool SimplifySpans() {
    bool is_simpler = false;
    for (std::size_t step = 0; step < best_.steps.size(); ++step) {
      for (std::size_t i = 0; i < best_.steps[step].spans.size(); ++i) {
        is_simpler |= SimplifySpan(step, i);
      }
    }
    return is_simpler;
  }

  void SortSpans() {
    Scenario sorted = best_;
    for (Step& step : sorted.steps) {
      std::stable_sort(step.spans.begin(), step.spans.end(),
                       [](const PlainSpan& a, const PlainSpan& b) {
                         return std::make_pair(a.trace, a.start) < std::make_pair(b.trace, b.start);
                       });
    }
    Try(std::move(sorted));
  }

  Scenario best_;
  const std::function<bool(const Scenario&)>& fails_;
  int tries_ = 0;
};

}  // namespace

Scenario Shrink(Scenario scenario, const std::function<bool(const Scenario&)>& fails) {
  return Shrinker(std::move(scenario), fails).ShrinkAll();
}

}  // namespace costdb::property
