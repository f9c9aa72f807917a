#include "engine/prices/built_in_prices.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace costdb::engine {
namespace {

constexpr int Digit(char c) {
  return c >= '0' && c <= '9' ? c - '0' : throw "a digit was expected";
}

constexpr std::size_t kDecimals = 12;  // Of a dollar in a picodollar.

// Dollars per million tokens, exactly. An empty text is a missing price.
consteval PicodollarsPerMillion Dollars(std::string_view text) {
  if (text.empty()) return kNullInteger;
  PicodollarsPerMillion value = 0;
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos) throw "a point was expected";
  for (const char c : text.substr(0, point)) value = value * 10 + Digit(c);
  for (std::size_t i = 1; i <= kDecimals; ++i) {
    value = value * 10 + (point + i < text.size() ? Digit(text[point + i]) : 0);
  }
  return point + kDecimals < text.size() - 1 ? throw "too many decimals" : value;
}

// The columns of the tables below.
consteval TokenPrices Prices(std::string_view input, std::string_view cached,
                             std::string_view cache_write, std::string_view cache_write_1h,
                             std::string_view output) {
  return {.input = Dollars(input),
          .cached = Dollars(cached),
          .cache_write = Dollars(cache_write),
          .cache_write_1h = Dollars(cache_write_1h),
          .output = output.empty() ? 0 : Dollars(output)};
}

// The start of a day, UTC, written 2026-03-05.
consteval std::int64_t Day(std::string_view text) {
  const auto number = [text](std::size_t first, std::size_t count) {
    int value = 0;
    for (const char c : text.substr(first, count)) value = value * 10 + Digit(c);
    return value;
  };
  const std::chrono::year_month_day date{std::chrono::year{number(0, 4)},
                                         std::chrono::month{static_cast<unsigned>(number(5, 2))},
                                         std::chrono::day{static_cast<unsigned>(number(8, 2))}};
  if (!date.ok()) throw "no such day";
  return std::chrono::nanoseconds(std::chrono::sys_days(date).time_since_epoch()).count();
}

// Prices in force from a day on, until the model's next row.
struct Row {
  std::string_view model;
  std::int64_t from_unix_ns;
  TokenPrices base;
  std::int64_t above_input_tokens = 0;  // 0: no tier.
  TokenPrices above = {};
};

// Dollars per million tokens: input, read from the cache, written to the cache, written for an
// hour, output. Source of all tables: the data of genai-prices (MIT), August 2026, but where a row
// says otherwise. The source gives few start days: a row starts on that day, else on the day in the
// name of the model's first version, or about when the model came out; kListed where none is known.
// A start day decides nothing for a model's first row (see PricedModel::began_with_first_price).
constexpr std::int64_t kListed = Day("2026-08-01");

// OpenAI. Reasoning tokens are billed as output. gpt-4o-2024-05-13 kept its first price, as other
// price lists have it; the source has one price for all versions. Fine-tuned models have their own.
constexpr auto kOpenAi = std::to_array<Row>({
    {"gpt-3.5-turbo", Day("2024-01-25"), Prices("0.50", "", "", "", "1.50")},
    {"gpt-3.5-turbo-0613", Day("2023-06-13"), Prices("1.50", "", "", "", "2.00")},
    {"gpt-3.5-turbo-1106", Day("2023-11-06"), Prices("1.00", "", "", "", "2.00")},
    {"gpt-4", Day("2023-03-14"), Prices("30.00", "", "", "", "60.00")},
    {"gpt-4-turbo", Day("2023-11-06"), Prices("10.00", "", "", "", "30.00")},
    {"gpt-4o", Day("2024-08-06"), Prices("2.50", "1.25", "", "", "10.00")},
    {"gpt-4o-2024-05-13", Day("2024-05-13"), Prices("5.00", "", "", "", "15.00")},
    {"gpt-4o-mini", Day("2024-07-18"), Prices("0.15", "0.075", "", "", "0.60")},
    {"chatgpt-4o-latest", Day("2024-08-15"), Prices("5.00", "", "", "", "15.00")},
    {"gpt-4.1", Day("2025-04-14"), Prices("2.00", "0.50", "", "", "8.00")},
    {"gpt-4.1-mini", Day("2025-04-14"), Prices("0.40", "0.10", "", "", "1.60")},
    {"gpt-4.1-nano", Day("2025-04-14"), Prices("0.10", "0.025", "", "", "0.40")},
    {"gpt-4.5-preview", Day("2025-02-27"), Prices("75.00", "37.50", "", "", "150.00")},
    {"o1", Day("2024-12-17"), Prices("15.00", "7.50", "", "", "60.00")},
    {"o1-mini", Day("2025-01-31"), Prices("1.10", "0.55", "", "", "4.40")},
    {"o1-pro", Day("2025-03-19"), Prices("150.00", "", "", "", "600.00")},
    {"o3", Day("2025-04-16"), Prices("10.00", "0.50", "", "", "40.00")},
    {"o3", Day("2025-06-10"), Prices("2.00", "0.50", "", "", "8.00")},
    {"o3-mini", Day("2025-01-31"), Prices("1.10", "0.55", "", "", "4.40")},
    {"o3-pro", Day("2025-06-10"), Prices("20.00", "", "", "", "80.00")},
    {"o4-mini", Day("2025-04-16"), Prices("1.10", "0.275", "", "", "4.40")},
    {"gpt-5", Day("2025-08-07"), Prices("1.25", "0.125", "", "", "10.00")},
    {"gpt-5-chat", Day("2025-08-07"), Prices("1.25", "0.125", "", "", "10.00")},
    {"gpt-5-codex", Day("2025-09-23"), Prices("1.25", "0.125", "", "", "10.00")},
    {"gpt-5-mini", Day("2025-08-07"), Prices("0.25", "0.025", "", "", "2.00")},
    {"gpt-5-nano", Day("2025-08-07"), Prices("0.05", "0.005", "", "", "0.40")},
    {"gpt-5-pro", Day("2025-10-06"), Prices("15.00", "", "", "", "120.00")},
    {"gpt-5.1", Day("2025-11-13"), Prices("1.25", "0.125", "", "", "10.00")},
    {"gpt-5.1-chat", Day("2025-11-13"), Prices("1.25", "0.125", "", "", "10.00")},
    {"gpt-5.1-codex", Day("2025-11-13"), Prices("1.25", "0.125", "", "", "10.00")},
    {"gpt-5.1-codex-max", kListed, Prices("1.25", "0.125", "", "", "10.00")},
    {"gpt-5.1-codex-mini", Day("2025-11-13"), Prices("0.25", "0.025", "", "", "2.00")},
    {"gpt-5.2", Day("2025-12-11"), Prices("1.75", "0.175", "", "", "14.00")},
    {"gpt-5.2-chat", Day("2025-12-11"), Prices("1.75", "0.175", "", "", "14.00")},
    {"gpt-5.2-codex", kListed, Prices("1.75", "0.175", "", "", "14.00")},
    {"gpt-5.2-pro", Day("2025-12-11"), Prices("21.00", "", "", "", "168.00")},
    {"gpt-5.3", kListed, Prices("1.75", "0.175", "", "", "14.00")},
    {"gpt-5.3-chat", kListed, Prices("1.75", "0.175", "", "", "14.00")},
    {"gpt-5.3-codex", kListed, Prices("1.75", "0.175", "", "", "14.00")},
    {"gpt-5.4", Day("2026-03-05"), Prices("2.50", "0.25", "", "", "15.00"), 272'000,
     Prices("5.00", "0.50", "", "", "22.50")},
    {"gpt-5.4-mini", Day("2026-03-17"), Prices("0.75", "0.075", "", "", "4.50")},
    {"gpt-5.4-nano", Day("2026-03-17"), Prices("0.20", "0.02", "", "", "1.25")},
    {"gpt-5.4-pro", Day("2026-03-05"), Prices("30.00", "", "", "", "180.00"), 272'000,
     Prices("60.00", "", "", "", "270.00")},
    {"gpt-5.5", Day("2026-04-23"), Prices("5.00", "0.50", "", "", "30.00")},
    {"gpt-5.5-pro", Day("2026-04-23"), Prices("30.00", "", "", "", "180.00")},
    {"gpt-5.6-luna", kListed, Prices("1.00", "0.10", "1.25", "", "6.00"), 272'000,
     Prices("2.00", "0.20", "2.50", "", "9.00")},
    {"gpt-5.6-sol", kListed, Prices("5.00", "0.50", "6.25", "", "30.00"), 272'000,
     Prices("10.00", "1.00", "12.50", "", "45.00")},
    {"gpt-5.6-terra", kListed, Prices("2.50", "0.25", "3.125", "", "15.00"), 272'000,
     Prices("5.00", "0.50", "6.25", "", "22.50")},
    {"text-embedding-3-large", Day("2024-01-25"), Prices("0.13", "", "", "", "")},
    {"text-embedding-3-small", Day("2024-01-25"), Prices("0.02", "", "", "", "")},
    {"text-embedding-ada-002", Day("2023-06-13"), Prices("0.10", "", "", "", "")},
    {"ft:gpt-3.5-turbo", Day("2023-11-06"), Prices("3.00", "", "", "", "6.00")},
    {"ft:gpt-4o", Day("2024-08-20"), Prices("3.75", "", "", "", "15.00")},
    {"ft:gpt-4o-mini", Day("2024-07-23"), Prices("0.30", "", "", "", "1.20")},
});

// Anthropic. Writing for five minutes costs 1.25 x input, for an hour 2 x, reading 0.1 x.
// claude-sonnet-5 came out in 2026 at an introductory price.
constexpr auto kAnthropic = std::to_array<Row>({
    {"claude-3-haiku", Day("2024-03-07"), Prices("0.25", "0.03", "0.30", "0.50", "1.25")},
    {"claude-3-sonnet", Day("2024-02-29"), Prices("3.00", "0.30", "3.75", "6.00", "15.00")},
    {"claude-3-opus", Day("2024-02-29"), Prices("15.00", "1.50", "18.75", "30.00", "75.00")},
    {"claude-3.5-haiku", Day("2024-10-22"), Prices("0.80", "0.08", "1.00", "1.60", "4.00")},
    {"claude-3.5-sonnet", Day("2024-06-20"), Prices("3.00", "0.30", "3.75", "6.00", "15.00")},
    {"claude-3.7-sonnet", Day("2025-02-19"), Prices("3.00", "0.30", "3.75", "6.00", "15.00")},
    {"claude-sonnet-4", Day("2025-05-14"), Prices("3.00", "0.30", "3.75", "6.00", "15.00")},
    {"claude-opus-4", Day("2025-05-14"), Prices("15.00", "1.50", "18.75", "30.00", "75.00")},
    {"claude-opus-4.1", Day("2025-08-05"), Prices("15.00", "1.50", "18.75", "30.00", "75.00")},
    {"claude-sonnet-4.5", Day("2025-09-29"), Prices("3.00", "0.30", "3.75", "6.00", "15.00"),
     200'000, Prices("6.00", "0.60", "7.50", "12.00", "22.50")},
    {"claude-haiku-4.5", Day("2025-10-01"), Prices("1.00", "0.10", "1.25", "2.00", "5.00")},
    {"claude-opus-4.5", Day("2025-11-01"), Prices("5.00", "0.50", "6.25", "10.00", "25.00")},
    {"claude-opus-4.6", Day("2026-02-05"), Prices("5.00", "0.50", "6.25", "10.00", "25.00"),
     200'000, Prices("10.00", "1.00", "12.50", "20.00", "37.50")},
    {"claude-opus-4.6", Day("2026-03-13"), Prices("5.00", "0.50", "6.25", "10.00", "25.00")},
    {"claude-sonnet-4.6", Day("2026-02-17"), Prices("3.00", "0.30", "3.75", "6.00", "15.00"),
     200'000, Prices("6.00", "0.60", "7.50", "12.00", "22.50")},
    {"claude-sonnet-4.6", Day("2026-03-13"), Prices("3.00", "0.30", "3.75", "6.00", "15.00")},
    {"claude-opus-4.7", kListed, Prices("5.00", "0.50", "6.25", "10.00", "25.00")},
    {"claude-opus-4.8", kListed, Prices("5.00", "0.50", "6.25", "10.00", "25.00")},
    {"claude-opus-5", kListed, Prices("5.00", "0.50", "6.25", "10.00", "25.00")},
    {"claude-sonnet-5", Day("2026-01-01"), Prices("2.00", "0.20", "2.50", "4.00", "10.00")},
    {"claude-sonnet-5", Day("2026-09-01"), Prices("3.00", "0.30", "3.75", "6.00", "15.00")},
    {"claude-fable-5", kListed, Prices("10.00", "1.00", "12.50", "20.00", "50.00")},
});

// ai.google.dev/pricing, text.
constexpr auto kGoogle = std::to_array<Row>({
    {"gemini-1.5-flash", Day("2024-08-12"), Prices("0.075", "0.01875", "", "", "0.30"), 128'000,
     Prices("0.15", "0.0375", "", "", "0.60")},
    {"gemini-1.5-pro", Day("2024-10-01"), Prices("1.25", "0.3125", "", "", "5.00"), 128'000,
     Prices("2.50", "0.625", "", "", "10.00")},
    {"gemini-2.0-flash", Day("2025-02-05"), Prices("0.10", "0.025", "", "", "0.40")},
    {"gemini-2.0-flash-lite", Day("2025-02-25"), Prices("0.075", "", "", "", "0.30")},
    {"gemini-2.5-flash", Day("2025-06-17"), Prices("0.30", "0.03", "", "", "2.50")},
    {"gemini-2.5-flash-lite", Day("2025-07-22"), Prices("0.10", "0.01", "", "", "0.40")},
    {"gemini-2.5-pro", Day("2025-06-17"), Prices("1.25", "0.125", "", "", "10.00"), 200'000,
     Prices("2.50", "0.25", "", "", "15.00")},
    {"gemini-3-flash-preview", Day("2025-12-17"), Prices("0.50", "0.05", "", "", "3.00")},
    {"gemini-3-pro-preview", Day("2025-11-18"), Prices("2.00", "0.20", "", "", "12.00"), 200'000,
     Prices("4.00", "0.40", "", "", "18.00")},
    {"gemini-3.1-flash-lite", kListed, Prices("0.25", "0.025", "", "", "1.50")},
    {"gemini-3.1-pro-preview", Day("2026-02-19"), Prices("2.00", "0.20", "", "", "12.00"), 200'000,
     Prices("4.00", "0.40", "", "", "18.00")},
    {"gemini-3.5-flash", kListed, Prices("1.50", "0.15", "", "", "9.00")},
    {"gemini-3.5-flash-lite", kListed, Prices("0.30", "0.03", "", "", "2.50")},
    {"gemini-3.6-flash", kListed, Prices("1.50", "0.15", "", "", "7.50")},
    {"gemini-embedding-001", Day("2025-07-14"), Prices("0.15", "", "", "", "")},
});

// docs.x.ai/docs/models.
constexpr auto kXai = std::to_array<Row>({
    {"grok-3", Day("2025-04-09"), Prices("3.00", "0.75", "", "", "15.00")},
    {"grok-3-mini", Day("2025-04-09"), Prices("0.30", "0.075", "", "", "0.50")},
    {"grok-4", Day("2025-07-09"), Prices("3.00", "0.75", "", "", "15.00")},
    {"grok-4-fast-non-reasoning", kListed, Prices("0.20", "0.05", "", "", "0.50")},
    {"grok-4-fast-reasoning", kListed, Prices("0.20", "0.05", "", "", "0.50")},
    {"grok-4.1-fast-non-reasoning", kListed, Prices("0.20", "0.05", "", "", "0.50")},
    {"grok-4.1-fast-reasoning", kListed, Prices("0.20", "0.05", "", "", "0.50")},
    {"grok-4.3", kListed, Prices("1.25", "0.20", "", "", "2.50")},
    {"grok-4.5", kListed, Prices("2.00", "0.50", "", "", "6.00")},
    {"grok-code-fast-1", Day("2025-08-28"), Prices("0.20", "0.02", "", "", "1.50")},
});

struct Alias {
  std::string_view name;
  std::string_view model;
};

constexpr auto kAliases = std::to_array<Alias>({
    {"gpt-35-turbo", "gpt-3.5-turbo"},
    {"gpt-3.5-turbo-0125", "gpt-3.5-turbo"},
    {"gpt-35-turbo-0125", "gpt-3.5-turbo"},
    {"gpt-35-turbo-0613", "gpt-3.5-turbo-0613"},
    {"gpt-35-turbo-1106", "gpt-3.5-turbo-1106"},
    {"gpt-4-0314", "gpt-4"},
    {"gpt-4-0613", "gpt-4"},
    {"gpt-4-0125-preview", "gpt-4-turbo"},
    {"gpt-4-1106-preview", "gpt-4-turbo"},
    {"gpt-4-turbo-preview", "gpt-4-turbo"},
    {"o1-preview", "o1"},
    {"o3-mini-high", "o3-mini"},
    {"o4-mini-high", "o4-mini"},
    {"gpt-5.6", "gpt-5.6-sol"},
    {"text-embedding-ada-002-v2", "text-embedding-ada-002"},
    {"claude-sonnet-4.0", "claude-sonnet-4"},
    {"claude-opus-4.0", "claude-opus-4"},
    {"claude-sonnet-5.0", "claude-sonnet-5"},
    {"claude-opus-5.0", "claude-opus-5"},
    {"gemini-2.5-flash-preview-09-2025", "gemini-2.5-flash"},
    {"gemini-2.5-flash-lite-preview-06-17", "gemini-2.5-flash-lite"},
    {"gemini-2.5-flash-lite-preview-09-2025", "gemini-2.5-flash-lite"},
    {"gemini-2.5-pro-preview-03-25", "gemini-2.5-pro"},
    {"gemini-2.5-pro-preview-05-06", "gemini-2.5-pro"},
    {"gemini-2.5-pro-preview-06-05", "gemini-2.5-pro"},
    {"grok-3-beta", "grok-3"},
    {"grok-3-mini-beta", "grok-3-mini"},
    {"grok-4-0709", "grok-4"},
    {"grok-4-fast", "grok-4-fast-reasoning"},
    {"grok-4.1-fast", "grok-4.1-fast-reasoning"},
    {"grok-code-fast", "grok-code-fast-1"},
});

ModelPrice PriceOf(const Row& row) {
  ModelPrice price;
  price.valid_from_unix_ns = row.from_unix_ns;
  price.standard.base = row.base;
  if (row.above_input_tokens > 0) {
    price.standard.tiers.push_back({row.above_input_tokens, row.above});
  }
  return price;
}

// A row holds until the next one of its model.
void Append(std::string_view provider, std::span<const Row> rows, PriceSource* source) {
  source->providers.push_back({.id = std::string(provider)});
  std::string_view previous;
  for (const Row& row : rows) {
    if (row.model == previous) {
      PricedModel& model = source->models.back();
      model.prices.back().valid_to_unix_ns = row.from_unix_ns;
      model.prices.push_back(PriceOf(row));
      continue;
    }
    previous = row.model;
    PricedModel& model = source->models.emplace_back();
    model.provider = provider;
    model.name = row.model;
    model.reach = Reach::kEvery;
    model.began_with_first_price = true;
    model.prices.push_back(PriceOf(row));
    for (const Alias& alias : kAliases) {
      if (alias.model == row.model) model.aliases.emplace_back(alias.name);
    }
  }
}

}  // namespace

PriceSource BuiltInSource() {
  PriceSource source;
  source.kind = SourceKind::kBuiltIn;
  source.name = kBuiltInSource;
  Append("openai", kOpenAi, &source);
  Append("anthropic", kAnthropic, &source);
  Append("google", kGoogle, &source);
  Append("x-ai", kXai, &source);
  return source;
}

}  // namespace costdb::engine
