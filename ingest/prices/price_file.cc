#include "ingest/prices/price_file.h"

#include <fmt/format.h>

// An assertion of toml++ 3.0 does not hold for malformed keys, which it then reports as it should.
#define TOML_ASSERT(expression) static_cast<void>(0)
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/error/propagate.h"
#include "engine/money/checked_arithmetic.h"
#include "engine/money/decimal.h"
#include "ingest/prices/calendar_text.h"
#include "ingest/prices/price_file_keys.h"

namespace costdb::ingest {
namespace {

using engine::MatchRule;
using engine::ModelPrice;

constexpr int kPriceScale = 12;  // Dollars per million tokens to picodollars per million.
constexpr int kFactorScale = 6;  // To millionths.

// The source text, to read a number or a date as it is written rather than as TOML's parser
// understands it.
class SourceText {
 public:
  explicit SourceText(std::string_view text) : text_(text) {
    lines_.push_back(0);
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') lines_.push_back(i + 1);
    }
  }

  std::string At(const toml::source_region& region) const {
    const std::size_t begin = OffsetOf(region.begin);
    const std::size_t end = OffsetOf(region.end);
    std::string literal(text_.substr(begin, end > begin ? end - begin : 0));
    const auto is_ignored = [](char c) { return c == '_' || c == ' ' || c == '\r' || c == '\n'; };
    while (!literal.empty() && is_ignored(literal.back())) literal.pop_back();
    return literal;
  }

 private:
  // Columns count code points, from 1.
  std::size_t OffsetOf(const toml::source_position& position) const {
    if (position.line == 0 || position.line > lines_.size()) return text_.size();
    std::size_t offset = lines_[position.line - 1];
    for (toml::source_index column = 1; column < position.column && offset < text_.size();
         ++column) {
      ++offset;
      while (offset < text_.size() &&
             (static_cast<unsigned char>(text_[offset]) & 0xC0U) == 0x80U) {
        ++offset;
      }
    }
    return offset;
  }

  std::string_view text_;
  std::vector<std::size_t> lines_;  // Offsets of their beginnings.
};

Status At(const toml::node& node, std::string_view what) {
  return Status::InvalidArgument(fmt::format("line {}: {}", node.source().begin.line, what));
}

Status CheckKeys(const toml::table& table, std::span<const std::string_view> known,
                 std::string_view of) {
  for (const auto& [key, value] : table) {
    if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
    std::string list;
    for (const std::string_view name : known) {
      list += fmt::format("{}{}", list.empty() ? "" : ", ", name);
    }
    return Status::InvalidArgument(fmt::format("line {}: there is no key {} of {}; there are {}",
                                               key.source().begin.line, key.str(), of, list));
  }
  return Status::Ok();
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Result<engine::PriceSource> Read(const toml::table& root) {
    COSTDB_RETURN_IF_ERROR(CheckKeys(root, kFileKeys, "a price file"));
    source_.kind = engine::SourceKind::kOwn;
    source_.name = engine::kOwnSource;
    if (const toml::node* name = root.get("source")) {
      COSTDB_ASSIGN_OR_RETURN(source_.name, Text(*name, "source"));
      if (source_.name != engine::kOwnSource) source_.kind = engine::SourceKind::kImported;
    }
    COSTDB_RETURN_IF_ERROR(ForEachTable(
        root, "provider", [this](const toml::table& table) { return ReadProvider(table); }));
    COSTDB_RETURN_IF_ERROR(
        ForEachTable(root, "price", [this](const toml::table& table) { return ReadPrice(table); }));
    if (source_.models.empty()) {
      return Status::InvalidArgument("there is no [[price]] in it; docs/prices.md shows one");
    }
    for (engine::PricedModel& model : source_.models) CloseOpenEnds(&model);
    return std::move(source_);
  }

 private:
  template <typename Read>
  Status ForEachTable(const toml::table& root, std::string_view key, const Read& read) {
    const toml::node* node = root.get(key);
    if (node == nullptr) return Status::Ok();
    const toml::array* array = node->as_array();
    if (array == nullptr) return At(*node, fmt::format("write {} as [[{}]]", key, key));
    for (const toml::node& item : *array) {
      const toml::table* table = item.as_table();
      if (table == nullptr) return At(item, fmt::format("write {} as [[{}]]", key, key));
      COSTDB_RETURN_IF_ERROR(read(*table));
    }
    return Status::Ok();
  }

  static Result<std::string> Text(const toml::node& node, std::string_view key) {
    const auto* text = node.as_string();
    if (text == nullptr || text->get().empty())
      return At(node, fmt::format("{} takes a text", key));
    return text->get();
  }

  static Result<std::vector<std::string>> Texts(const toml::node& node, std::string_view key) {
    const toml::array* array = node.as_array();
    if (array == nullptr) return At(node, fmt::format("{} takes a list of texts", key));
    std::vector<std::string> texts;
    for (const toml::node& item : *array) {
      COSTDB_ASSIGN_OR_RETURN(std::string text, Text(item, key));
      texts.push_back(std::move(text));
    }
    return texts;
  }

  // A number or a text, as it is written.
  std::string Literal(const toml::node& node) const {
    const auto* text = node.as_string();
    if (text != nullptr) return text->get();
    std::string literal = text_.At(node.source());
    std::erase(literal, '_');
    return literal;
  }

  Result<std::int64_t> Amount(const toml::node& node, std::string_view key, int scale) const {
    if (!node.is_number() && !node.is_string())
      return At(node, fmt::format("{} takes a number", key));
    const Result<Int128> amount = engine::ParseDecimal(Literal(node), {.scale = scale});
    if (!amount.ok()) return At(node, fmt::format("{}: {}", key, amount.status().message()));
    const auto narrow = engine::NarrowToInt64(*amount);
    if (!narrow) return At(node, fmt::format("{}: {} is too large", key, Literal(node)));
    if (*narrow < 0) {
      return At(node, fmt::format("{}: {} is negative; a price is not", key, Literal(node)));
    }
    return *narrow;
  }

  Result<std::int64_t> Moment(const toml::node& node, std::string_view key) const {
    const auto moment = ParseMoment(Literal(node));
    if (moment) return *moment;
    return At(node,
              fmt::format("{}: {} is no day such as 2026-04-01 and no time", key, Literal(node)));
  }

  Result<MatchRule> Rule(const toml::node& node, int depth) const {
    const toml::table* table = node.as_table();
    if (table == nullptr || table->size() != 1 || depth > engine::kMaximumRuleDepth) {
      return At(node, "a rule is written as { prefix = \"gpt-5\" }");
    }
    const std::string key((*table->begin()).first.str());
    const toml::node& value = *table->get(key);
    const auto* known = std::find_if(kRuleKeys.begin(), kRuleKeys.end(),
                                     [&key](const RuleKey& rule) { return rule.name == key; });
    if (known == kRuleKeys.end()) return At(node, fmt::format("there is no rule {}", key));
    MatchRule rule;
    rule.kind = known->kind;
    if (rule.kind != MatchRule::Kind::kAny && rule.kind != MatchRule::Kind::kAll) {
      COSTDB_ASSIGN_OR_RETURN(rule.text, Text(value, known->name));
      return rule;
    }
    const toml::array* parts = value.as_array();
    if (parts == nullptr) return At(value, fmt::format("{} takes a list of rules", known->name));
    for (const toml::node& part : *parts) {
      COSTDB_ASSIGN_OR_RETURN(MatchRule inner, Rule(part, depth + 1));
      rule.parts.push_back(std::move(inner));
    }
    return rule;
  }

  Status ReadProvider(const toml::table& table) {
    COSTDB_RETURN_IF_ERROR(CheckKeys(table, kProviderKeys, "a provider"));
    engine::PriceProvider provider;
    const toml::node* id = table.get("id");
    if (id == nullptr) return At(table, "a provider needs an id");
    COSTDB_ASSIGN_OR_RETURN(provider.id, Text(*id, "id"));
    if (const toml::node* rule = table.get("provider_match")) {
      COSTDB_ASSIGN_OR_RETURN(provider.provider_match, Rule(*rule, 0));
    }
    if (const toml::node* rule = table.get("model_match")) {
      COSTDB_ASSIGN_OR_RETURN(provider.model_match, Rule(*rule, 0));
    }
    if (const toml::node* fallbacks = table.get("fallbacks")) {
      COSTDB_ASSIGN_OR_RETURN(provider.fallbacks, Texts(*fallbacks, "fallbacks"));
    }
    source_.providers.push_back(std::move(provider));
    return Status::Ok();
  }

  Status ReadPrice(const toml::table& table) {
    COSTDB_RETURN_IF_ERROR(CheckKeys(table, kPriceKeys, "a price"));
    COSTDB_ASSIGN_OR_RETURN(engine::PricedModel named, ReadNames(table));
    ModelPrice price;
    if (const toml::node* from = table.get("from")) {
      COSTDB_ASSIGN_OR_RETURN(price.valid_from_unix_ns, Moment(*from, "from"));
    }
    if (const toml::node* to = table.get("to")) {
      COSTDB_ASSIGN_OR_RETURN(price.valid_to_unix_ns, Moment(*to, "to"));
      if (price.valid_to_unix_ns <= price.valid_from_unix_ns) {
        return At(*to, fmt::format("{}: the price ends before it starts", named.name));
      }
    }
    COSTDB_RETURN_IF_ERROR(ReadHours(table, &price));
    COSTDB_RETURN_IF_ERROR(ReadSchedule(table, &price.standard));
    COSTDB_RETURN_IF_ERROR(ReadServiceTiers(table, &price));
    ModelOf(std::move(named)).prices.push_back(std::move(price));
    return Status::Ok();
  }

  Result<engine::PricedModel> ReadNames(const toml::table& table) const {
    engine::PricedModel model;
    const toml::node* name = table.get("model");
    if (name == nullptr) return At(table, "a price needs a model");
    COSTDB_ASSIGN_OR_RETURN(model.name, Text(*name, "model"));
    model.reach = engine::Reach::kEvery;
    if (const toml::node* provider = table.get("provider")) {
      COSTDB_ASSIGN_OR_RETURN(model.provider, Text(*provider, "provider"));
      model.reach = engine::Reach::kProvider;
    }
    if (const toml::node* aliases = table.get("aliases")) {
      COSTDB_ASSIGN_OR_RETURN(model.aliases, Texts(*aliases, "aliases"));
    }
    if (const toml::node* match = table.get("match")) {
      COSTDB_ASSIGN_OR_RETURN(model.match, Rule(*match, 0));
    }
    if (const toml::node* reach = table.get("reach")) {
      COSTDB_ASSIGN_OR_RETURN(const std::string text, Text(*reach, "reach"));
      const auto* known = std::find(kReachNames.begin(), kReachNames.end(), text);
      if (known == kReachNames.end()) return At(*reach, "reach is provider, unknown or every");
      model.reach = static_cast<engine::Reach>(known - kReachNames.begin());
    }
    if (const toml::node* began = table.get("began_with_first_price")) {
      model.began_with_first_price = began->value_or(false);
    }
    return model;
  }

  Status ReadHours(const toml::table& table, ModelPrice* price) const {
    const toml::node* node = table.get("hours");
    if (node == nullptr) return Status::Ok();
    const toml::table* hours = node->as_table();
    const toml::node* from = hours == nullptr ? nullptr : hours->get("from");
    const toml::node* to = hours == nullptr ? nullptr : hours->get("to");
    if (from == nullptr || to == nullptr || hours->size() != 2) {
      return At(*node, "hours are written as { from = 16:30:00, to = 00:30:00 }, in UTC");
    }
    const auto from_ns = ParseTimeOfDay(Literal(*from));
    const auto to_ns = ParseTimeOfDay(Literal(*to));
    if (!from_ns || !to_ns) return At(*node, "hours: from and to are times of the day, in UTC");
    price->hours = engine::DayHours{*from_ns, *to_ns};
    return Status::Ok();
  }

  Status ReadAmounts(const toml::table& table, engine::TokenPrices* prices) const {
    for (const engine::PriceField& field : engine::kPriceFields) {
      const toml::node* node = table.get(field.name);
      if (node == nullptr) continue;
      COSTDB_ASSIGN_OR_RETURN(prices->*field.price, Amount(*node, field.name, kPriceScale));
    }
    if (const toml::node* request = table.get("request")) {
      COSTDB_ASSIGN_OR_RETURN(prices->request, Amount(*request, "request", kPriceScale));
    }
    return Status::Ok();
  }

  Status ReadSchedule(const toml::table& table, engine::PriceSchedule* schedule) const {
    for (const engine::PriceField& field : engine::kPriceFields) {
      if (field.is_required && table.get(field.name) == nullptr) {
        return At(table,
                  fmt::format("{} is missing: dollars per million tokens of {}; 0 where there "
                              "are none",
                              field.name, field.documentation));
      }
    }
    COSTDB_RETURN_IF_ERROR(ReadAmounts(table, &schedule->base));
    const toml::node* node = table.get("tiers");
    if (node == nullptr) return Status::Ok();
    const toml::array* tiers = node->as_array();
    if (tiers == nullptr) return At(*node, "tiers are written as [[price.tiers]]");
    engine::TokenPrices below = schedule->base;
    for (const toml::node& item : *tiers) {
      const toml::table* tier = item.as_table();
      if (tier == nullptr) return At(item, "tiers are written as [[price.tiers]]");
      COSTDB_RETURN_IF_ERROR(CheckKeys(*tier, kTierKeys, "a tier"));
      const toml::node* above = tier->get("above");
      if (above == nullptr) return At(item, "a tier needs above: the input tokens it starts after");
      COSTDB_ASSIGN_OR_RETURN(const std::int64_t tokens, Amount(*above, "above", 0));
      COSTDB_RETURN_IF_ERROR(ReadAmounts(*tier, &below));
      schedule->tiers.push_back({tokens, below});
    }
    return Status::Ok();
  }

  // A factor, or a table with prices of its own.
  Status ReadServiceTiers(const toml::table& table, ModelPrice* price) const {
    for (std::size_t i = 1; i < engine::kServiceTierCount; ++i) {
      const std::string_view name = engine::kServiceTierNames[i];
      const toml::node* node = table.get(name);
      if (node == nullptr) continue;
      const auto tier = static_cast<engine::ServiceTier>(i);
      if (const toml::table* own = node->as_table()) {
        COSTDB_RETURN_IF_ERROR(CheckKeys(*own, kServiceKeys, name));
        engine::PriceSchedule schedule;
        COSTDB_RETURN_IF_ERROR(ReadSchedule(*own, &schedule));
        price->Set(tier, std::move(schedule));
        continue;
      }
      COSTDB_ASSIGN_OR_RETURN(const std::int64_t factor, Amount(*node, name, kFactorScale));
      auto scaled = engine::ScaleSchedule(price->standard, factor);
      if (!scaled) {
        return At(*node,
                  fmt::format("{}: a price times {} is too high, or finer than 10^-18 dollars "
                              "a token",
                              name, Literal(*node)));
      }
      price->Set(tier, std::move(*scaled));
    }
    return Status::Ok();
  }

  // Prices of one model may stand apart in the file.
  engine::PricedModel& ModelOf(engine::PricedModel named) {
    for (engine::PricedModel& known : source_.models) {
      if (known.provider == named.provider && known.name == named.name &&
          known.match == named.match) {
        return known;
      }
    }
    return source_.models.emplace_back(std::move(named));
  }

  static void CloseOpenEnds(engine::PricedModel* model) {
    std::vector<std::int64_t> ends;
    for (const ModelPrice& price : model->prices) {
      std::int64_t end = price.valid_to_unix_ns;
      for (const ModelPrice& other : model->prices) {
        const bool is_next = end == engine::kNoEnd || other.valid_from_unix_ns < end;
        if (price.valid_to_unix_ns == engine::kNoEnd && other.hours == price.hours &&
            other.valid_from_unix_ns > price.valid_from_unix_ns && is_next) {
          end = other.valid_from_unix_ns;
        }
      }
      ends.push_back(end);
    }
    for (std::size_t i = 0; i < ends.size(); ++i) model->prices[i].valid_to_unix_ns = ends[i];
  }

  SourceText text_;
  engine::PriceSource source_;
};

}  // namespace

Result<engine::PriceSource> ReadPriceFile(std::string_view toml) {
  if (toml.find('\0') != std::string_view::npos) {
    return Status::InvalidArgument("this is no price list: it has bytes that are no text");
  }
  const toml::parse_result parsed = toml::parse(toml);
  if (!parsed) {
    const toml::parse_error& error = parsed.error();
    std::string what(error.description());
    constexpr std::size_t kLongest = 200;
    if (what.size() > kLongest) what = what.substr(0, kLongest) + "...";
    return Status::InvalidArgument(fmt::format("line {}, column {}: this is no TOML: {}",
                                               error.source().begin.line,
                                               error.source().begin.column, what));
  }
  return Reader(toml).Read(parsed.table());
}

}  // namespace costdb::ingest
