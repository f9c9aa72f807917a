#include "ingest/dialect/usage_json.h"

#include <simdjson.h>

#include <algorithm>

#include "ingest/dialect/reported_cost.h"

namespace costdb::ingest {
namespace {

namespace dom = simdjson::dom;
using engine::kNullInteger;

constexpr std::size_t kMaximumJsonBytes = std::size_t{64} << 10;

// A count that is there, whole and plausible; kNullInteger otherwise.
std::int64_t CountOf(const dom::object& object, std::string_view key) {
  std::int64_t count = 0;
  double real = 0;
  const auto member = object.at_key(key);
  if (member.get_int64().get(count) != simdjson::SUCCESS) {
    if (member.get_double().get(real) != simdjson::SUCCESS) return kNullInteger;
    if (!(real >= 0 && real <= static_cast<double>(engine::kMaximumTokens))) return kNullInteger;
    count = static_cast<std::int64_t>(real);
    if (static_cast<double>(count) != real) return kNullInteger;
  }
  return count >= 0 && count <= engine::kMaximumTokens ? count : kNullInteger;
}

std::int64_t FirstOf(const dom::object& object, std::initializer_list<std::string_view> keys) {
  for (std::string_view key : keys) {
    const std::int64_t count = CountOf(object, key);
    if (count != kNullInteger) return count;
  }
  return kNullInteger;
}

std::int64_t OrZero(std::int64_t count) {
  return count == kNullInteger ? 0 : count;
}

void FillIn(std::int64_t count, std::int64_t* known) {
  if (*known == kNullInteger) *known = count;
}

bool Enter(const dom::object& object, std::string_view key, dom::object* inner) {
  return object.at_key(key).get_object().get(*inner) == simdjson::SUCCESS;
}

// Langfuse's buckets: everything about input, but for the known parts, is input.
void AddBuckets(const dom::object& object, ReportedUsage* usage) {
  std::int64_t input = 0;
  std::int64_t output = 0;
  std::int64_t bucket_write = 0;
  for (const auto [key, value] : object) {
    const std::int64_t count = CountOf(object, key);
    if (count == kNullInteger) continue;
    if (key == "input_cached_tokens" || key == "cache_read_input_tokens" ||
        key == "input_cache_read") {
      usage->cached = std::max(OrZero(usage->cached), count);
    } else if (key == "cache_creation_input_tokens") {
      usage->cache_write = std::max(OrZero(usage->cache_write), count);
    } else if (key == "input_cache_creation" || key == "input_cache_creation_5m") {
      bucket_write += count;
    } else if (key == "input_cache_creation_1h") {
      bucket_write += count;
      usage->cache_write_1h = count;
    } else if (key == "output_reasoning_tokens") {
      usage->reasoning = count;
    } else if (key.substr(0, 5) == "input") {
      usage->input = input += count;
    } else if (key.substr(0, 6) == "output") {
      usage->output = output += count;
    }
  }
  if (bucket_write > 0) usage->cache_write = std::max(OrZero(usage->cache_write), bucket_write);
  usage->cache_reading = Reading::kApart;
  usage->reasoning_reading = Reading::kApart;
}

// OpenAI's usage object, which Langfuse's integrations pass on as it came.
void AddOpenAiUsage(const dom::object& object, ReportedUsage* usage) {
  usage->input = CountOf(object, "prompt_tokens");
  usage->output = CountOf(object, "completion_tokens");
  usage->total = CountOf(object, "total_tokens");
  dom::object details;
  if (Enter(object, "prompt_tokens_details", &details)) {
    usage->cached = CountOf(details, "cached_tokens");
  }
  if (Enter(object, "completion_tokens_details", &details)) {
    usage->reasoning = CountOf(details, "reasoning_tokens");
  }
  usage->cache_reading = Reading::kInside;
  usage->reasoning_reading = Reading::kInside;
}

void AddDetails(const dom::object& object, ReportedUsage* usage) {
  const std::int64_t long_lived = CountOf(object, "ephemeral_1h_input_tokens");
  const std::int64_t short_lived = CountOf(object, "ephemeral_5m_input_tokens");
  std::int64_t written = FirstOf(object, {"cache_creation", "cache_write"});
  if (long_lived != kNullInteger || short_lived != kNullInteger) {
    written = std::max(OrZero(written), OrZero(long_lived) + OrZero(short_lived));
  }
  FillIn(FirstOf(object, {"cache_read", "cached"}), &usage->cached);
  FillIn(written, &usage->cache_write);
  FillIn(long_lived, &usage->cache_write_1h);
  FillIn(CountOf(object, "reasoning"), &usage->reasoning);
}

void AddAnthropicMetadata(const dom::object& anthropic, ReportedUsage* usage) {
  FillIn(CountOf(anthropic, "cacheReadInputTokens"), &usage->cached);
  FillIn(CountOf(anthropic, "cacheCreationInputTokens"), &usage->cache_write);
  dom::object raw;
  if (!Enter(anthropic, "usage", &raw)) return;
  FillIn(CountOf(raw, "cache_read_input_tokens"), &usage->cached);
  FillIn(CountOf(raw, "cache_creation_input_tokens"), &usage->cache_write);
  dom::object creation;
  if (Enter(raw, "cache_creation", &creation)) {
    FillIn(CountOf(creation, "ephemeral_1h_input_tokens"), &usage->cache_write_1h);
  }
}

}  // namespace

struct UsageJson::State {
  bool Parse(std::string_view json, dom::object* object) {
    if (json.empty() || json.size() > kMaximumJsonBytes) return false;
    return parser.parse(json.data(), json.size(), true).get_object().get(*object) ==
           simdjson::SUCCESS;
  }

  dom::parser parser;
};

UsageJson::UsageJson() : state_(std::make_unique<State>()) {}
UsageJson::~UsageJson() = default;

void UsageJson::ReadLangfuseUsage(std::string_view json, ReportedUsage* usage) {
  dom::object object;
  if (!state_->Parse(json, &object) || object.size() == 0) return;
  ReportedUsage read;
  read.provider = usage->provider;
  if (CountOf(object, "prompt_tokens") != kNullInteger) {
    AddOpenAiUsage(object, &read);
  } else {
    AddBuckets(object, &read);
  }
  *usage = read;
}

void UsageJson::ReadProviderMetadata(std::string_view json, ReportedUsage* usage) {
  dom::object object;
  dom::object provider;
  dom::object raw;
  if (!state_->Parse(json, &object)) return;
  if (Enter(object, "anthropic", &provider)) AddAnthropicMetadata(provider, usage);
  if (Enter(object, "bedrock", &provider) && Enter(provider, "usage", &raw)) {
    FillIn(CountOf(raw, "cacheReadInputTokens"), &usage->cached);
    FillIn(CountOf(raw, "cacheWriteInputTokens"), &usage->cache_write);
  }
  if (Enter(object, "openai", &provider)) {
    FillIn(CountOf(provider, "cachedPromptTokens"), &usage->cached);
    FillIn(CountOf(provider, "reasoningTokens"), &usage->reasoning);
  }
}

void UsageJson::ReadLangsmithUsage(std::string_view json, ReportedUsage* usage) {
  dom::object object;
  dom::object details;
  if (!state_->Parse(json, &object)) return;
  FillIn(CountOf(object, "input_tokens"), &usage->input);
  FillIn(CountOf(object, "output_tokens"), &usage->output);
  FillIn(CountOf(object, "total_tokens"), &usage->total);
  if (Enter(object, "input_token_details", &details)) AddDetails(details, usage);
  if (Enter(object, "output_token_details", &details)) AddDetails(details, usage);
}

void UsageJson::ReadTokenDetails(std::string_view json, ReportedUsage* usage) {
  dom::object object;
  if (state_->Parse(json, &object)) AddDetails(object, usage);
}

std::string_view UsageJson::ReadText(std::string_view json, std::string_view key) {
  dom::object object;
  std::string_view text;
  if (!state_->Parse(json, &object)) return {};
  return object.at_key(key).get_string().get(text) == simdjson::SUCCESS ? text : std::string_view();
}

std::int64_t UsageJson::ReadCost(std::string_view json, std::string_view total) {
  dom::object object;
  if (!state_->Parse(json, &object)) return kNullInteger;
  double dollars = 0;
  if (object.at_key(total).get_double().get(dollars) == simdjson::SUCCESS) {
    return CostOfDouble(dollars);
  }
  std::int64_t sum = kNullInteger;
  for (const auto [key, value] : object) {
    if (value.get_double().get(dollars) != simdjson::SUCCESS) continue;
    const std::int64_t cost = CostOfDouble(dollars);
    if (cost == kNullInteger) return kNullInteger;
    if (__builtin_add_overflow(OrZero(sum), cost, &sum)) return kNullInteger;
  }
  return sum;
}

}  // namespace costdb::ingest
