#include <fmt/format.h>

#include "instrumentation.h"
#include "scenario.h"

namespace costdb::property {
namespace {

using engine::kNullInteger;
using engine::SpanText;

constexpr std::string_view kTransports[] = {"records", "OTLP JSON", "OTLP protobuf"};
constexpr std::string_view kSteps[] = {"append", "seal all", "close and open again",
                                       "from here on another process writes, or this one again",
                                       "check"};
constexpr std::string_view kRoles[] = {"other", "inference", "embedding", "wrapper", "tool"};
constexpr std::string_view kStatuses[] = {"unset", "ok", "error"};
constexpr std::string_view kContainments[] = {"none", "declared", "inferred", "ambiguous"};

std::string TextOf(const engine::Usage& usage) {
  std::string text;
  for (const NamedCount& named : kCounts) {
    if (usage.*named.count == kNullInteger) continue;
    text += fmt::format(" {}={}", named.column, usage.*named.count);
  }
  return text;
}

// Times are counted from the first of the scenario.
std::string TextOf(const PlainSpan& span, std::int64_t zero) {
  std::string text =
      fmt::format("trace {} span {} parent {} [{}, {}] {}", span.trace, span.id, span.parent,
                  span.start - zero, span.end - zero, kRoles[static_cast<std::size_t>(span.role)]);
  if (span.status != engine::SpanStatus::kUnset) {
    text += fmt::format(" status={}", kStatuses[static_cast<std::size_t>(span.status)]);
  }
  if (span.containment != engine::Containment::kNone) {
    text +=
        fmt::format(" containment={}", kContainments[static_cast<std::size_t>(span.containment)]);
  }
  text += TextOf(span.usage);
  for (std::size_t i = 0; i < span.text.size(); ++i) {
    if (!span.text[i].empty()) text += fmt::format(" {}='{}'", kTextNames[i], span.text[i]);
  }
  if (!span.response_id.empty()) text += fmt::format(" response_id='{}'", span.response_id);
  for (const auto& [key, value] : span.attributes)
    text += fmt::format(" attr['{}']='{}'", key, value);
  for (const auto& [key, value] : span.resource) {
    text += fmt::format(" resource['{}']='{}'", key, value);
  }
  return text;
}

}  // namespace

std::string Describe(const Scenario& scenario) {
  std::int64_t zero = INT64_MAX;
  for (const Step& step : scenario.steps) {
    for (const PlainSpan& span : step.spans) zero = std::min(zero, span.start);
  }
  std::string text = fmt::format("sent as {}, head_spans_max {}\n",
                                 kTransports[static_cast<std::size_t>(scenario.transport)],
                                 scenario.head_spans_max);
  for (const Step& step : scenario.steps) {
    text += fmt::format("{}\n", kSteps[static_cast<std::size_t>(step.kind)]);
    for (const PlainSpan& span : step.spans) text += fmt::format("  {}\n", TextOf(span, zero));
  }
  return text;
}

}  // namespace costdb::property
