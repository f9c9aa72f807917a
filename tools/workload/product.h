#ifndef COSTDB_TOOLS_WORKLOAD_PRODUCT_H_
#define COSTDB_TOOLS_WORKLOAD_PRODUCT_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tools/workload/generated_span.h"
#include "tools/workload/random.h"

namespace costdb::tools {

/// The product whose traffic is generated: an assistant for a company's customers and staff, made
/// of a few services. Everything here is data; trace_writer.cc gives it shape.

/// One OpenTelemetry resource: a service in an environment.
struct ResourceDefinition {
  std::vector<GeneratedAttribute> attributes;
};

/// One instrumentation scope.
struct ScopeDefinition {
  std::string_view name;
  std::string_view version;
};

/// Which instrumentation writes a service's call spans, hence which attribute names it uses.
enum class Dialect : std::uint8_t {
  kOpenTelemetry,     ///< Current GenAI conventions.
  kOldOpenTelemetry,  ///< gen_ai.system, prompt_tokens and completion_tokens.
  kVercel,            ///< ai.generateText spans that wrap .doGenerate spans.
};

/// How the spans of one request are nested.
enum class TraceShape : std::uint8_t {
  kAgent,      ///< request > invoke_agent > chat, tool, chat, ...
  kResearch,   ///< request > workflow > planner, several agents, writer
  kPipeline,   ///< message > chat, chat, ... without an agent
  kSearch,     ///< request > embeddings, then a chat that ranks
  kGenerator,  ///< request > ai.generateText > ai.generateText.doGenerate, ...
};

struct ModelDefinition {
  std::string_view name;           ///< As the request asks for it.
  std::string_view response_name;  ///< As the provider answers.
  std::string_view provider;
  bool reasons = false;
  bool caches = false;          ///< Answers from a cache within a session.
  bool reports_writes = false;  ///< Reports tokens written to the cache.
  std::int64_t output_ns_a_token = 0;
};

/// One feature of the product.
struct FeatureDefinition {
  std::string_view name;
  std::string_view root_name;
  std::string_view agent;
  std::string_view team;
  std::uint32_t service = 0;
  TraceShape shape = TraceShape::kAgent;
  Dialect dialect = Dialect::kOpenTelemetry;
  std::uint32_t weight = 0;  ///< Of its sessions among all.
  Quantiles turns;           ///< Requests a session.
  Quantiles calls;           ///< LLM calls a request.
  std::int64_t system_tokens = 0;
  Quantiles message_tokens;  ///< What a user's message or a tool's answer adds to the input.
  Quantiles output_tokens;
  std::vector<std::uint32_t> model_weights;  ///< By model index; shorter than Models() is fine.
  std::vector<std::string_view> tools;
};

inline constexpr std::uint32_t kProduction = 0;
inline constexpr std::uint32_t kStaging = 1;
inline constexpr std::uint32_t kEnvironmentCount = 2;

/// Every service in every environment; see ResourceOf.
std::span<const ResourceDefinition> Resources();
constexpr std::uint32_t ResourceOf(std::uint32_t service, std::uint32_t environment) {
  return service * kEnvironmentCount + environment;
}

std::span<const ScopeDefinition> Scopes();
inline constexpr std::uint32_t kApplicationScope = 0;
inline constexpr std::uint32_t kAgentScope = 1;
inline constexpr std::uint32_t kOpenAiScope = 2;
inline constexpr std::uint32_t kAnthropicScope = 3;
inline constexpr std::uint32_t kGoogleScope = 4;
inline constexpr std::uint32_t kVercelScope = 5;

/// The nine models of the built-in price catalog, then the embedding model.
std::span<const ModelDefinition> Models();
inline constexpr std::uint32_t kGpt54 = 0;
inline constexpr std::uint32_t kGpt54Mini = 2;
inline constexpr std::uint32_t kClaudeSonnet = 6;
inline constexpr std::uint32_t kEmbeddingModel = 9;

std::span<const FeatureDefinition> Features();
inline constexpr std::uint32_t kSupportChat = 0;
inline constexpr std::uint32_t kDeepResearch = 2;
inline constexpr std::uint32_t kInvoiceExtraction = 3;

/// The share of requests that fall into each hour of a day, UTC, and the factor of weekends.
std::span<const std::uint32_t> HourWeights();
inline constexpr std::uint32_t kWorkdayFactor = 10;
inline constexpr std::uint32_t kWeekendFactor = 4;

/// The given name and family name of a user number; both repeat after 64 and 4096 numbers.
std::string_view GivenName(std::uint64_t user);
std::string_view FamilyName(std::uint64_t user);

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_WORKLOAD_PRODUCT_H_
