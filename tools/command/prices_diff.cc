#include "tools/command/prices_diff.h"

#include <fmt/format.h>

#include <map>
#include <string>
#include <tuple>

#include "engine/prices/price_rows.h"

namespace costdb::tools {
namespace {

using engine::PriceRow;

// What makes two rows the same price at two times. A model may stand several times in a list.
using Key = std::tuple<std::string, std::string, std::string, std::int64_t, std::string, int,
                       std::int64_t, int>;

std::map<Key, PriceRow> ByKey(std::span<const engine::PriceSource> sources) {
  std::map<Key, PriceRow> rows;
  for (const PriceRow& row : ListPriceRows(sources)) {
    Key key = {row.source->name,       row.model->provider,
               row.model->name,        row.price->valid_from_unix_ns,
               HoursText(*row.price),  static_cast<int>(row.tier),
               row.above_input_tokens, 0};
    while (!rows.try_emplace(key, row).second) ++std::get<7>(key);
  }
  return rows;
}

class Table {
 public:
  Table() {
    for (const auto& [name, type] :
         std::initializer_list<std::pair<const char*, Type>>{{"change", Type::kText},
                                                             {"source", Type::kText},
                                                             {"provider", Type::kText},
                                                             {"model", Type::kText},
                                                             {"valid_from", Type::kTime},
                                                             {"hours", Type::kText},
                                                             {"service_tier", Type::kText},
                                                             {"above_input_tokens", Type::kInt},
                                                             {"price", Type::kText},
                                                             {"old", Type::kMoney},
                                                             {"new", Type::kMoney}}) {
      result_.columns.push_back({name, type, {}});
    }
  }

  void Add(std::string_view change, const PriceRow& row, std::string_view price, Value before,
           Value after) {
    const auto text = [](std::string_view value) {
      return value.empty() ? Value::Null() : Value::Text(std::string(value));
    };
    const std::int64_t from = row.price->valid_from_unix_ns;
    std::size_t column = 0;
    const auto add = [&](Value value) {
      result_.columns[column++].values.push_back(std::move(value));
    };
    add(text(change));
    add(text(row.source->name));
    add(text(row.model->provider));
    add(text(row.model->name));
    add(from == engine::kNoStart ? Value::Null() : Value::Time(from));
    add(text(HoursText(*row.price)));
    add(text(engine::kServiceTierNames[static_cast<std::size_t>(row.tier)]));
    add(row.above_input_tokens == 0 ? Value::Null() : Value::Int(row.above_input_tokens));
    add(text(price));
    add(std::move(before));
    add(std::move(after));
  }

  QueryResult Take() { return std::move(result_); }

 private:
  QueryResult result_;
};

Value Money(std::int64_t price) {
  return price == engine::kNullInteger ? Value::Null() : Value::Money(price);
}

// Every price that differs; a row that is new or gone differs from one without prices.
void AddDifferences(std::string_view change, const PriceRow& row, const engine::TokenPrices* before,
                    const engine::TokenPrices* after, Table* table) {
  const auto add = [&](std::string_view name, std::int64_t engine::TokenPrices::*price) {
    const std::int64_t old = before == nullptr ? engine::kNullInteger : before->*price;
    const std::int64_t now = after == nullptr ? engine::kNullInteger : after->*price;
    if (old != now) table->Add(change, row, name, Money(old), Money(now));
  };
  for (const engine::PriceField& field : engine::kPriceFields) add(field.name, field.price);
  const bool has_request =
      (before != nullptr && before->request != 0) || (after != nullptr && after->request != 0);
  if (has_request) add("request", &engine::TokenPrices::request);
}

}  // namespace

PriceChanges DiffSources(std::span<const engine::PriceSource> before,
                         std::span<const engine::PriceSource> after) {
  const std::map<Key, PriceRow> old_rows = ByKey(before);
  const std::map<Key, PriceRow> new_rows = ByKey(after);
  PriceChanges changes;
  Table table;
  for (const auto& [key, row] : new_rows) {
    const auto old = old_rows.find(key);
    if (old == old_rows.end()) {
      ++changes.added;
      AddDifferences("added", row, nullptr, row.prices, &table);
    } else if (*old->second.prices != *row.prices) {
      ++changes.changed;
      AddDifferences("changed", row, old->second.prices, row.prices, &table);
    }
  }
  for (const auto& [key, row] : old_rows) {
    if (new_rows.contains(key)) continue;
    ++changes.removed;
    AddDifferences("removed", row, row.prices, nullptr, &table);
  }
  changes.table = table.Take();
  return changes;
}

}  // namespace costdb::tools
