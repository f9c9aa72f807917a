#ifndef COSTDB_INGEST_PRICES_PRICE_FILE_KEYS_H_
#define COSTDB_INGEST_PRICES_PRICE_FILE_KEYS_H_

#include <array>
#include <string_view>

#include "engine/prices/match_rule.h"

namespace costdb::ingest {

/// The keys of costdb's own price file, for its reader and its writer.
inline constexpr auto kFileKeys = std::to_array<std::string_view>({"source", "provider", "price"});
inline constexpr auto kProviderKeys =
    std::to_array<std::string_view>({"id", "provider_match", "model_match", "fallbacks"});
inline constexpr auto kPriceKeys = std::to_array<std::string_view>({"model",
                                                                    "provider",
                                                                    "aliases",
                                                                    "match",
                                                                    "reach",
                                                                    "from",
                                                                    "to",
                                                                    "hours",
                                                                    "input",
                                                                    "cached",
                                                                    "cache_write",
                                                                    "cache_write_1h",
                                                                    "output",
                                                                    "reasoning",
                                                                    "audio_input",
                                                                    "cached_audio",
                                                                    "audio_output",
                                                                    "request",
                                                                    "tiers",
                                                                    "batch",
                                                                    "flex",
                                                                    "priority",
                                                                    "began_with_first_price"});
inline constexpr auto kServiceKeys = std::to_array<std::string_view>(
    {"input", "cached", "cache_write", "cache_write_1h", "output", "reasoning", "audio_input",
     "cached_audio", "audio_output", "request", "tiers"});
inline constexpr auto kTierKeys = std::to_array<std::string_view>(
    {"above", "input", "cached", "cache_write", "cache_write_1h", "output", "reasoning",
     "audio_input", "cached_audio", "audio_output", "request"});

/// How the file writes each kind of rule.
struct RuleKey {
  std::string_view name;
  engine::MatchRule::Kind kind;
};
inline constexpr auto kRuleKeys = std::to_array<RuleKey>({
    {"equals", engine::MatchRule::Kind::kEquals},
    {"prefix", engine::MatchRule::Kind::kStartsWith},
    {"suffix", engine::MatchRule::Kind::kEndsWith},
    {"contains", engine::MatchRule::Kind::kContains},
    {"regex", engine::MatchRule::Kind::kRegex},
    {"any", engine::MatchRule::Kind::kAny},
    {"all", engine::MatchRule::Kind::kAll},
});

/// In the order of engine::Reach.
inline constexpr auto kReachNames =
    std::to_array<std::string_view>({"provider", "unknown", "every"});

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_PRICES_PRICE_FILE_KEYS_H_
