#include "tools/workload/product.h"

#include <array>

namespace costdb::tools {
namespace {

constexpr std::array<std::string_view, 5> kServices = {
    "assistant-api", "research-worker", "document-worker", "editor-web", "search-api"};
constexpr std::array<std::string_view, 5> kVersions = {"4.18.2", "2.3.0", "1.9.7", "7.2.1",
                                                       "3.0.4"};
constexpr std::array<std::string_view, kEnvironmentCount> kEnvironments = {"production", "staging"};

std::vector<ResourceDefinition> MakeResources() {
  std::vector<ResourceDefinition> resources;
  for (std::size_t service = 0; service < kServices.size(); ++service) {
    for (const std::string_view environment : kEnvironments) {
      GeneratedSpan holder;
      holder.AddText("service.name", kServices[service]);
      holder.AddText("service.version", kVersions[service]);
      holder.AddText("deployment.environment.name", environment);
      holder.AddText("cloud.region", service < 3 ? "eu-central-1" : "us-east-1");
      holder.AddText("telemetry.sdk.language", service == 3 ? "nodejs" : "python");
      resources.push_back({std::move(holder.attributes)});
    }
  }
  return resources;
}

constexpr std::array<ScopeDefinition, 6> kScopes = {{
    {"northwind.app", "1.0.0"},
    {"northwind.agents", "1.4.0"},
    {"opentelemetry.instrumentation.openai_v2", "2.3b0"},
    {"opentelemetry.instrumentation.anthropic", "0.62.3"},
    {"opentelemetry.instrumentation.google_genai", "0.6b0"},
    {"ai", ""},
}};

constexpr std::array<ModelDefinition, 10> kModels = {{
    {"gpt-5.4", "gpt-5.4-2026-03-05", "openai", true, true, false, 14'000'000},
    {"gpt-5", "gpt-5-2025-08-07", "openai", true, true, false, 12'000'000},
    {"gpt-5.4-mini", "gpt-5.4-mini-2026-03-17", "openai", true, true, false, 7'000'000},
    {"gpt-5.4-nano", "gpt-5.4-nano-2026-03-17", "openai", false, true, false, 4'000'000},
    {"o3", "o3-2025-04-16", "openai", true, true, false, 11'000'000},
    {"o4-mini", "o4-mini-2025-04-16", "openai", true, true, false, 8'000'000},
    {"claude-sonnet-4.6", "claude-sonnet-4-6", "anthropic", false, true, true, 15'000'000},
    {"claude-haiku-4.5", "claude-haiku-4-5-20251001", "anthropic", false, true, true, 7'000'000},
    {"gemini-2.5-pro", "gemini-2.5-pro", "gcp.gemini", true, true, false, 10'000'000},
    {"text-embedding-3-small", "text-embedding-3-small", "openai", false, false, false, 0},
}};

// Weights by model: gpt-5.4, gpt-5, gpt-5.4-mini, gpt-5.4-nano, o3, o4-mini, sonnet, haiku, gemini.
std::vector<FeatureDefinition> MakeFeatures() {
  return {
      {"support-chat",
       "POST /v1/chat",
       "support",
       "care",
       0,
       TraceShape::kAgent,
       Dialect::kOpenTelemetry,
       34,
       {1, 3, 7, 14},
       {1, 2, 5, 9},
       2'200,
       {30, 180, 900, 4'000},
       {40, 220, 600, 1'500},
       {80, 0, 0, 0, 0, 0, 20},
       {"search_orders", "lookup_policy", "create_ticket", "refund_status"}},
      {"ticket-triage",
       "triage ticket",
       "triage",
       "care",
       0,
       TraceShape::kPipeline,
       Dialect::kOldOpenTelemetry,
       20,
       {1, 1, 2, 4},
       {1, 1, 2, 3},
       900,
       {120, 450, 1'600, 6'000},
       {20, 60, 160, 400},
       {0, 0, 0, 75, 0, 25},
       {}},
      {"deep-research",
       "POST /v1/research",
       "researcher",
       "insights",
       1,
       TraceShape::kResearch,
       Dialect::kOpenTelemetry,
       5,
       {1, 1, 2, 4},
       {5, 9, 18, 40},
       3'500,
       {400, 2'500, 9'000, 30'000},
       {150, 700, 2'200, 6'000},
       {0, 15, 0, 0, 35, 0, 30, 0, 20},
       {"web_search", "open_page", "run_python", "cite_source"}},
      {"invoice-extraction",
       "process invoice",
       "",
       "finance",
       2,
       TraceShape::kPipeline,
       Dialect::kOpenTelemetry,
       12,
       {1, 2, 6, 20},
       {1, 1, 3, 6},
       1'400,
       {800, 5'000, 40'000, 230'000},
       {80, 350, 1'200, 4'000},
       {0, 0, 0, 0, 0, 0, 0, 35, 65},
       {}},
      {"code-review",
       "review pull request",
       "reviewer",
       "platform",
       3,
       TraceShape::kAgent,
       Dialect::kOpenTelemetry,
       7,
       {1, 1, 3, 6},
       {2, 5, 12, 24},
       4'200,
       {200, 1'500, 8'000, 25'000},
       {60, 400, 1'500, 5'000},
       {10, 20, 0, 0, 0, 0, 60, 10},
       {"read_file", "grep", "run_tests", "post_comment"}},
      {"draft-editor",
       "POST /api/draft",
       "",
       "growth",
       3,
       TraceShape::kGenerator,
       Dialect::kVercel,
       12,
       {1, 4, 10, 25},
       {1, 1, 2, 4},
       700,
       {60, 350, 1'400, 5'000},
       {60, 300, 900, 2'500},
       {0, 30, 60, 10},
       {"fetch_style_guide", "insert_block"}},
      {"semantic-search",
       "GET /v1/search",
       "",
       "search",
       4,
       TraceShape::kSearch,
       Dialect::kOpenTelemetry,
       10,
       {1, 2, 5, 12},
       {2, 2, 2, 4},
       500,
       {10, 40, 120, 400},
       {10, 30, 80, 200},
       {0, 0, 0, 80, 0, 0, 0, 20},
       {}},
  };
}

// Evening in Europe overlaps with the day in America: two humps.
constexpr std::array<std::uint32_t, 24> kHourWeights = {
    14, 10, 8, 8, 10, 18, 34, 58, 82, 96, 98, 90, 84, 92, 98, 100, 96, 86, 72, 60, 48, 38, 28, 20};

constexpr std::array<std::string_view, 64> kGivenNames = {
    "ada",   "ben",    "carla",  "david", "elena", "farid",  "grace", "hugo",   "ines",  "jonas",
    "kaya",  "liam",   "maria",  "nils",  "olga",  "paul",   "quinn", "rosa",   "samir", "tara",
    "uma",   "viktor", "wanda",  "xenia", "yusuf", "zoe",    "anton", "bianca", "cyrus", "dalia",
    "emil",  "fiona",  "goran",  "hanna", "ivan",  "jana",   "karim", "lena",   "marco", "nadia",
    "oscar", "petra",  "rafael", "sofia", "tomas", "ursula", "vera",  "walid",  "yara",  "zeno",
    "alba",  "bruno",  "chiara", "dario", "edith", "felix",  "gita",  "henri",  "irma",  "jamal",
    "kenji", "luisa",  "milan",  "noor"};
constexpr std::array<std::string_view, 64> kFamilyNames = {
    "silva",    "novak",  "rossi",   "weber",   "tanaka",  "okafor", "larsen",  "moreau",
    "kowalski", "haddad", "ivanov",  "santos",  "meyer",   "chen",   "patel",   "dubois",
    "jansen",   "romano", "lopez",   "fischer", "nielsen", "ahmed",  "popescu", "kim",
    "costa",    "bauer",  "horvat",  "sato",    "diallo",  "berg",   "marino",  "vargas",
    "klein",    "lund",   "petrov",  "ricci",   "mendes",  "schulz", "nguyen",  "farah",
    "vogel",    "blanc",  "serra",   "toth",    "osei",    "wolf",   "greco",   "ruiz",
    "braun",    "holm",   "sokolov", "conti",   "reyes",   "keller", "singh",   "amara",
    "frank",    "leroy",  "molina",  "varga",   "mensah",  "lang",   "ferri",   "cruz"};

}  // namespace

std::span<const ResourceDefinition> Resources() {
  static const std::vector<ResourceDefinition> resources = MakeResources();
  return resources;
}

std::span<const ScopeDefinition> Scopes() {
  return kScopes;
}

std::span<const ModelDefinition> Models() {
  return kModels;
}

std::span<const FeatureDefinition> Features() {
  static const std::vector<FeatureDefinition> features = MakeFeatures();
  return features;
}

std::span<const std::uint32_t> HourWeights() {
  return kHourWeights;
}

std::string_view GivenName(std::uint64_t user) {
  return kGivenNames[user * 37 % kGivenNames.size()];
}

std::string_view FamilyName(std::uint64_t user) {
  return kFamilyNames[(user / kGivenNames.size() + user * 11) % kFamilyNames.size()];
}

}  // namespace costdb::tools
