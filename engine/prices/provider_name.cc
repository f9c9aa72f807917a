#include "engine/prices/provider_name.h"

#include <array>

#include "absl/container/flat_hash_map.h"
#include "engine/prices/model_name.h"

namespace costdb::engine {
namespace {

struct Spelling {
  std::string_view text;
  std::string_view provider;
};

// OpenTelemetry's names, those of gateways and SDKs, and those of LiteLLM's price list. A
// provider's own name needs no row.
constexpr auto kSpellings = std::to_array<Spelling>({
    {"amazon", "aws"},
    {"amazon-bedrock", "aws"},
    {"amazon_bedrock", "aws"},
    {"aws.bedrock", "aws"},
    {"aws_bedrock", "aws"},
    {"bedrock", "aws"},
    {"bedrock_converse", "aws"},
    {"bedrock_mantle", "aws"},
    {"amazon_nova", "aws"},
    {"azure-openai", "azure"},
    {"azure.ai.inference", "azure"},
    {"azure.ai.openai", "azure"},
    {"azure_ai", "azure"},
    {"azure_openai", "azure"},
    {"azure_text", "azure"},
    {"cohere_chat", "cohere"},
    {"fireworks_ai", "fireworks"},
    {"fireworks_ai-embedding-models", "fireworks"},
    {"fireworks-ai", "fireworks"},
    {"gcp.gemini", "google"},
    {"gcp.gen_ai", "google"},
    {"gcp.vertex_ai", "google"},
    {"gemini", "google"},
    {"google-gla", "google"},
    {"google-vertex", "google"},
    {"google_genai", "google"},
    {"google_vertexai", "google"},
    {"googleai", "google"},
    {"palm", "google"},
    {"vertex", "google"},
    {"vertex_ai", "google"},
    {"vertex_ai-anthropic_models", "google"},
    {"vertex_ai-embedding-models", "google"},
    {"vertex_ai-language-models", "google"},
    {"vertex_ai-vision-models", "google"},
    {"vertex_ai_beta", "google"},
    {"vertexai", "google"},
    {"mistral_ai", "mistral"},
    {"mistralai", "mistral"},
    {"codestral", "mistral"},
    {"text-completion-codestral", "mistral"},
    {"moonshot", "moonshotai"},
    {"moonshot_ai", "moonshotai"},
    {"text-completion-openai", "openai"},
    {"together-ai", "together"},
    {"together_ai", "together"},
    {"together_computer", "together"},
    {"voyage", "voyageai"},
    {"x_ai", "x-ai"},
    {"xai", "x-ai"},
    {"zai", "zhipuai"},
    {"zhipu", "zhipuai"},
});

}  // namespace

std::string ProviderName(std::string_view text) {
  static const auto& spellings = *[] {
    auto* map = new absl::flat_hash_map<std::string_view, std::string_view>;
    for (const Spelling& spelling : kSpellings) map->emplace(spelling.text, spelling.provider);
    return map;
  }();
  std::string lower = LowerCaseName(text);
  const auto found = spellings.find(lower);
  return found == spellings.end() ? lower : std::string(found->second);
}

}  // namespace costdb::engine
