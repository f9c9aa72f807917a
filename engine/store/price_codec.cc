#include "engine/store/price_codec.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "engine/encoding/compression.h"
#include "engine/error/propagate.h"
#include "engine/store/byte_codec.h"
#include "engine/store/trailing_checksum.h"

namespace costdb::engine {
namespace {

constexpr std::uint8_t kCatalogVersion = 1;
constexpr std::size_t kMaximumBodyBytes = std::size_t{1} << 28;

void WriteTexts(ByteWriter& writer, const std::vector<std::string>& texts) {
  writer.Varint(texts.size());
  for (const std::string& text : texts) writer.Text(text);
}

// 0 is no rule.
void WriteRule(ByteWriter& writer, const MatchRule& rule) {
  writer.Fixed(static_cast<std::uint8_t>(static_cast<std::uint8_t>(rule.kind) + 1));
  if (rule.kind != MatchRule::Kind::kAny && rule.kind != MatchRule::Kind::kAll) {
    writer.Text(rule.text);
    return;
  }
  writer.Varint(rule.parts.size());
  for (const MatchRule& part : rule.parts) WriteRule(writer, part);
}

void WriteRule(ByteWriter& writer, const std::optional<MatchRule>& rule) {
  if (rule) {
    WriteRule(writer, *rule);
  } else {
    writer.Fixed(std::uint8_t{0});
  }
}

void WritePrices(ByteWriter& writer, const TokenPrices& prices) {
  for (const PriceField& field : kPriceFields) {
    const std::int64_t price = prices.*field.price;
    writer.Varint(price == kNullInteger ? 0 : static_cast<std::uint64_t>(price) + 1);
  }
  writer.Varint(static_cast<std::uint64_t>(prices.request));
}

void WriteSchedule(ByteWriter& writer, const PriceSchedule& schedule) {
  WritePrices(writer, schedule.base);
  writer.Varint(schedule.tiers.size());
  for (const PriceTier& tier : schedule.tiers) {
    writer.Varint(static_cast<std::uint64_t>(tier.above_input_tokens));
    WritePrices(writer, tier.prices);
  }
}

void WritePrice(ByteWriter& writer, const ModelPrice& price) {
  writer.SignedVarint(price.valid_from_unix_ns);
  writer.SignedVarint(price.valid_to_unix_ns);
  writer.Fixed(static_cast<std::uint8_t>(price.hours ? 1 : 0));
  if (price.hours) {
    writer.Varint(static_cast<std::uint64_t>(price.hours->from_ns));
    writer.Varint(static_cast<std::uint64_t>(price.hours->to_ns));
  }
  WriteSchedule(writer, price.standard);
  writer.Varint(price.others.size());
  for (const ServicePrice& other : price.others) {
    writer.Fixed(static_cast<std::uint8_t>(other.tier));
    WriteSchedule(writer, other.schedule);
  }
}

void WriteModel(ByteWriter& writer, const PricedModel& model) {
  writer.Text(model.provider);
  writer.Text(model.name);
  WriteTexts(writer, model.aliases);
  WriteRule(writer, model.match);
  writer.Fixed(static_cast<std::uint8_t>(model.reach));
  writer.Fixed(static_cast<std::uint8_t>(model.began_with_first_price ? 1 : 0));
  writer.Varint(model.prices.size());
  for (const ModelPrice& price : model.prices) WritePrice(writer, price);
}

void WriteSource(ByteWriter& writer, const PriceSource& source) {
  writer.Fixed(static_cast<std::uint8_t>(source.kind));
  writer.Text(source.name);
  writer.Varint(source.providers.size());
  for (const PriceProvider& provider : source.providers) {
    writer.Text(provider.id);
    WriteRule(writer, provider.provider_match);
    WriteRule(writer, provider.model_match);
    WriteTexts(writer, provider.fallbacks);
  }
  writer.Varint(source.models.size());
  for (const PricedModel& model : source.models) WriteModel(writer, model);
}

// Reads `count` things of at least one byte each.
template <typename T, typename ReadOne>
std::vector<T> ReadMany(ByteReader& reader, const ReadOne& read_one) {
  const std::uint64_t count = reader.Varint();
  std::vector<T> all;
  if (count > reader.rest().size()) {
    reader.Fail();
    return all;
  }
  for (std::uint64_t i = 0; i < count && reader.ok(); ++i) all.push_back(read_one(reader));
  return all;
}

std::vector<std::string> ReadTexts(ByteReader& reader) {
  return ReadMany<std::string>(reader, [](ByteReader& each) { return std::string(each.Text()); });
}

template <typename Enumeration>
Enumeration ReadEnumeration(ByteReader& reader, Enumeration largest) {
  const auto value = reader.Fixed<std::uint8_t>();
  if (value > static_cast<std::uint8_t>(largest)) reader.Fail();
  return static_cast<Enumeration>(value);
}

std::int64_t ReadCount(ByteReader& reader) {
  const std::uint64_t value = reader.Varint();
  if (value > static_cast<std::uint64_t>(kNoEnd)) reader.Fail();
  return static_cast<std::int64_t>(value);
}

std::optional<MatchRule> ReadRule(ByteReader& reader, int depth) {
  const auto kind = reader.Fixed<std::uint8_t>();
  if (kind == 0) return std::nullopt;
  MatchRule rule;
  rule.kind = static_cast<MatchRule::Kind>(kind - 1);
  if (rule.kind > MatchRule::Kind::kAll || depth > kMaximumRuleDepth) {
    reader.Fail();
    return std::nullopt;
  }
  if (rule.kind != MatchRule::Kind::kAny && rule.kind != MatchRule::Kind::kAll) {
    rule.text = reader.Text();
    return rule;
  }
  rule.parts = ReadMany<MatchRule>(reader, [depth](ByteReader& each) {
    return ReadRule(each, depth + 1).value_or(MatchRule{});
  });
  return rule;
}

TokenPrices ReadPrices(ByteReader& reader) {
  TokenPrices prices;
  for (const PriceField& field : kPriceFields) {
    const std::int64_t stored = ReadCount(reader);
    prices.*field.price = stored == 0 ? kNullInteger : stored - 1;
  }
  prices.request = ReadCount(reader);
  return prices;
}

PriceSchedule ReadSchedule(ByteReader& reader) {
  PriceSchedule schedule;
  schedule.base = ReadPrices(reader);
  schedule.tiers = ReadMany<PriceTier>(reader, [](ByteReader& each) {
    PriceTier tier;
    tier.above_input_tokens = ReadCount(each);
    tier.prices = ReadPrices(each);
    return tier;
  });
  return schedule;
}

ModelPrice ReadPrice(ByteReader& reader) {
  ModelPrice price;
  price.valid_from_unix_ns = reader.SignedVarint();
  price.valid_to_unix_ns = reader.SignedVarint();
  if (reader.Fixed<std::uint8_t>() != 0) {
    DayHours& hours = price.hours.emplace();
    hours.from_ns = ReadCount(reader);
    hours.to_ns = ReadCount(reader);
  }
  price.standard = ReadSchedule(reader);
  price.others = ReadMany<ServicePrice>(reader, [](ByteReader& each) {
    ServicePrice other;
    other.tier = ReadEnumeration(each, ServiceTier::kPriority);
    other.schedule = ReadSchedule(each);
    return other;
  });
  return price;
}

PricedModel ReadModel(ByteReader& reader) {
  PricedModel model;
  model.provider = reader.Text();
  model.name = reader.Text();
  model.aliases = ReadTexts(reader);
  model.match = ReadRule(reader, 0);
  model.reach = ReadEnumeration(reader, Reach::kEvery);
  model.began_with_first_price = reader.Fixed<std::uint8_t>() != 0;
  model.prices = ReadMany<ModelPrice>(reader, ReadPrice);
  return model;
}

PriceProvider ReadProvider(ByteReader& reader) {
  PriceProvider provider;
  provider.id = reader.Text();
  provider.provider_match = ReadRule(reader, 0);
  provider.model_match = ReadRule(reader, 0);
  provider.fallbacks = ReadTexts(reader);
  return provider;
}

PriceSource ReadSource(ByteReader& reader) {
  PriceSource source;
  source.kind = ReadEnumeration(reader, SourceKind::kBuiltIn);
  source.name = reader.Text();
  source.providers = ReadMany<PriceProvider>(reader, ReadProvider);
  source.models = ReadMany<PricedModel>(reader, ReadModel);
  return source;
}

}  // namespace

std::string EncodeCatalog(const CatalogContents& contents) {
  std::string body;
  ByteWriter body_writer(&body);
  body_writer.Fixed(contents.changed_unix_ns);
  body_writer.Text(contents.change);
  body_writer.Fixed(static_cast<std::uint8_t>(contents.policy));
  body_writer.Varint(contents.sources.size());
  for (const PriceSource& source : contents.sources) WriteSource(body_writer, source);

  std::string bytes;
  ByteWriter writer(&bytes);
  writer.Fixed(kCatalogVersion);
  writer.Varint(body.size());
  bytes.append(Compress(body));
  AppendChecksum(&bytes);
  return bytes;
}

Result<CatalogContents> DecodeCatalog(std::string_view bytes) {
  const Status malformed = Status::Corruption("a stored price catalog is malformed");
  if (bytes.size() < kTrailingChecksumBytes) return malformed;
  if (!MatchesChecksum(bytes)) {
    return Status::Corruption("a stored price catalog does not match its checksum");
  }
  ByteReader outer(WithoutChecksum(bytes));
  if (outer.Fixed<std::uint8_t>() != kCatalogVersion) {
    return Status::Corruption("a stored price catalog has an unknown version; use a newer costdb");
  }
  const std::uint64_t size = outer.Varint();
  if (!outer.ok() || size > kMaximumBodyBytes) return malformed;
  COSTDB_ASSIGN_OR_RETURN(const std::string body, Decompress(outer.rest(), size));
  ByteReader reader(body);
  CatalogContents contents;
  contents.changed_unix_ns = reader.Fixed<std::int64_t>();
  contents.change = reader.Text();
  contents.policy = ReadEnumeration(reader, ReportedCostPolicy::kCompare);
  contents.sources = ReadMany<PriceSource>(reader, ReadSource);
  if (!reader.AtEnd()) return malformed;
  return contents;
}

}  // namespace costdb::engine
