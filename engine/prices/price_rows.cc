#include "engine/prices/price_rows.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <tuple>

namespace costdb::engine {
namespace {

// In the order of MatchRule::Kind; the last two join parts.
constexpr std::array<std::string_view, 7> kRuleWords = {
    "equals", "starts with", "ends with", "contains", "matches", " or ", " and "};

std::string RuleText(const MatchRule& rule) {
  const std::string_view word = kRuleWords[static_cast<std::size_t>(rule.kind)];
  if (rule.kind != MatchRule::Kind::kAny && rule.kind != MatchRule::Kind::kAll) {
    return fmt::format("{} {}", word, rule.text);
  }
  std::string text;
  for (const MatchRule& part : rule.parts) {
    if (!text.empty()) text += word;
    const bool is_mixed = rule.kind == MatchRule::Kind::kAll && part.kind == MatchRule::Kind::kAny;
    text += is_mixed ? fmt::format("({})", RuleText(part)) : RuleText(part);
  }
  return text;
}

std::string ClockText(std::int64_t ns) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const std::int64_t seconds = ns / kSecond % 86'400;
  return fmt::format("{:02}:{:02}:{:02}", seconds / 3'600, seconds / 60 % 60, seconds % 60);
}

void AppendSchedule(const PriceSchedule& schedule, PriceRow row, std::vector<PriceRow>* rows) {
  row.prices = &schedule.base;
  rows->push_back(row);
  for (const PriceTier& tier : schedule.tiers) {
    row.above_input_tokens = tier.above_input_tokens;
    row.prices = &tier.prices;
    rows->push_back(row);
  }
}

}  // namespace

void AppendPriceRows(const PriceSource& source, const PricedModel& model,
                     std::vector<PriceRow>* rows) {
  std::vector<const ModelPrice*> sorted;
  sorted.reserve(model.prices.size());
  for (const ModelPrice& price : model.prices) sorted.push_back(&price);
  std::stable_sort(sorted.begin(), sorted.end(), [](const ModelPrice* a, const ModelPrice* b) {
    return a->valid_from_unix_ns < b->valid_from_unix_ns;
  });
  for (const ModelPrice* price : sorted) {
    PriceRow row;
    row.source = &source;
    row.model = &model;
    row.price = price;
    AppendSchedule(price->standard, row, rows);
    for (const ServicePrice& other : price->others) {
      row.tier = other.tier;
      AppendSchedule(other.schedule, row, rows);
    }
  }
}

std::vector<PriceRow> ListPriceRows(std::span<const PriceSource> sources) {
  std::vector<PriceRow> rows;
  for (const PriceSource& source : sources) {
    std::vector<const PricedModel*> sorted;
    sorted.reserve(source.models.size());
    for (const PricedModel& model : source.models) sorted.push_back(&model);
    std::stable_sort(sorted.begin(), sorted.end(), [](const PricedModel* a, const PricedModel* b) {
      return std::tie(a->provider, a->name) < std::tie(b->provider, b->name);
    });
    for (const PricedModel* model : sorted) AppendPriceRows(source, *model, &rows);
  }
  return rows;
}

std::string MatchText(const PricedModel& model) {
  return model.match ? RuleText(*model.match) : std::string();
}

std::string HoursText(const ModelPrice& price) {
  if (!price.hours) return {};
  return fmt::format("{} to {}", ClockText(price.hours->from_ns), ClockText(price.hours->to_ns));
}

}  // namespace costdb::engine
