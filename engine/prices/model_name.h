#ifndef COSTDB_ENGINE_PRICES_MODEL_NAME_H_
#define COSTDB_ENGINE_PRICES_MODEL_NAME_H_

#include <optional>
#include <string>
#include <string_view>

namespace costdb::engine {

/// A longer model name matches nothing.
inline constexpr std::size_t kMaximumModelNameBytes = 256;

/// True for providers that serve models from the user's own machines, whatever name the user gave
/// them; no maker's price holds there.
bool IsSelfHosted(std::string_view provider);

/// The text in lower case (ASCII), without space around it.
std::string LowerCaseName(std::string_view text);

/// The name without the route to it: lower case, known providers, regions and resource paths in
/// front removed ("azure/eu/gpt-5", "us.anthropic.claude-...", "models/gemini-..."). A fine-tuned
/// model becomes "ft:<its base>". Nothing when the name is empty or too long, or when an unknown
/// party stands in front: then it may be anyone's model.
std::optional<std::string> WithoutRoute(std::string_view model);

/// What stands in front of the first route separator of a name in lower case ("azure" of
/// "azure/eu/gpt-5"), if it is a known word of a route; else empty.
std::string_view RouteWord(std::string_view lower_name);

/// The name with a date written apart: "-20250929" at the end or before another part becomes
/// "-2025-09-29", where there is such a day; the name as it is otherwise.
std::string WithDashedDates(std::string_view lower_name);

/// Removes one version marker from the end: a date, "@...", "-latest", Bedrock's "-v1:0", Google's
/// "-001". False when there is none.
bool StripVersion(std::string_view* name);

/// The spelling under which two names of one model are equal: "claude-4-5-sonnet" and
/// "claude-sonnet-4.5" both become "claude-sonnet-4.5".
std::string ComparableSpelling(std::string_view name);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_PRICES_MODEL_NAME_H_
