#include "ingest/prices/litellm_prices.h"

#include <fmt/format.h>

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "engine/error/propagate.h"
#include "engine/money/decimal.h"
#include "engine/prices/model_name.h"
#include "engine/prices/provider_name.h"
#include "ingest/prices/list_amount.h"

namespace costdb::ingest {
namespace {

using engine::ServiceTier;
using engine::TokenPrices;

struct PriceKey {
  std::string_view key;
  std::int64_t TokenPrices::*price;
  int scale;
};

constexpr int kPerToken = 18;    // Dollars a token to picodollars per million.
constexpr int kPerRequest = 12;  // Dollars to picodollars.

constexpr auto kPriceKeys = std::to_array<PriceKey>({
    {"input_cost_per_token", &TokenPrices::input, kPerToken},
    {"cache_read_input_token_cost", &TokenPrices::cached, kPerToken},
    {"cache_creation_input_token_cost", &TokenPrices::cache_write, kPerToken},
    {"cache_creation_input_token_cost_above_1hr", &TokenPrices::cache_write_1h, kPerToken},
    {"output_cost_per_token", &TokenPrices::output, kPerToken},
    {"output_cost_per_reasoning_token", &TokenPrices::reasoning, kPerToken},
    {"input_cost_per_audio_token", &TokenPrices::audio_input, kPerToken},
    {"cache_read_input_audio_token_cost", &TokenPrices::cached_audio, kPerToken},
    {"output_cost_per_audio_token", &TokenPrices::audio_output, kPerToken},
    {"input_cost_per_request", &TokenPrices::request, kPerRequest},
});

struct TierSuffix {
  std::string_view suffix;
  ServiceTier tier;
};
constexpr auto kTierSuffixes = std::to_array<TierSuffix>({
    {"_batches", ServiceTier::kBatch},
    {"_flex", ServiceTier::kFlex},
    {"_priority", ServiceTier::kPriority},
});

// What the list says that has nothing to do with prices.
constexpr auto kOtherPrefixes = std::to_array<std::string_view>({"max_",
                                                                 "supports_",
                                                                 "supported_",
                                                                 "mode",
                                                                 "litellm_provider",
                                                                 "source",
                                                                 "metadata",
                                                                 "deprecation_date",
                                                                 "output_vector_size",
                                                                 "rpm",
                                                                 "tpm",
                                                                 "tool_use_system_prompt_tokens",
                                                                 "comment",
                                                                 "notes",
                                                                 "display_name",
                                                                 "model_vendor",
                                                                 "model_version",
                                                                 "is_",
                                                                 "use_in_pass",
                                                                 "uses_embed_content"});

// A price key taken apart: input_cost_per_token_above_200k_tokens_priority.
struct ParsedKey {
  const PriceKey* field = nullptr;
  std::int64_t above_input_tokens = 0;  // 0: the base price.
  ServiceTier tier = ServiceTier::kStandard;
};

std::optional<ParsedKey> ParseKey(std::string_view key) {
  ParsedKey parsed;
  for (const TierSuffix& suffix : kTierSuffixes) {
    if (!key.ends_with(suffix.suffix)) continue;
    parsed.tier = suffix.tier;
    key.remove_suffix(suffix.suffix.size());
    break;
  }
  constexpr std::string_view kAbove = "_above_";
  constexpr std::string_view kTokens = "k_tokens";
  const std::size_t above = key.rfind(kAbove);
  if (key.ends_with(kTokens) && above != std::string_view::npos) {
    std::string_view digits = key.substr(above + kAbove.size());
    digits.remove_suffix(std::min(digits.size(), kTokens.size()));
    const Result<Int128> thousands =
        engine::ParseDecimal(digits, {.scale = 0, .allow_fraction = false});
    if (!thousands.ok() || *thousands <= 0 || *thousands > engine::kMaximumTokens / 1000) {
      return std::nullopt;
    }
    parsed.above_input_tokens = static_cast<std::int64_t>(*thousands) * 1000;
    key = key.substr(0, above);
  }
  for (const PriceKey& field : kPriceKeys) {
    if (field.key == key) parsed.field = &field;
  }
  return parsed.field == nullptr ? std::nullopt : std::optional(parsed);
}

bool IsOtherKey(std::string_view key) {
  return std::any_of(kOtherPrefixes.begin(), kOtherPrefixes.end(),
                     [key](std::string_view prefix) { return key.starts_with(prefix); });
}

struct KnownPrice {
  ParsedKey key;
  std::int64_t amount = 0;
};

// The schedule of one tier. What a service tier does not price itself costs as at the standard one.
engine::PriceSchedule ScheduleOf(const std::vector<KnownPrice>& prices, ServiceTier tier,
                                 const engine::PriceSchedule* standard) {
  engine::PriceSchedule schedule;
  if (standard != nullptr) schedule.base = standard->base;
  std::vector<std::int64_t> starts;
  for (const KnownPrice& price : prices) {
    if (price.key.tier != tier) continue;
    if (price.key.above_input_tokens == 0) {
      schedule.base.*price.key.field->price = price.amount;
    } else {
      starts.push_back(price.key.above_input_tokens);
    }
  }
  std::sort(starts.begin(), starts.end());
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  TokenPrices below = schedule.base;
  for (const std::int64_t start : starts) {
    for (const KnownPrice& price : prices) {
      if (price.key.tier == tier && price.key.above_input_tokens == start) {
        below.*price.key.field->price = price.amount;
      }
    }
    schedule.tiers.push_back({start, below});
  }
  return schedule;
}

class Reader {
 public:
  explicit Reader(ImportNotes* notes) : notes_(notes) {}

  Result<engine::PriceSource> Read(const JsonNode& root) {
    if (!root.is_object() || root.members.empty()) {
      return Status::InvalidArgument("expected a map from models to their prices");
    }
    source_.name = "litellm";
    for (const auto& [name, model] : root.members) {
      if (name == "sample_spec") continue;
      COSTDB_RETURN_IF_ERROR(ReadModel(name, model));
    }
    if (source_.models.empty()) return Status::InvalidArgument("no model has a price for tokens");
    return std::move(source_);
  }

 private:
  Status ReadModel(const std::string& name, const JsonNode& node) {
    const auto fail = [&name](std::string_view what) {
      return Status::InvalidArgument(fmt::format("{}: {}", name, what));
    };
    if (!node.is_object()) return fail("expected the prices of a model");
    const JsonNode* provider = node.Find("litellm_provider");
    if (provider == nullptr || provider->kind != JsonNode::Kind::kText) {
      return fail("expected a text \"litellm_provider\"");
    }
    std::vector<KnownPrice> prices;
    for (const auto& [key, value] : node.members) {
      const std::optional<ParsedKey> parsed = ParseKey(key);
      if (!parsed) {
        if (!IsOtherKey(key)) notes_->Add(fmt::format("unknown key {}", key), name);
        continue;
      }
      if (value.kind == JsonNode::Kind::kNull) continue;
      if (value.kind != JsonNode::Kind::kNumber) return fail(key + ": expected a number");
      const Result<ListAmount> read = ReadListAmount(value.text, parsed->field->scale);
      if (!read.ok()) return fail(fmt::format("{}: {}", key, read.status().message()));
      if (read->was_rounded) {
        notes_->Add("rounded to 10^-18 dollars a token",
                    fmt::format("{}: {}: {}", name, key, value.text));
      }
      prices.push_back({*parsed, read->amount});
    }
    const bool has_token_price = std::any_of(prices.begin(), prices.end(), [](const auto& price) {
      return price.key.tier == ServiceTier::kStandard && price.key.above_input_tokens == 0 &&
             (price.key.field->price == &TokenPrices::input ||
              price.key.field->price == &TokenPrices::output);
    });
    if (!has_token_price) {
      notes_->Add("passed over, for it has no price for tokens", name);
      return Status::Ok();
    }
    AddModel(name, provider->text, prices);
    return Status::Ok();
  }

  void AddModel(const std::string& key, const std::string& litellm_provider,
                const std::vector<KnownPrice>& prices) {
    engine::PricedModel model;
    model.provider = engine::ProviderName(litellm_provider);
    model.name = key;
    model.reach = engine::Reach::kUnknown;
    const std::size_t slash = key.find('/');
    const std::string prefix = key.substr(0, slash);
    const bool has_route =
        slash != std::string::npos && slash + 1 < key.size() &&
        (prefix == litellm_provider || engine::ProviderName(prefix) == model.provider);
    if (has_route) {
      model.name = key.substr(slash + 1);
      model.reach = engine::Reach::kProvider;
    }
    engine::ModelPrice& price = model.prices.emplace_back();
    price.standard = ScheduleOf(prices, ServiceTier::kStandard, nullptr);
    for (const TierSuffix& suffix : kTierSuffixes) {
      const bool has_tier = std::any_of(prices.begin(), prices.end(), [&](const KnownPrice& known) {
        return known.key.tier == suffix.tier && known.key.above_input_tokens == 0;
      });
      if (has_tier) price.Set(suffix.tier, ScheduleOf(prices, suffix.tier, &price.standard));
    }
    Keep(key, has_route, std::move(model));
  }

  // A name that the provider has already stays the first model's; the second is found as it is
  // written in the list.
  void Keep(const std::string& key, bool has_route, engine::PricedModel model) {
    AddProvider(model.provider);
    if (has_route && Claim(model, key)) model.aliases = {key};
    if (!Claim(model, model.name)) {
      if (model.aliases.empty()) {
        notes_->Add("listed twice under spellings of one name; the first counts",
                    engine::ModelTitle(model));
        return;
      }
      model.name = key;
      model.aliases.clear();
    }
    source_.models.push_back(std::move(model));
  }

  bool Claim(const engine::PricedModel& model, std::string_view name) {
    std::string claimed = model.provider;
    claimed.append(1, '\0').append(engine::ComparableSpelling(engine::LowerCaseName(name)));
    return names_.try_emplace(std::move(claimed), true).second;
  }

  void AddProvider(const std::string& id) {
    const bool is_known =
        std::any_of(source_.providers.begin(), source_.providers.end(),
                    [&id](const engine::PriceProvider& known) { return known.id == id; });
    if (!is_known) source_.providers.push_back({.id = id});
  }

  ImportNotes* notes_;
  engine::PriceSource source_;
  absl::flat_hash_map<std::string, bool> names_;
};

}  // namespace

Result<engine::PriceSource> ReadLitellmPrices(const JsonNode& root, ImportNotes* notes) {
  return Reader(notes).Read(root);
}

}  // namespace costdb::ingest
