#include "ingest/dialect/scope_rules.h"

namespace costdb::ingest {
namespace {

constexpr Reading kInside = Reading::kInside;
constexpr Reading kApart = Reading::kApart;

constexpr ScopeRule kRules[] = {
    // Written by OpenTelemetry itself, after its convention.
    {"@opentelemetry/instrumentation-openai", Emitter::kAny, kInside, kInside},
    {"opentelemetry.instrumentation.openai_v2", Emitter::kAny, kInside, kInside},
    {"opentelemetry.instrumentation.anthropic", Emitter::kAny, kInside, kInside},
    // OpenLLMetry: what the provider answered, as it is. Anthropic and Bedrock count apart; the
    // Python package for Anthropic adds up (above), the one for Bedrock does not.
    {"@traceloop/instrumentation-", Emitter::kAny, kInside, kInside},
    {"@traceloop/instrumentation-anthropic", Emitter::kAny, kApart, kInside},
    {"@traceloop/instrumentation-bedrock", Emitter::kAny, kApart, kInside},
    {"opentelemetry.instrumentation.openai", Emitter::kAny, kInside, kInside},
    {"opentelemetry.instrumentation.bedrock", Emitter::kAny, kApart, kInside},
    // OpenLIT passes Anthropic's bare count on, too.
    {"@openlit/instrumentation-anthropic", Emitter::kAny, kApart, kInside},
    {"openlit.instrumentation.anthropic", Emitter::kAny, kApart, kInside},
    // These add up before they report.
    {"openinference.instrumentation.", Emitter::kAny, kInside, kInside},
    {"@arizeai/openinference-", Emitter::kAny, kInside, kInside},
    {"pydantic-ai", Emitter::kAny, kInside, kInside},
    {"langsmith", Emitter::kAny, kInside, kInside},
    {"mastra", Emitter::kAny, kInside, kInside},
    // Versions 4 and 5 of the Vercel AI SDK are told from later ones by their attributes.
    {"ai", Emitter::kVercel, Reading::kUnknown, kInside},
    {"gen_ai", Emitter::kVercel, Reading::kUnknown, kInside},
    {"@ai-sdk/", Emitter::kVercel, Reading::kUnknown, kInside},
    // Anthropic's own program counts as Anthropic's API does.
    {"com.anthropic.claude_code", Emitter::kClaudeCode, kApart, kInside},
    {"com.anthropic.sdk.", Emitter::kAny, kInside, kInside},
    {"com.anthropic.claude-platform", Emitter::kAny, kInside, kInside},
    // Google's candidates leave the thoughts out.
    {"gcp.vertex.agent", Emitter::kGoogleAdk, kInside, kApart},
    {"gemini-cli", Emitter::kAny, kInside, kApart},
};

constexpr ScopeRule kNoRule{};

// "ai" and "gen_ai" are names, not the beginnings of "air-traffic".
bool Fits(const ScopeRule& rule, std::string_view scope) {
  if (scope.empty() || scope[0] != rule.prefix[0] || !scope.starts_with(rule.prefix)) return false;
  const char last = rule.prefix.back();
  if (last == '-' || last == '.' || last == '/' || scope.size() == rule.prefix.size()) return true;
  const char next = scope[rule.prefix.size()];
  return next == '.' || next == '/' || next == '-' || next == '@';
}

}  // namespace

const ScopeRule& RuleOfScope(std::string_view scope) {
  const ScopeRule* best = &kNoRule;
  for (const ScopeRule& rule : kRules) {
    if (rule.prefix.size() > best->prefix.size() && Fits(rule, scope)) best = &rule;
  }
  return *best;
}

}  // namespace costdb::ingest
