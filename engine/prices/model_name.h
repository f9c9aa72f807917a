#ifndef COSTDB_ENGINE_PRICES_MODEL_NAME_H_
#define COSTDB_ENGINE_PRICES_MODEL_NAME_H_

#include <string>
#include <string_view>

namespace costdb::engine {

/// A model's name as catalogs write it, from the name as a span writes it. By rule, in this order:
/// lower case; what stands before the last '/' (azure/, models/, openrouter/openai/); Bedrock's
/// region and vendor (us.anthropic.) and its version (-v1:0); what follows '@'; "-latest"; a date
/// at the end
/// (-2024-08-06, -20250929); and "4-5" between single digits becomes "4.5". A fine-tuned model
/// (ft:...) keeps its whole name: its price is not that of its base.
std::string NormalizeModelName(std::string_view name);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_PRICES_MODEL_NAME_H_
