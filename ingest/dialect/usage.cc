#include "ingest/dialect/usage.h"

#include <algorithm>

#include "ingest/dialect/provider.h"

namespace costdb::ingest {
namespace {

using engine::Containment;
using engine::kNullInteger;

std::int64_t OrZero(std::int64_t count) {
  return count == kNullInteger ? 0 : count;
}

// How a total and its parts are to be read.
struct Decision {
  bool is_apart = false;
  Containment containment = Containment::kNone;
};

Decision Declared(Reading reading) {
  return {reading == Reading::kApart, Containment::kDeclared};
}

// What the reported grand total says about a part: it is the sum with the part, or without.
bool TotalSaysApart(const ReportedUsage& reported, std::int64_t part, std::int64_t other_part) {
  if (reported.total == kNullInteger) return false;
  const std::int64_t beside = reported.total - OrZero(reported.input) - OrZero(reported.output);
  return beside > 0 && (beside == part || beside == part + other_part);
}

Decision DecideCache(const ReportedUsage& reported) {
  const std::int64_t parts = OrZero(reported.cached) + OrZero(reported.cache_write);
  if (parts == 0) return {};
  if (parts > OrZero(reported.input)) {
    const bool was_declared = reported.cache_reading == Reading::kApart;
    return {true, was_declared ? Containment::kDeclared : Containment::kInferred};
  }
  if (reported.cache_reading != Reading::kUnknown) return Declared(reported.cache_reading);
  if (TotalSaysApart(reported, parts, OrZero(reported.reasoning))) {
    return {true, Containment::kInferred};
  }
  if (CountsCacheInside(reported.provider)) return Declared(Reading::kInside);
  return {false, Containment::kAmbiguous};
}

Decision DecideReasoning(const ReportedUsage& reported) {
  const std::int64_t reasoning = OrZero(reported.reasoning);
  if (reasoning == 0) return {};
  if (reasoning > OrZero(reported.output)) {
    const bool was_declared = reported.reasoning_reading == Reading::kApart;
    return {true, was_declared ? Containment::kDeclared : Containment::kInferred};
  }
  // Google's two APIs differ, and one library serves both: only the total tells.
  const std::int64_t cache = OrZero(reported.cached) + OrZero(reported.cache_write);
  if (reported.reasoning_reading == Reading::kApart && reported.total != kNullInteger &&
      reported.total == OrZero(reported.input) + OrZero(reported.output)) {
    return {false, Containment::kInferred};
  }
  if (reported.reasoning_reading != Reading::kUnknown) return Declared(reported.reasoning_reading);
  if (TotalSaysApart(reported, reasoning, cache)) return {true, Containment::kInferred};
  const bool is_google = reported.provider.substr(0, 4) == "gcp.";
  return {false, is_google ? Containment::kAmbiguous : Containment::kDeclared};
}

}  // namespace

NormalUsage Normalize(const ReportedUsage& reported) {
  const Decision cache = DecideCache(reported);
  const Decision reasoning = DecideReasoning(reported);
  NormalUsage normal;
  normal.usage = {reported.input,          reported.cached, reported.cache_write,
                  reported.cache_write_1h, reported.output, reported.reasoning};
  if (cache.is_apart) {
    normal.usage.input =
        OrZero(reported.input) + OrZero(reported.cached) + OrZero(reported.cache_write);
  }
  if (reasoning.is_apart) {
    normal.usage.output = OrZero(reported.output) + OrZero(reported.reasoning);
  }
  if (normal.usage.cache_write_1h != kNullInteger) {
    normal.usage.cache_write_1h =
        std::min(normal.usage.cache_write_1h, OrZero(normal.usage.cache_write));
  }
  normal.containment = std::max(cache.containment, reasoning.containment);
  return normal;
}

bool IsImplausible(const engine::Usage& usage) {
  return std::max({usage.input, usage.cached, usage.cache_write, usage.output, usage.reasoning}) >
         engine::kMaximumTokens;
}

}  // namespace costdb::ingest
