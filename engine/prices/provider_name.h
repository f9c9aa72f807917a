#ifndef COSTDB_ENGINE_PRICES_PROVIDER_NAME_H_
#define COSTDB_ENGINE_PRICES_PROVIDER_NAME_H_

#include <string>
#include <string_view>

namespace costdb::engine {

/// One name for each provider, whatever spans, gateways and price lists call it: "gcp.vertex_ai",
/// "gemini" and "Google" are "google", "aws.bedrock" is "aws", "x_ai" is "x-ai". A name that no
/// rule knows comes back in lower case.
std::string ProviderName(std::string_view text);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_PRICES_PROVIDER_NAME_H_
