#include <algorithm>

#include "call_generator.h"
#include "forest_generator.h"
#include "random.h"
#include "scenario.h"

namespace costdb::property {
namespace {

using engine::SpanText;

// Another span with the same id. What may be changed must stay what its dialect can say.
PlainSpan Contradict(Random* random, PlainSpan span) {
  switch (random->Number(1, 7)) {
    case 1:
      span.end += 5;
      break;
    case 2:
      span.parent = static_cast<engine::SpanId>(random->Number(0, 20));
      break;
    case 3:
      span[SpanText::kName] += " again";
      break;
    case 4:
      span.status = engine::SpanStatus::kOk;
      break;
    case 5:
      if (span.usage.input != engine::kNullInteger) span.usage.input += 5;
      break;
    case 6:
      if (span.role != engine::SpanRole::kOther) span[SpanText::kRequestModel] = "gpt-5-mini";
      break;
    default:
      span[SpanText::kUser] = "mallory";  // No conflict, but not the first copy either.
  }
  return span;
}

// Exporters send again what was not acknowledged.
void Resend(Random* random, std::vector<PlainSpan>* spans) {
  const std::int64_t percent = random->Chance(50) ? 0 : random->Number(5, 60);
  const std::size_t count = spans->size();
  for (std::size_t i = 0; i < count; ++i) {
    if (!random->Chance(static_cast<int>(percent))) continue;
    PlainSpan copy = (*spans)[i];
    if (random->Chance(25)) copy = Contradict(random, std::move(copy));
    const auto where = static_cast<std::ptrdiff_t>(random->Index(spans->size() + 1));
    spans->insert(spans->begin() + where, std::move(copy));
  }
}

void Reorder(Random* random, std::vector<PlainSpan>* spans) {
  switch (random->Number(1, 4)) {
    case 1:  // As they were made: parents first.
      break;
    case 2:  // As they end: children first, mostly.
      std::reverse(spans->begin(), spans->end());
      break;
    case 3:  // Traces mixed, each in its order.
      std::stable_sort(spans->begin(), spans->end(),
                       [](const PlainSpan& a, const PlainSpan& b) { return a.end < b.end; });
      break;
    default:
      random->Shuffle(spans);
  }
}

// Something that must not change any answer.
void Disturb(Random* random, int percent, std::vector<Step>* steps) {
  for (const StepKind kind :
       {StepKind::kSeal, StepKind::kReopen, StepKind::kOtherProcess, StepKind::kCheck}) {
    if (random->Chance(percent)) steps->push_back({kind, {}});
  }
}

}  // namespace

Scenario GenerateScenario(std::uint64_t seed) {
  Random random(seed);
  Scenario scenario;
  scenario.transport = static_cast<Transport>(random.Number(0, 2));
  scenario.head_spans_max =
      static_cast<std::uint64_t>(random.Chance(40) ? random.Number(1, 40) : 400'000);
  std::vector<PlainSpan> spans = GenerateForest(&random, scenario.transport != Transport::kRecords);
  Reorder(&random, &spans);
  Resend(&random, &spans);
  const std::int64_t largest_batch = random.Chance(40) ? 1000 : random.Number(1, 12);
  const int disturbance = random.Chance(30) ? 0 : static_cast<int>(random.Number(5, 25));
  for (std::size_t next = 0; next < spans.size();) {
    Step step;
    const auto size = static_cast<std::size_t>(random.Number(1, largest_batch));
    for (; step.spans.size() < size && next < spans.size(); ++next) {
      step.spans.push_back(spans[next]);
    }
    scenario.steps.push_back(std::move(step));
    Disturb(&random, disturbance, &scenario.steps);
  }
  for (const StepKind kind : {StepKind::kCheck, StepKind::kSeal, StepKind::kCheck}) {
    scenario.steps.push_back({kind, {}});
  }
  return scenario;
}

}  // namespace costdb::property
