#include "forest_generator.h"

#include <algorithm>
#include <set>

#include "instrumentation.h"
#include "story_generator.h"

namespace costdb::property {
namespace {

using engine::SpanId;
using engine::SpanText;

PlainSpan& Any(Random* random, std::vector<PlainSpan>* spans) {
  return (*spans)[random->Index(spans->size())];
}

// The clock of one service is wrong.
void Skew(Random* random, std::vector<PlainSpan>* spans) {
  const std::string service = Any(random, spans)[SpanText::kService];
  const std::int64_t by = random->Number(-30, 30);
  for (PlainSpan& span : *spans) {
    if (span[SpanText::kService] != service) continue;
    span.start += by;
    span.end += by;
  }
}

void StartAllAtOnce(std::vector<PlainSpan>* spans) {
  for (PlainSpan& span : *spans) {
    span.end = spans->front().start + (span.end - span.start);
    span.start = spans->front().start;
  }
}

// What the emitters and the network do to a trace.
void Damage(Random* random, std::vector<PlainSpan>* spans) {
  switch (random->Number(1, 7)) {
    case 1:
      Any(random, spans).parent = 9999;
      break;
    case 2: {
      PlainSpan& span = Any(random, spans);
      span.parent = span.id;
      break;
    }
    case 3: {
      const SpanId above = Any(random, spans).id;
      Any(random, spans).parent = above;
      break;
    }
    case 4:
      Skew(random, spans);
      break;
    case 5:
      StartAllAtOnce(spans);
      break;
    case 6: {
      PlainSpan& span = Any(random, spans);
      span.end = span.start;
      break;
    }
    default:
      if (spans->size() > 1) {
        spans->erase(spans->begin() + static_cast<std::ptrdiff_t>(random->Index(spans->size())));
      }
  }
}

}  // namespace

std::vector<PlainSpan> GenerateForest(Random* random, bool fit_to_dialects) {
  std::vector<PlainSpan> forest;
  const std::int64_t traces = random->Chance(40) ? 1 : random->Number(1, 5);
  for (std::int64_t trace = 1; trace <= traces; ++trace) {
    const auto number = static_cast<std::uint64_t>(trace);
    std::vector<PlainSpan> spans =
        random->Chance(75) ? GenerateStory(random, number) : GenerateJumble(random, number);
    if (random->Chance(40)) {
      for (std::int64_t times = random->Number(1, 3); times > 0; --times) Damage(random, &spans);
    }
    for (PlainSpan& span : spans) {
      if (fit_to_dialects) {
        FitToDialect(&span);
      } else {
        span[SpanText::kScope] =
            Instrumentations()[static_cast<std::size_t>(span.instrumentation)].scope;
      }
      forest.push_back(std::move(span));
    }
  }
  return forest;
}

}  // namespace costdb::property
