#ifndef COSTDB_INGEST_DIALECT_PROVIDER_H_
#define COSTDB_INGEST_DIALECT_PROVIDER_H_

#include <string>
#include <string_view>

namespace costdb::ingest {

/// OpenTelemetry's well-known name for what an emitter calls the provider: "openai.chat" and
/// "OpenAI" become "openai", "vertex_ai" becomes "gcp.vertex_ai". A name that is not known is
/// returned in lower case, kept in `scratch`. Empty for a framework's name ("langchain"), which is
/// no provider.
std::string_view FoldProvider(std::string_view name, std::string* scratch);

/// Who answers for a model, for spans that name no provider: the cloud that its name spells out
/// ("us.anthropic.claude-..." is Bedrock's), else its maker ("openrouter/openai/GPT-5" is
/// openai's). Empty when the name tells nothing. The result is a constant.
std::string_view ProviderOfModel(std::string_view model);

/// True for providers whose API counts cached tokens beside the input, not inside.
bool CountsCacheApart(std::string_view folded_provider);

/// True for providers whose API counts cached tokens inside the input.
bool CountsCacheInside(std::string_view folded_provider);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_DIALECT_PROVIDER_H_
