#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "engine/money/dollars.h"
#include "ingest/prices/calendar_text.h"
#include "ingest/prices/price_file.h"
#include "ingest/prices/price_file_keys.h"

namespace costdb::ingest {
namespace {

using engine::MatchRule;

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted.push_back('\\');
      quoted.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      quoted += fmt::format("\\u{:04X}", static_cast<unsigned char>(c));
    } else {
      quoted.push_back(c);
    }
  }
  return quoted + "\"";
}

std::string QuotedList(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) {
    list += fmt::format("{}{}", list.empty() ? "" : ", ", Quoted(text));
  }
  return "[" + list + "]";
}

std::string RuleText(const MatchRule& rule) {
  const auto* key = std::find_if(kRuleKeys.begin(), kRuleKeys.end(),
                                 [&rule](const RuleKey& known) { return known.kind == rule.kind; });
  if (rule.kind != MatchRule::Kind::kAny && rule.kind != MatchRule::Kind::kAll) {
    return fmt::format("{{ {} = {} }}", key->name, Quoted(rule.text));
  }
  std::string parts;
  for (const MatchRule& part : rule.parts) {
    parts += fmt::format("{}{}", parts.empty() ? "" : ", ", RuleText(part));
  }
  return fmt::format("{{ {} = [{}] }}", key->name, parts);
}

class Writer {
 public:
  std::string Write(const engine::PriceSource& source) {
    Line("# Prices in dollars per million tokens; docs/prices.md explains the keys.");
    if (source.name != engine::kOwnSource) Line("source = {}", Quoted(source.name));
    for (const engine::PriceProvider& provider : source.providers) WriteProvider(provider);
    for (const engine::PricedModel& model : source.models) {
      for (const engine::ModelPrice& price : model.prices) WritePrice(model, price);
    }
    return std::move(text_);
  }

 private:
  template <typename... Parts>
  void Line(fmt::format_string<Parts...> format, Parts&&... parts) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Parts>(parts)...);
    text_.push_back('\n');
  }

  void WriteProvider(const engine::PriceProvider& provider) {
    Line("\n[[provider]]");
    Line("id = {}", Quoted(provider.id));
    if (provider.provider_match) Line("provider_match = {}", RuleText(*provider.provider_match));
    if (provider.model_match) Line("model_match = {}", RuleText(*provider.model_match));
    if (!provider.fallbacks.empty()) Line("fallbacks = {}", QuotedList(provider.fallbacks));
  }

  void WritePrice(const engine::PricedModel& model, const engine::ModelPrice& price) {
    Line("\n[[price]]");
    Line("model = {}", Quoted(model.name));
    if (!model.provider.empty()) Line("provider = {}", Quoted(model.provider));
    if (!model.aliases.empty()) Line("aliases = {}", QuotedList(model.aliases));
    if (model.match) Line("match = {}", RuleText(*model.match));
    const auto usual_reach =
        model.provider.empty() ? engine::Reach::kEvery : engine::Reach::kProvider;
    if (model.reach != usual_reach) {
      Line("reach = {}", Quoted(kReachNames[static_cast<std::size_t>(model.reach)]));
    }
    if (model.began_with_first_price) Line("began_with_first_price = true");
    if (price.valid_from_unix_ns != engine::kNoStart) {
      Line("from = {}", MomentText(price.valid_from_unix_ns));
    }
    if (price.valid_to_unix_ns != engine::kNoEnd)
      Line("to = {}", MomentText(price.valid_to_unix_ns));
    if (price.hours) {
      Line("hours = {{ from = {}, to = {} }}", TimeOfDayText(price.hours->from_ns),
           TimeOfDayText(price.hours->to_ns));
    }
    WriteSchedule(price.standard, "price");
    for (const engine::ServicePrice& other : price.others) {
      const std::string table =
          fmt::format("price.{}", engine::kServiceTierNames[static_cast<std::size_t>(other.tier)]);
      Line("[{}]", table);
      WriteSchedule(other.schedule, table);
    }
  }

  void WriteAmounts(const engine::TokenPrices& prices) {
    for (const engine::PriceField& field : engine::kPriceFields) {
      const std::int64_t price = prices.*field.price;
      if (price != engine::kNullInteger) Line("{} = {}", field.name, engine::FormatDollars(price));
    }
    if (prices.request != 0) Line("request = {}", engine::FormatDollars(prices.request));
  }

  void WriteSchedule(const engine::PriceSchedule& schedule, std::string_view table) {
    WriteAmounts(schedule.base);
    for (const engine::PriceTier& tier : schedule.tiers) {
      Line("[[{}.tiers]]", table);
      Line("above = {}", tier.above_input_tokens);
      WriteAmounts(tier.prices);
    }
  }

  std::string text_;
};

}  // namespace

std::string WritePriceFile(const engine::PriceSource& source) {
  return Writer().Write(source);
}

}  // namespace costdb::ingest
