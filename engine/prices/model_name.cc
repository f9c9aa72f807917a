#include "engine/prices/model_name.h"

#include <algorithm>
#include <array>

namespace costdb::engine {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

bool AllDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

bool RemoveSuffix(std::string_view suffix, std::string_view* name) {
  if (!name->ends_with(suffix) || name->size() == suffix.size()) return false;
  name->remove_suffix(suffix.size());
  return true;
}

void RemoveBedrockParts(std::string_view* name) {
  constexpr std::array<std::string_view, 6> kRegions = {"us.",     "eu.", "apac.",
                                                        "global.", "jp.", "au."};
  constexpr std::array<std::string_view, 9> kVendors = {"anthropic.", "amazon.", "meta.",
                                                        "mistral.",   "cohere.", "ai21.",
                                                        "deepseek.",  "openai.", "qwen."};
  for (const std::string_view region : kRegions) {
    if (name->starts_with(region)) {
      name->remove_prefix(region.size());
      break;
    }
  }
  const bool has_vendor =
      std::any_of(kVendors.begin(), kVendors.end(), [&](std::string_view vendor) {
        if (!name->starts_with(vendor)) return false;
        name->remove_prefix(vendor.size());
        return true;
      });
  if (!has_vendor) return;
  if (const std::size_t colon = name->rfind(':');
      colon != std::string_view::npos && AllDigits(name->substr(colon + 1))) {
    *name = name->substr(0, colon);
  }
  const std::size_t version = name->rfind("-v");
  if (version != std::string_view::npos && AllDigits(name->substr(version + 2))) {
    *name = name->substr(0, version);
  }
}

// "-20250929" or "-2024-08-06" at the end.
void RemoveDate(std::string_view* name) {
  const std::size_t size = name->size();
  const auto digits = [&](std::size_t from_end, std::size_t count) {
    return AllDigits(name->substr(size - from_end, count));
  };
  if (size > 9 && (*name)[size - 9] == '-' && digits(8, 8) && (*name)[size - 8] == '2') {
    name->remove_suffix(9);
  } else if (size > 11 && (*name)[size - 11] == '-' && digits(10, 4) && (*name)[size - 6] == '-' &&
             digits(5, 2) && (*name)[size - 3] == '-' && digits(2, 2)) {
    name->remove_suffix(11);
  }
}

// "claude-sonnet-4-5" is "claude-sonnet-4.5"; longer numbers are no versions.
void JoinVersionDigits(std::string* name) {
  for (std::size_t i = 1; i + 1 < name->size(); ++i) {
    const bool single_before = IsDigit((*name)[i - 1]) && (i < 2 || !IsDigit((*name)[i - 2]));
    const bool single_after =
        IsDigit((*name)[i + 1]) && (i + 2 >= name->size() || !IsDigit((*name)[i + 2]));
    const bool in_number =
        (i >= 2 && (*name)[i - 2] == '.') || (i + 2 < name->size() && (*name)[i + 2] == '.');
    if ((*name)[i] == '-' && single_before && single_after && !in_number) (*name)[i] = '.';
  }
}

}  // namespace

std::string NormalizeModelName(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
  std::string_view rest = lower;
  if (rest.starts_with("ft:")) return lower;
  if (const std::size_t slash = rest.rfind('/'); slash != std::string_view::npos) {
    rest.remove_prefix(slash + 1);
  }
  RemoveBedrockParts(&rest);
  if (const std::size_t at = rest.find('@'); at != std::string_view::npos)
    rest = rest.substr(0, at);
  RemoveSuffix("-latest", &rest);
  RemoveDate(&rest);
  std::string result(rest);
  JoinVersionDigits(&result);
  return result;
}

}  // namespace costdb::engine
