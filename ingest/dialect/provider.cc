#include "ingest/dialect/provider.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <optional>
#include <span>

#include "engine/prices/model_name.h"

namespace costdb::ingest {
namespace {

struct Alias {
  std::string_view name;  // In lower case.
  std::string_view provider;
};

constexpr Alias kAliases[] = {
    // The well-known values themselves.
    {"anthropic", "anthropic"},
    {"aws.bedrock", "aws.bedrock"},
    {"azure.ai.inference", "azure.ai.inference"},
    {"azure.ai.openai", "azure.ai.openai"},
    {"cohere", "cohere"},
    {"deepseek", "deepseek"},
    {"gcp.gemini", "gcp.gemini"},
    {"gcp.gen_ai", "gcp.gen_ai"},
    {"gcp.vertex_ai", "gcp.vertex_ai"},
    {"groq", "groq"},
    {"ibm.watsonx.ai", "ibm.watsonx.ai"},
    {"mistral_ai", "mistral_ai"},
    {"moonshot_ai", "moonshot_ai"},
    {"openai", "openai"},
    {"perplexity", "perplexity"},
    {"x_ai", "x_ai"},
    // Older values and other people's.
    {"amazon-bedrock", "aws.bedrock"},
    {"amazon_bedrock", "aws.bedrock"},
    {"aws", "aws.bedrock"},
    {"aws_bedrock", "aws.bedrock"},
    {"az.ai.inference", "azure.ai.inference"},
    {"az.ai.openai", "azure.ai.openai"},
    {"azure", "azure.ai.openai"},
    {"azure-openai", "azure.ai.openai"},
    {"azure_openai", "azure.ai.openai"},
    {"bedrock", "aws.bedrock"},
    {"gemini", "gcp.gemini"},
    {"google", "gcp.gen_ai"},
    {"google.generative-ai", "gcp.gemini"},
    {"google.vertex", "gcp.vertex_ai"},
    {"google.vertex.anthropic", "gcp.vertex_ai"},
    {"google.vertex.chat", "gcp.vertex_ai"},
    {"google_genai", "gcp.gen_ai"},
    {"google_vertexai", "gcp.vertex_ai"},
    {"mistral", "mistral_ai"},
    {"mistralai", "mistral_ai"},
    {"moonshot", "moonshot_ai"},
    {"vertex", "gcp.vertex_ai"},
    {"vertex_ai", "gcp.vertex_ai"},
    {"vertexai", "gcp.vertex_ai"},
    {"watsonx", "ibm.watsonx.ai"},
    {"xai", "x_ai"},
    // Frameworks: not who answers.
    {"crewai", ""},
    {"gcp.vertex.agent", ""},
    {"langchain", ""},
    {"langgraph", ""},
    {"llamaindex", ""},
    {"llama_index", ""},
    {"strands-agents", ""},
    {"vercel", ""},
    {"vercel_ai", ""},
};

// The start of a model's name, in lower case, and who that is.
struct Family {
  std::string_view model_prefix;
  std::string_view provider;
};

// Clouds, by the way that a name spells out.
constexpr Family kRoutes[] = {
    {"azure/", "azure.ai.openai"},       {"azure_ai/", "azure.ai.inference"},
    {"anthropic.claude", "aws.bedrock"}, {"arn:aws:bedrock:", "aws.bedrock"},
    {"bedrock/", "aws.bedrock"},         {"bedrock_converse/", "aws.bedrock"},
    {"projects/", "gcp.vertex_ai"},      {"publishers/", "gcp.vertex_ai"},
    {"vertex_ai/", "gcp.vertex_ai"},
};
// Behind a Bedrock region: "us.anthropic.claude-...".
constexpr std::string_view kBedrockModel = ".anthropic.claude";

// Makers, by the name itself, without the way to it.
constexpr Family kMakers[] = {
    {"gpt-", "openai"},       {"chatgpt-", "openai"},     {"o1", "openai"},
    {"o3", "openai"},         {"o4-", "openai"},          {"text-embedding-", "openai"},
    {"claude-", "anthropic"}, {"gemini-", "gcp.gen_ai"},  {"deepseek-", "deepseek"},
    {"grok-", "x_ai"},        {"mistral-", "mistral_ai"}, {"command-", "cohere"},
};

// Makers that a name spells out before a model that is none of these.
constexpr Family kNamedMakers[] = {
    {"openai/", "openai"},
    {"anthropic/", "anthropic"},
};

std::string_view Find(std::span<const Family> families, std::string_view model) {
  for (const Family& family : families) {
    if (model.starts_with(family.model_prefix)) return family.provider;
  }
  return {};
}

using AliasIndex = absl::flat_hash_map<std::string_view, std::string_view>;

const AliasIndex& Aliases() {
  static const AliasIndex& index = *[] {
    auto* aliases = new AliasIndex;
    for (const Alias& alias : kAliases) aliases->emplace(alias.name, alias.provider);
    return aliases;
  }();
  return index;
}

char ToLower(char character) {
  return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a')
                                              : character;
}

}  // namespace

std::string_view FoldProvider(std::string_view name, std::string* scratch) {
  const AliasIndex& aliases = Aliases();
  auto found = aliases.find(name);
  if (found != aliases.end()) return found->second;
  scratch->assign(name);
  std::transform(scratch->begin(), scratch->end(), scratch->begin(), ToLower);
  // The AI SDK appends the API: "openai.responses", "azure-openai.chat".
  for (std::string_view head = *scratch; !head.empty();) {
    found = aliases.find(head);
    if (found != aliases.end()) return found->second;
    const std::size_t dot = head.rfind('.');
    head = dot == std::string_view::npos ? std::string_view() : head.substr(0, dot);
  }
  return *scratch;
}

std::string_view ProviderOfModel(std::string_view model) {
  if (model.size() > engine::kMaximumModelNameBytes) return {};
  std::string lower(model);
  std::transform(lower.begin(), lower.end(), lower.begin(), ToLower);
  if (const std::string_view cloud = Find(kRoutes, lower); !cloud.empty()) return cloud;
  const std::size_t region_end = lower.find('.');
  if (region_end != std::string::npos &&
      std::string_view(lower).substr(region_end).starts_with(kBedrockModel)) {
    return "aws.bedrock";
  }
  if (const std::optional<std::string> name = engine::WithoutRoute(lower)) {
    constexpr std::string_view kFineTuned = "ft:";
    std::string_view base = *name;
    if (base.starts_with(kFineTuned)) base.remove_prefix(kFineTuned.size());
    if (const std::string_view maker = Find(kMakers, base); !maker.empty()) return maker;
  }
  return Find(kNamedMakers, lower);
}

bool CountsCacheApart(std::string_view folded_provider) {
  return folded_provider == "anthropic" || folded_provider == "aws.bedrock";
}

bool CountsCacheInside(std::string_view folded_provider) {
  constexpr std::string_view kInside[] = {"openai",
                                          "azure.ai.openai",
                                          "azure.ai.inference",
                                          "gcp.gemini",
                                          "gcp.gen_ai",
                                          "x_ai",
                                          "deepseek",
                                          "groq",
                                          "mistral_ai",
                                          "moonshot_ai",
                                          "perplexity"};
  return std::find(std::begin(kInside), std::end(kInside), folded_provider) != std::end(kInside);
}

}  // namespace costdb::ingest
