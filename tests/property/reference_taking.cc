#include "reference_taking.h"

#include <algorithm>
#include <tuple>

namespace costdb::property {
namespace {

using engine::Containment;
using engine::kNullInteger;
using engine::SpanText;
using engine::Usage;

// Neither who wrote the span nor what it is called.
constexpr SpanText kTakenTexts[] = {
    SpanText::kRequestModel, SpanText::kResponseModel, SpanText::kProvider,
    SpanText::kOperation,    SpanText::kFinishReason,  SpanText::kErrorType,
    SpanText::kServiceTier,  SpanText::kUser,          SpanText::kSession,
    SpanText::kAgent,        SpanText::kFeature,       SpanText::kEnvironment,
    SpanText::kTool};

int CountsOf(const Usage& usage) {
  return static_cast<int>(
      std::count_if(kCounts.begin(), kCounts.end(),
                    [&](const NamedCount& named) { return usage.*named.count != kNullInteger; }));
}

bool Differ(const Usage& one, const Usage& other) {
  return std::any_of(kCounts.begin(), kCounts.end(), [&](const NamedCount& named) {
    const std::int64_t first = one.*named.count;
    const std::int64_t second = other.*named.count;
    return first != kNullInteger && second != kNullInteger && first != second;
  });
}

// Of different readings of one call: one that is not ambiguous, then the one with most counts.
const PlainSpan* MostTrusted(const std::vector<const PlainSpan*>& spans) {
  const auto rank = [](const PlainSpan* span) {
    return std::make_tuple(!span->usage.is_reported(), span->containment == Containment::kAmbiguous,
                           -CountsOf(span->usage));
  };
  return *std::min_element(spans.begin(), spans.end(), [&](const PlainSpan* a, const PlainSpan* b) {
    return rank(a) < rank(b);
  });
}

std::int64_t OrZero(std::int64_t count) {
  return count == kNullInteger ? 0 : count;
}

void CutTo(std::int64_t most, std::int64_t* count) {
  if (*count != kNullInteger) *count = std::min(*count, most);
}

// Parts are within their totals.
bool IsSound(const Usage& usage) {
  return OrZero(usage.cached) + OrZero(usage.cache_write) <= OrZero(usage.input) &&
         OrZero(usage.cache_write_1h) <= OrZero(usage.cache_write) &&
         OrZero(usage.reasoning) <= OrZero(usage.output);
}

void TakeCounts(const Usage& from, Usage* usage) {
  Usage completed = *usage;
  for (const NamedCount& named : kCounts) {
    std::int64_t& count = completed.*named.count;
    if (count == kNullInteger) count = from.*named.count;
  }
  if (IsSound(completed)) *usage = completed;
}

}  // namespace

bool TakeWhatIsLacking(const std::vector<const PlainSpan*>& others, PlainSpan* call) {
  std::vector<const PlainSpan*> all = {call};
  all.insert(all.end(), others.begin(), others.end());
  const PlainSpan* trusted = MostTrusted(all);
  Usage usage = call->usage;
  for (const PlainSpan* span : all) {
    if (Differ(span->usage, trusted->usage)) usage = trusted->usage;
  }
  for (const PlainSpan* other : others) {
    TakeCounts(other->usage, &usage);
    for (const SpanText column : kTakenTexts) {
      if ((*call)[column].empty()) (*call)[column] = (*other)[column];
    }
    if (call->response_id.empty()) call->response_id = other->response_id;
    call->attributes.insert(other->attributes.begin(), other->attributes.end());
  }
  const bool took_count = usage != call->usage;
  call->usage = usage;
  return took_count;
}

Usage RestOf(const Usage& whole, const Usage& parts) {
  Usage rest;
  for (const NamedCount& named : kCounts) {
    if (whole.*named.count == kNullInteger) continue;
    rest.*named.count = std::max<std::int64_t>(0, whole.*named.count - OrZero(parts.*named.count));
  }
  CutTo(OrZero(rest.input), &rest.cached);
  CutTo(OrZero(rest.input) - OrZero(rest.cached), &rest.cache_write);
  CutTo(OrZero(rest.cache_write), &rest.cache_write_1h);
  CutTo(OrZero(rest.output), &rest.reasoning);
  return rest;
}

Usage SumOf(const Usage& one, const Usage& other) {
  Usage sum;
  for (const NamedCount& named : kCounts) {
    sum.*named.count = OrZero(one.*named.count) + OrZero(other.*named.count);
  }
  return sum;
}

}  // namespace costdb::property
