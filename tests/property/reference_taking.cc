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
    SpanText::kAgent,        SpanText::kFeature,       SpanText::kEnvironment};

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

// Whose counts go first: the call's own, unless the spans report different ones.
std::vector<const PlainSpan*> InOrderOfTrust(std::vector<const PlainSpan*> spans) {
  bool differ = false;
  for (const PlainSpan* one : spans) {
    for (const PlainSpan* other : spans) differ = differ || Differ(one->usage, other->usage);
  }
  if (!differ) return spans;
  std::stable_sort(spans.begin(), spans.end(), [](const PlainSpan* a, const PlainSpan* b) {
    const auto rank = [](const PlainSpan* span) {
      return std::make_tuple(!span->usage.is_reported(),
                             span->containment == Containment::kAmbiguous, -CountsOf(span->usage));
    };
    return rank(a) < rank(b);
  });
  return spans;
}

std::int64_t OrZero(std::int64_t count) {
  return count == kNullInteger ? 0 : count;
}

void CutTo(std::int64_t most, std::int64_t* count) {
  if (*count != kNullInteger) *count = std::min(*count, most);
}

}  // namespace

Taken TakeWhatIsLacking(const std::vector<const PlainSpan*>& others, PlainSpan* call) {
  Taken taken;
  const Usage before = call->usage;
  std::vector<const PlainSpan*> all = {call};
  all.insert(all.end(), others.begin(), others.end());
  Usage usage;
  for (const PlainSpan* span : InOrderOfTrust(all)) {
    for (const NamedCount& named : kCounts) {
      std::int64_t& count = usage.*named.count;
      if (count == kNullInteger) count = span->usage.*named.count;
    }
  }
  for (const PlainSpan* other : others) {
    for (const SpanText column : kTakenTexts) {
      std::string& own = (*call)[column];
      if (!own.empty() || (*other)[column].empty()) continue;
      own = (*other)[column];
      if (column == SpanText::kRequestModel || column == SpanText::kResponseModel) {
        taken.model = true;
      }
    }
    if (call->response_id.empty()) call->response_id = other->response_id;
    call->attributes.insert(other->attributes.begin(), other->attributes.end());
  }
  call->usage = usage;
  taken.count = usage != before;
  return taken;
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
