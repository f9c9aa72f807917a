#include "query/prices/price_relation.h"

#include <array>
#include <cstddef>

#include "query/vector/vector_operations.h"

namespace costdb::query {
namespace {

using engine::PriceRow;
using engine::TokenPrices;

Value TextOrNull(std::string_view text) {
  return text.empty() ? Value::Null() : Value::Text(std::string(text));
}

template <std::int64_t TokenPrices::*price>
Value Money(const PriceRow& row) {
  const std::int64_t amount = row.prices->*price;
  return amount == engine::kNullInteger ? Value::Null() : Value::Money(amount);
}

Value Source(const PriceRow& row) {
  return TextOrNull(row.source->name);
}
Value Provider(const PriceRow& row) {
  return TextOrNull(row.model->provider);
}
Value Model(const PriceRow& row) {
  return TextOrNull(row.model->name);
}
Value Match(const PriceRow& row) {
  return TextOrNull(MatchText(*row.model));
}
Value ValidFrom(const PriceRow& row) {
  const std::int64_t time = row.price->valid_from_unix_ns;
  return time == engine::kNoStart ? Value::Null() : Value::Time(time);
}
Value ValidTo(const PriceRow& row) {
  const std::int64_t time = row.price->valid_to_unix_ns;
  return time == engine::kNoEnd ? Value::Null() : Value::Time(time);
}
Value Hours(const PriceRow& row) {
  return TextOrNull(HoursText(*row.price));
}
Value Tier(const PriceRow& row) {
  return TextOrNull(engine::kServiceTierNames[static_cast<std::size_t>(row.tier)]);
}
Value Above(const PriceRow& row) {
  return row.above_input_tokens == 0 ? Value::Null() : Value::Int(row.above_input_tokens);
}

constexpr std::array kColumns = {
    PriceColumn{"source", Type::kText, "own, the imported list's name, or built-in", Source},
    PriceColumn{"provider", Type::kText, "whose price it is; NULL for any provider's", Provider},
    PriceColumn{"model", Type::kText, "the list's name of the model", Model},
    PriceColumn{"match", Type::kText, "what names it answers to, beside its own", Match},
    PriceColumn{"valid_from", Type::kTime, "from when on it holds; NULL: always did", ValidFrom},
    PriceColumn{"valid_to", Type::kTime, "until when, exclusive; NULL: still does", ValidTo},
    PriceColumn{"hours", Type::kText, "at which hours of the day, UTC; NULL: all", Hours},
    PriceColumn{"service_tier", Type::kText, "standard, batch, flex or priority", Tier},
    PriceColumn{"above_input_tokens", Type::kInt,
                "for calls with more input than this; NULL: from the first token on", Above},
    PriceColumn{"input", Type::kMoney, "dollars per million input tokens",
                Money<&TokenPrices::input>},
    PriceColumn{"cached", Type::kMoney, "of input read from a cache; NULL: as input",
                Money<&TokenPrices::cached>},
    PriceColumn{"cache_write", Type::kMoney, "of input written to a cache; NULL: as input",
                Money<&TokenPrices::cache_write>},
    PriceColumn{"cache_write_1h", Type::kMoney,
                "of input written to a cache for an hour; NULL: as cache_write",
                Money<&TokenPrices::cache_write_1h>},
    PriceColumn{"output", Type::kMoney, "of output tokens", Money<&TokenPrices::output>},
    PriceColumn{"reasoning", Type::kMoney, "of reasoning tokens; NULL: as output",
                Money<&TokenPrices::reasoning>},
    PriceColumn{"audio_input", Type::kMoney, "of audio in the input; NULL: as input",
                Money<&TokenPrices::audio_input>},
    PriceColumn{"cached_audio", Type::kMoney, "of audio read from a cache; NULL: as cached",
                Money<&TokenPrices::cached_audio>},
    PriceColumn{"audio_output", Type::kMoney, "of audio in the output; NULL: as output",
                Money<&TokenPrices::audio_output>},
    PriceColumn{"request", Type::kMoney, "dollars for each call", Money<&TokenPrices::request>},
};

void Fill(std::span<const PriceRow> rows, const PriceColumn& column, Vector* vector) {
  const bool is_text = column.type == Type::kText;
  ResetVector(column.type, is_text ? Layout::kText : Layout::kInt64, rows.size(), vector);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Value value = column.value(rows[i]);
    if (value.is_null()) SetNull(i, rows.size(), vector);
    if (is_text) {
      vector->texts[i] = value.text;
    } else {
      vector->int64s[i] = static_cast<std::int64_t>(value.integer);
    }
  }
}

}  // namespace

std::span<const PriceColumn> PriceColumns() {
  return kColumns;
}

Batch MakePriceBatch(std::span<const PriceRow> rows, std::span<const std::uint32_t> columns) {
  Batch batch;
  batch.rows = rows.size();
  batch.columns.resize(columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    Fill(rows, kColumns[columns[i]], &batch.columns[i]);
  }
  return batch;
}

}  // namespace costdb::query
