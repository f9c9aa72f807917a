#include "ingest/prices/genai_prices.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "engine/error/propagate.h"
#include "engine/money/decimal.h"
#include "ingest/prices/calendar_text.h"
#include "ingest/prices/list_amount.h"

namespace costdb::ingest {
namespace {

using engine::MatchRule;
using engine::ModelPrice;
using engine::TokenPrices;

struct PriceKey {
  std::string_view key;
  std::int64_t TokenPrices::*price;
  int scale;  // Decimals of a dollar in the unit of the field.
};

constexpr auto kPriceKeys = std::to_array<PriceKey>({
    {"input_mtok", &TokenPrices::input, 12},
    {"cache_read_mtok", &TokenPrices::cached, 12},
    {"cache_write_mtok", &TokenPrices::cache_write, 12},
    {"cache_write_1h_mtok", &TokenPrices::cache_write_1h, 12},
    {"output_mtok", &TokenPrices::output, 12},
    {"output_reasoning_mtok", &TokenPrices::reasoning, 12},
    {"input_audio_mtok", &TokenPrices::audio_input, 12},
    {"cache_audio_read_mtok", &TokenPrices::cached_audio, 12},
    {"output_audio_mtok", &TokenPrices::audio_output, 12},
    {"requests_kcount", &TokenPrices::request, 9},  // Dollars per thousand.
});

constexpr auto kRuleKeys = std::to_array<std::pair<std::string_view, MatchRule::Kind>>({
    {"equals", MatchRule::Kind::kEquals},
    {"starts_with", MatchRule::Kind::kStartsWith},
    {"ends_with", MatchRule::Kind::kEndsWith},
    {"contains", MatchRule::Kind::kContains},
    {"regex", MatchRule::Kind::kRegex},
    {"or", MatchRule::Kind::kAny},
    {"and", MatchRule::Kind::kAll},
});

// What the list says that has nothing to do with prices.
constexpr auto kOtherProviderKeys = std::to_array<std::string_view>(
    {"id", "name", "models", "model_match", "provider_match", "fallback_model_providers",
     "pricing_urls", "api_pattern", "extractors", "description", "price_comments"});
constexpr auto kOtherModelKeys = std::to_array<std::string_view>(
    {"id", "match", "prices", "name", "description", "context_window", "price_comments",
     "deprecated", "prices_checked", "price_discrepancies", "collapse"});

template <std::size_t N>
void NoteUnknownKeys(const JsonNode& object, const std::array<std::string_view, N>& known,
                     std::string_view where, ImportNotes* notes) {
  for (const auto& [key, value] : object.members) {
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      notes->Add(fmt::format("unknown key {}", key), where);
    }
  }
}

Status At(std::string_view where, std::string_view what) {
  return Status::InvalidArgument(fmt::format("{}: {}", where, what));
}

Result<std::string> TextOf(const JsonNode& object, std::string_view key, std::string_view where) {
  const JsonNode* value = object.Find(key);
  if (value != nullptr && value->kind == JsonNode::Kind::kText && !value->text.empty()) {
    return value->text;
  }
  return At(where, fmt::format("expected a text \"{}\"", key));
}

Result<MatchRule> ReadRule(const JsonNode& node, std::string_view where, int depth) {
  if (!node.is_object() || node.members.size() != 1 || depth > engine::kMaximumRuleDepth) {
    return At(where, "expected a rule such as {\"equals\": \"name\"}");
  }
  const auto& [key, value] = node.members.front();
  const auto* found = std::find_if(kRuleKeys.begin(), kRuleKeys.end(),
                                   [&key = key](const auto& known) { return known.first == key; });
  if (found == kRuleKeys.end()) return At(where, fmt::format("there is no rule \"{}\"", key));
  MatchRule rule;
  rule.kind = found->second;
  if (rule.kind != MatchRule::Kind::kAny && rule.kind != MatchRule::Kind::kAll) {
    if (value.kind != JsonNode::Kind::kText) return At(where, fmt::format("{} takes a text", key));
    rule.text = value.text;
    return rule;
  }
  if (!value.is_array()) return At(where, fmt::format("{} takes a list of rules", key));
  for (const JsonNode& item : value.items) {
    COSTDB_ASSIGN_OR_RETURN(MatchRule part, ReadRule(item, where, depth + 1));
    rule.parts.push_back(std::move(part));
  }
  return rule;
}

Result<std::optional<MatchRule>> ReadOptionalRule(const JsonNode& object, std::string_view key,
                                                  std::string_view where) {
  const JsonNode* value = object.Find(key);
  if (value == nullptr) return std::optional<MatchRule>();
  COSTDB_ASSIGN_OR_RETURN(MatchRule rule, ReadRule(*value, fmt::format("{}: {}", where, key), 0));
  return std::optional(std::move(rule));
}

Result<std::int64_t> ReadAmount(const JsonNode& node, int scale, std::string_view where,
                                ImportNotes* notes) {
  if (node.kind != JsonNode::Kind::kNumber) return At(where, "expected a number of dollars");
  const Result<ListAmount> read = ReadListAmount(node.text, scale);
  if (!read.ok()) return At(where, read.status().message());
  if (read->was_rounded) {
    notes->Add("rounded to 10^-18 dollars a token", fmt::format("{}: {}", where, node.text));
  }
  return read->amount;
}

Result<std::int64_t> ReadThreshold(const JsonNode* node, std::string_view where) {
  if (node == nullptr || node->kind != JsonNode::Kind::kNumber) {
    return At(where, "expected the tokens from which a tier starts");
  }
  const Result<Int128> tokens = engine::ParseDecimal(node->text, {.scale = 0});
  if (!tokens.ok() || *tokens < 0 || *tokens > engine::kMaximumTokens) {
    return At(where, fmt::format("{} is no number of tokens", node->text));
  }
  return static_cast<std::int64_t>(*tokens);
}

// The tier that starts above so many tokens, made of the one below it where it is new.
TokenPrices* TierAt(std::int64_t above, engine::PriceSchedule* schedule) {
  auto& tiers = schedule->tiers;
  const auto place = std::find_if(
      tiers.begin(), tiers.end(),
      [above](const engine::PriceTier& tier) { return tier.above_input_tokens >= above; });
  if (place != tiers.end() && place->above_input_tokens == above) return &place->prices;
  const TokenPrices below = place == tiers.begin() ? schedule->base : (place - 1)->prices;
  return &tiers.insert(place, {above, below})->prices;
}

class Reader {
 public:
  explicit Reader(ImportNotes* notes) : notes_(notes) {}

  Result<engine::PriceSource> Read(const JsonNode& root) {
    if (!root.is_array() || root.items.empty()) {
      return Status::InvalidArgument("expected a list of providers");
    }
    source_.name = "genai-prices";
    for (std::size_t i = 0; i < root.items.size(); ++i) {
      COSTDB_RETURN_IF_ERROR(ReadProvider(root.items[i], i));
    }
    return std::move(source_);
  }

 private:
  Status ReadProvider(const JsonNode& node, std::size_t index) {
    const std::string place = fmt::format("provider {}", index + 1);
    if (!node.is_object()) return At(place, "expected a provider");
    engine::PriceProvider provider;
    COSTDB_ASSIGN_OR_RETURN(provider.id, TextOf(node, "id", place));
    const std::string& where = provider.id;
    NoteUnknownKeys(node, kOtherProviderKeys, where, notes_);
    COSTDB_ASSIGN_OR_RETURN(provider.provider_match,
                            ReadOptionalRule(node, "provider_match", where));
    COSTDB_ASSIGN_OR_RETURN(provider.model_match, ReadOptionalRule(node, "model_match", where));
    const JsonNode* fallbacks = node.Find("fallback_model_providers");
    if (fallbacks != nullptr) {
      for (const JsonNode& item : fallbacks->items) provider.fallbacks.push_back(item.text);
    }
    const JsonNode* models = node.Find("models");
    if (models == nullptr || !models->is_array()) return At(where, "expected a list \"models\"");
    for (const JsonNode& model : models->items) {
      COSTDB_RETURN_IF_ERROR(ReadModel(model, provider.id));
    }
    source_.providers.push_back(std::move(provider));
    return Status::Ok();
  }

  Status ReadModel(const JsonNode& node, const std::string& provider) {
    if (!node.is_object()) return At(provider, "expected a model");
    engine::PricedModel model;
    model.provider = provider;
    COSTDB_ASSIGN_OR_RETURN(model.name, TextOf(node, "id", provider + ": a model"));
    const std::string where = ModelTitle(model);
    NoteUnknownKeys(node, kOtherModelKeys, where, notes_);
    COSTDB_ASSIGN_OR_RETURN(model.match, ReadOptionalRule(node, "match", where));
    if (!model.match) model.match = MatchRule{MatchRule::Kind::kEquals, model.name, {}};
    const JsonNode* prices = node.Find("prices");
    if (prices == nullptr) return At(where, "expected \"prices\"");
    COSTDB_ASSIGN_OR_RETURN(model.prices, ReadPrices(*prices, where));
    source_.models.push_back(std::move(model));
    return Status::Ok();
  }

  // One set of prices, or alternatives of which the last whose condition holds counts.
  struct Alternative {
    std::optional<std::int64_t> start_unix_ns;
    std::optional<engine::DayHours> hours;
    engine::PriceSchedule schedule;
    bool is_unconditional() const { return !start_unix_ns && !hours; }
  };

  Result<std::vector<ModelPrice>> ReadPrices(const JsonNode& node, const std::string& where) {
    std::vector<Alternative> alternatives;
    if (node.is_object()) {
      Alternative& only = alternatives.emplace_back();
      COSTDB_ASSIGN_OR_RETURN(only.schedule, ReadSchedule(node, where));
    } else if (node.is_array() && !node.items.empty()) {
      for (const JsonNode& item : node.items) {
        COSTDB_ASSIGN_OR_RETURN(Alternative alternative, ReadAlternative(item, where));
        alternatives.push_back(std::move(alternative));
      }
    } else {
      return At(where, "\"prices\" is an object, or a list of prices with constraints");
    }
    return IntervalsOf(alternatives);
  }

  Result<Alternative> ReadAlternative(const JsonNode& node, const std::string& where) {
    const JsonNode* prices = node.Find("prices");
    if (!node.is_object() || prices == nullptr || !prices->is_object()) {
      return At(where, "expected prices with a constraint");
    }
    Alternative alternative;
    COSTDB_ASSIGN_OR_RETURN(alternative.schedule, ReadSchedule(*prices, where));
    const JsonNode* constraint = node.Find("constraint");
    if (constraint == nullptr) return alternative;
    const JsonNode* date = constraint->Find("start_date");
    if (date != nullptr) {
      alternative.start_unix_ns = ParseMoment(date->text);
      if (alternative.start_unix_ns) return alternative;
      return At(where, fmt::format("start_date: \"{}\" is no day", date->text));
    }
    const JsonNode* from = constraint->Find("start_time");
    const JsonNode* to = constraint->Find("end_time");
    if (from == nullptr || to == nullptr) {
      return At(where, "a constraint has a start_date, or a start_time and an end_time");
    }
    const auto from_ns = ParseTimeOfDay(from->text);
    const auto to_ns = ParseTimeOfDay(to->text);
    if (!from_ns || !to_ns) return At(where, "start_time and end_time are times of the day");
    alternative.hours = engine::DayHours{*from_ns, *to_ns};
    return alternative;
  }

  static std::vector<ModelPrice> IntervalsOf(const std::vector<Alternative>& alternatives) {
    std::set<std::int64_t> starts = {engine::kNoStart};
    for (const Alternative& each : alternatives) {
      if (each.start_unix_ns) starts.insert(*each.start_unix_ns);
    }
    std::vector<ModelPrice> intervals;
    for (auto start = starts.begin(); start != starts.end(); ++start) {
      const auto next = std::next(start);
      const std::int64_t end = next == starts.end() ? engine::kNoEnd : *next;
      AddInterval(alternatives, *start, end, &intervals);
    }
    return intervals;
  }

  static void AddInterval(const std::vector<Alternative>& alternatives, std::int64_t start,
                          std::int64_t end, std::vector<ModelPrice>* intervals) {
    const auto add = [&](const Alternative& from, const std::optional<engine::DayHours>& hours) {
      ModelPrice& price = intervals->emplace_back();
      price.valid_from_unix_ns = start;
      price.valid_to_unix_ns = end;
      price.hours = hours;
      price.standard = from.schedule;
    };
    for (auto each = alternatives.rbegin(); each != alternatives.rend(); ++each) {
      if (each->hours) {
        add(*each, each->hours);
        continue;
      }
      if (each->start_unix_ns && *each->start_unix_ns > start) continue;
      return add(*each, std::nullopt);
    }
    // When no condition holds, the first prices do.
    add(alternatives.front(), std::nullopt);
  }

  Result<engine::PriceSchedule> ReadSchedule(const JsonNode& node, const std::string& where) {
    engine::PriceSchedule schedule;
    // Tiers take what the base has, so the base goes first.
    for (const bool tiers : {false, true}) {
      for (const auto& [key, value] : node.members) {
        const auto* field =
            std::find_if(kPriceKeys.begin(), kPriceKeys.end(),
                         [&key = key](const PriceKey& known) { return known.key == key; });
        if (field == kPriceKeys.end()) {
          if (!tiers) {
            notes_->Add(fmt::format("unknown price {}: what it is charged for is not priced", key),
                        where);
          }
          continue;
        }
        const std::string place = fmt::format("{}: {}", where, key);
        COSTDB_RETURN_IF_ERROR(tiers ? ReadTiers(value, *field, place, &schedule)
                                     : ReadBase(value, *field, place, &schedule));
      }
    }
    return schedule;
  }

  Status ReadBase(const JsonNode& value, const PriceKey& field, const std::string& place,
                  engine::PriceSchedule* schedule) {
    const JsonNode* base = value.is_object() ? value.Find("base") : &value;
    if (base == nullptr) return At(place, "expected a \"base\" and \"tiers\"");
    COSTDB_ASSIGN_OR_RETURN(schedule->base.*field.price,
                            ReadAmount(*base, field.scale, place, notes_));
    return Status::Ok();
  }

  Status ReadTiers(const JsonNode& value, const PriceKey& field, const std::string& place,
                   engine::PriceSchedule* schedule) {
    if (!value.is_object()) return Status::Ok();
    const JsonNode* tiers = value.Find("tiers");
    if (tiers == nullptr || !tiers->is_array()) return At(place, "expected a list \"tiers\"");
    for (const JsonNode& tier : tiers->items) {
      COSTDB_ASSIGN_OR_RETURN(const std::int64_t above, ReadThreshold(tier.Find("start"), place));
      const JsonNode* price = tier.Find("price");
      if (price == nullptr) return At(place, "expected the \"price\" of a tier");
      COSTDB_ASSIGN_OR_RETURN(const std::int64_t amount,
                              ReadAmount(*price, field.scale, place, notes_));
      // Higher tiers that other prices have made go on with this price.
      static_cast<void>(TierAt(above, schedule));
      for (engine::PriceTier& each : schedule->tiers) {
        if (each.above_input_tokens >= above) each.prices.*field.price = amount;
      }
    }
    return Status::Ok();
  }

  ImportNotes* notes_;
  engine::PriceSource source_;
};

}  // namespace

Result<engine::PriceSource> ReadGenaiPrices(const JsonNode& root, ImportNotes* notes) {
  return Reader(notes).Read(root);
}

}  // namespace costdb::ingest
