#include "engine/prices/model_name.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

namespace costdb::engine {
namespace {

constexpr bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

constexpr bool IsLetter(char c) {
  return c >= 'a' && c <= 'z';
}

bool AllDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

// Who sells a model, how it is reached, and what proxies and SDKs call either. Lower case.
constexpr auto kRouteWords = std::to_array<std::string_view>({
    // Makers.
    "anthropic",
    "google",
    "openai",
    "x-ai",
    "xai",
    // Clouds.
    "aws",
    "aws.bedrock",
    "amazon-bedrock",
    "azure",
    "azure-openai",
    "azure_ai",
    "azure_openai",
    "azure.ai.inference",
    "azure.ai.openai",
    "bedrock",
    "bedrock_converse",
    "gcp.gemini",
    "gcp.gen_ai",
    "gcp.vertex_ai",
    "gemini",
    "google-gla",
    "google-vertex",
    "google_genai",
    "google_vertexai",
    "googleai",
    "vertex",
    "vertex_ai",
    "vertex_ai_beta",
    "vertexai",
    // Gateways.
    "cloudflare",
    "gateway",
    "helicone",
    "litellm",
    "litellm_proxy",
    "openrouter",
    "portkey",
    "vercel",
    "vercel_ai_gateway",
    // Interfaces.
    "chat",
    "converse",
    "invoke",
    "messages",
    "models",
    "responses",
});

// Bedrock writes a place and a maker before the model, with points.
constexpr auto kBedrockPlaces = std::to_array<std::string_view>(
    {"apac", "au", "ca", "eu", "global", "jp", "sa", "us", "us-gov"});
constexpr auto kBedrockMakers = std::to_array<std::string_view>({"anthropic", "google", "openai"});

constexpr auto kSelfHosted =
    std::to_array<std::string_view>({"llama.cpp", "llamacpp", "lm_studio", "lmstudio", "localai",
                                     "mlx", "ollama", "sglang", "tgi", "vllm"});

template <std::size_t N>
bool Contains(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// The parts of the world with which clouds begin the names of their regions.
constexpr auto kRegionParts = std::to_array<std::string_view>(
    {"af", "africa", "ap", "asia", "australia", "ca", "eu", "europe", "il", "me", "mx",
     "northamerica", "sa", "southamerica", "us"});

// A region as clouds name them: us-east-1, europe-west4, or a bare "eu".
bool IsRegion(std::string_view word) {
  if (Contains(kBedrockPlaces, word)) return true;
  const std::size_t dash = word.find('-');
  return dash != std::string_view::npos && Contains(kRegionParts, word.substr(0, dash)) &&
         IsDigit(word.back());
}

// A cloud's full resource name up to the model; empty when `name` is none.
std::string_view ResourcePath(std::string_view name) {
  if (name.starts_with("arn:aws:bedrock:")) return name.substr(0, name.rfind('/') + 1);
  if (!name.starts_with("projects/") && !name.starts_with("publishers/")) return {};
  for (const std::string_view maker :
       {"publishers/google/models/", "publishers/anthropic/models/"}) {
    const std::size_t found = name.find(maker);
    if (found != std::string_view::npos) return name.substr(0, found + maker.size());
  }
  return {};
}

// Removes "a/b/" and "a:" in front where every part is a route word or, behind one, a region.
bool StripRouteWords(std::string_view* name) {
  bool has_word = false;
  while (true) {
    const std::size_t end = name->find_first_of("/:");
    if (end == std::string_view::npos) return true;
    const std::string_view word = name->substr(0, end);
    const bool is_known = Contains(kRouteWords, word);
    if (!is_known && (*name)[end] == ':') return true;  // "ft:..." and "...-v1:0".
    if (!is_known && !(has_word && IsRegion(word))) return false;
    has_word = true;
    name->remove_prefix(end + 1);
  }
}

void StripBedrockLabels(std::string_view* name) {
  const auto strip = [name](const auto& words) {
    const std::size_t point = name->find('.');
    if (point != std::string_view::npos && Contains(words, name->substr(0, point))) {
      name->remove_prefix(point + 1);
    }
  };
  strip(kBedrockPlaces);
  strip(kBedrockMakers);
}

// OpenAI writes "ft:base:organization:name:id", Azure "base.ft-id"; both become "ft:base".
std::string FineTuned(std::string_view name) {
  constexpr std::string_view kPrefix = "ft:";
  if (name.starts_with(kPrefix)) return std::string(name.substr(0, name.find(':', kPrefix.size())));
  const std::size_t mark = name.find(".ft-");
  if (mark == std::string_view::npos) return std::string(name);
  return std::string(kPrefix).append(name.substr(0, mark));
}

// Year, month and day as digits, of a time in which there are models.
bool IsDate(std::string_view year, std::string_view month, std::string_view day) {
  return AllDigits(year) && AllDigits(month) && AllDigits(day) && year.starts_with("20") &&
         month >= "01" && month <= "12" && day >= "01" && day <= "31";
}

// The same, and the month has such a day.
bool IsCalendarDay(std::string_view year, std::string_view month, std::string_view day) {
  if (!IsDate(year, month, day)) return false;
  const auto number = [](std::string_view digits) {
    int value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return value;
  };
  return std::chrono::year_month_day{std::chrono::year{number(year)},
                                     std::chrono::month{static_cast<unsigned>(number(month))},
                                     std::chrono::day{static_cast<unsigned>(number(day))}}
      .ok();
}

// "-20250929" or "-2024-08-06" at the end: how long it is, 0 when there is none.
std::size_t DateSuffix(std::string_view name) {
  constexpr std::size_t kCompact = 9;
  constexpr std::size_t kDashed = 11;
  if (name.size() > kDashed) {
    const std::string_view end = name.substr(name.size() - kDashed);
    if (end[0] == '-' && end[5] == '-' && end[8] == '-' &&
        IsDate(end.substr(1, 4), end.substr(6, 2), end.substr(9, 2))) {
      return kDashed;
    }
  }
  if (name.size() > kCompact) {
    const std::string_view end = name.substr(name.size() - kCompact);
    if (end[0] == '-' && IsDate(end.substr(1, 4), end.substr(5, 2), end.substr(7, 2))) {
      return kCompact;
    }
  }
  return 0;
}

// "-v1:0" at the end, as Bedrock numbers its versions, and "-v1" where it leaves out the rest.
std::size_t BedrockVersionSuffix(std::string_view name) {
  if (!name.starts_with("claude-") && name.find(':') == std::string_view::npos) return 0;
  const std::size_t mark = name.rfind("-v");
  if (mark == std::string_view::npos || mark == 0) return 0;
  const std::string_view version = name.substr(mark + 2);
  const std::size_t colon = version.find(':');
  const bool is_version =
      colon == std::string_view::npos
          ? AllDigits(version)
          : AllDigits(version.substr(0, colon)) && AllDigits(version.substr(colon + 1));
  return is_version ? name.size() - mark : 0;
}

// "@20250929", "@001", "@latest", "@default".
std::size_t AtVersionSuffix(std::string_view name) {
  const std::size_t at = name.rfind('@');
  if (at == std::string_view::npos || at == 0) return 0;
  const std::string_view version = name.substr(at + 1);
  const bool is_version = AllDigits(version) || version == "latest" || version == "default";
  return is_version ? name.size() - at : 0;
}

// "-001" at the end of a Gemini model.
std::size_t GeminiVersionSuffix(std::string_view name) {
  constexpr std::size_t kLength = 4;
  if (!name.starts_with("gemini-") || name.size() <= kLength) return 0;
  const std::string_view end = name.substr(name.size() - kLength);
  return end.starts_with("-0") && AllDigits(end.substr(1)) ? kLength : 0;
}

std::size_t LatestSuffix(std::string_view name) {
  constexpr std::string_view kLatest = "-latest";
  return name.ends_with(kLatest) && name.size() > kLatest.size() ? kLatest.size() : 0;
}

// "4-5" becomes "4.5" where both are single digits that stand alone.
void JoinVersionDigits(std::string* name) {
  for (std::size_t i = 1; i + 1 < name->size(); ++i) {
    const bool stands_alone =
        (i < 2 || !IsDigit((*name)[i - 2])) && (i + 2 == name->size() || (*name)[i + 2] == '-');
    if ((*name)[i] == '-' && IsDigit((*name)[i - 1]) && IsDigit((*name)[i + 1]) && stands_alone) {
      (*name)[i] = '.';
    }
  }
}

// "claude-4.5-sonnet" becomes "claude-sonnet-4.5".
void PutClaudeFamilyFirst(std::string* name) {
  constexpr std::string_view kClaude = "claude-";
  const std::string_view view = *name;
  if (!view.starts_with(kClaude)) return;
  const std::size_t dash = view.find('-', kClaude.size());
  if (dash == std::string_view::npos) return;
  const std::string_view version = view.substr(kClaude.size(), dash - kClaude.size());
  const std::string_view family = view.substr(dash + 1);
  const auto is_version_character = [](char c) { return IsDigit(c) || c == '.'; };
  if (version.empty() || family.empty() ||
      !std::all_of(version.begin(), version.end(), is_version_character) ||
      !std::all_of(family.begin(), family.end(), IsLetter)) {
    return;
  }
  *name = std::string(kClaude).append(family).append("-").append(version);
}

}  // namespace

bool IsSelfHosted(std::string_view provider) {
  return Contains(kSelfHosted, LowerCase(Trimmed(provider)));
}

std::string LowerCaseName(std::string_view text) {
  return LowerCase(Trimmed(text));
}

std::string_view RouteWord(std::string_view lower_name) {
  const std::size_t end = lower_name.find_first_of("/:");
  if (end == std::string_view::npos) return {};
  const std::string_view word = lower_name.substr(0, end);
  return Contains(kRouteWords, word) ? word : std::string_view();
}

std::string WithDashedDates(std::string_view lower_name) {
  constexpr std::size_t kDigits = 8;
  std::string dashed;
  for (std::size_t i = 0; i < lower_name.size(); ++i) {
    dashed.push_back(lower_name[i]);
    const std::size_t end = i + 1 + kDigits;
    if (lower_name[i] != '-' || end > lower_name.size()) continue;
    if (end < lower_name.size() && lower_name[end] != '-' && lower_name[end] != ':') continue;
    const std::string_view date = lower_name.substr(i + 1, kDigits);
    if (!IsCalendarDay(date.substr(0, 4), date.substr(4, 2), date.substr(6, 2))) continue;
    dashed.append(date.substr(0, 4)).append("-").append(date.substr(4, 2));
    dashed.append("-").append(date.substr(6, 2));
    i += kDigits;
  }
  return dashed;
}

std::optional<std::string> WithoutRoute(std::string_view model) {
  model = Trimmed(model);
  if (model.empty() || model.size() > kMaximumModelNameBytes) return std::nullopt;
  const std::string lower = LowerCase(model);
  std::string_view name = lower;
  name.remove_prefix(ResourcePath(name).size());
  if (!StripRouteWords(&name)) return std::nullopt;
  StripBedrockLabels(&name);
  if (name.empty()) return std::nullopt;
  return FineTuned(name);
}

bool StripVersion(std::string_view* name) {
  for (const auto suffix :
       {DateSuffix, AtVersionSuffix, LatestSuffix, BedrockVersionSuffix, GeminiVersionSuffix}) {
    const std::size_t length = suffix(*name);
    if (length == 0) continue;
    name->remove_suffix(length);
    return true;
  }
  return false;
}

std::string ComparableSpelling(std::string_view name) {
  std::string spelling(name);
  JoinVersionDigits(&spelling);
  PutClaudeFamilyFirst(&spelling);
  return spelling;
}

}  // namespace costdb::engine
