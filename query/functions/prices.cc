// price_as and cache_savings: calls priced again, each at its own time. The binder appends the
// columns that say what a call used; see ScalarFunction::implicit_columns.

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/prices/call_cost.h"
#include "engine/prices/price_catalog.h"
#include "engine/store/enumeration_codes.h"
#include "query/functions/function_support.h"
#include "query/functions/scalar_tables.h"
#include "query/functions/type_rules.h"

namespace costdb::query {
namespace {

using engine::ServiceTier;
using engine::Usage;

// The columns of a call, in the order in which the binder appends them.
constexpr std::array<std::string_view, 9> kCallColumns = {"billing",
                                                          "time",
                                                          "service_tier",
                                                          "input_tokens",
                                                          "cached_tokens",
                                                          "cache_write_tokens",
                                                          "cache_write_1h_tokens",
                                                          "output_tokens",
                                                          "reasoning_tokens"};
constexpr std::array<std::string_view, 12> kNamedCallColumns = {"billing",
                                                                "time",
                                                                "service_tier",
                                                                "input_tokens",
                                                                "cached_tokens",
                                                                "cache_write_tokens",
                                                                "cache_write_1h_tokens",
                                                                "output_tokens",
                                                                "reasoning_tokens",
                                                                "provider",
                                                                "response_model",
                                                                "request_model"};

constexpr std::array<std::int64_t Usage::*, 6> kTokens = {
    &Usage::input,          &Usage::cached, &Usage::cache_write,
    &Usage::cache_write_1h, &Usage::output, &Usage::reasoning};

// A whole-number column of a block; kNullInteger where it is NULL.
class IntegerReader {
 public:
  explicit IntegerReader(const Vector& vector)
      : values_(vector.int64s.data()),
        nulls_(vector.nulls.empty() ? nullptr : vector.nulls.data()),
        mask_(vector.constant ? 0 : ~0ULL),
        is_usable_(vector.layout == Layout::kInt64 && vector.type != Type::kNull) {}

  std::int64_t operator[](std::size_t row) const {
    const std::size_t index = row & mask_;
    if (!is_usable_ || (nulls_ != nullptr && nulls_[index] != 0)) return engine::kNullInteger;
    return values_[index];
  }

 private:
  const std::int64_t* values_;
  const std::uint8_t* nulls_;
  std::size_t mask_;
  bool is_usable_;
};

// What a text column's values mean, looked up once for each run of equal codes.
template <typename Meaning, typename Find>
class TextMemo {
 public:
  TextMemo(const FunctionContext& context, const Vector& vector, Find find)
      : vector_(vector), texts_(context, vector), find_(std::move(find)) {}

  Meaning operator[](std::size_t row) {
    if (vector_.layout != Layout::kCode) return find_(texts_[row]);
    const std::uint32_t code = vector_.codes[vector_.constant ? 0 : row];
    for (const auto& [known, meaning] : known_) {
      if (known == code) return meaning;
    }
    known_.emplace_back(code, find_(texts_[row]));
    return known_.back().second;
  }

 private:
  const Vector& vector_;
  TextReader texts_;
  Find find_;
  std::vector<std::pair<std::uint32_t, Meaning>> known_;  // A block has few.
};
template <typename Find>
TextMemo(const FunctionContext&, const Vector&, Find)
    -> TextMemo<std::invoke_result_t<Find, std::string_view>, Find>;

// The calls of a block, row by row.
class Calls {
 public:
  Calls(const FunctionContext& context, Arguments columns)
      : is_billed_(context, *columns[0], [](std::string_view text) { return text == "billed"; }),
        time_(*columns[1]),
        tier_(context, *columns[2], engine::ServiceTierOf),
        tokens_{IntegerReader(*columns[3]), IntegerReader(*columns[4]),
                IntegerReader(*columns[5]), IntegerReader(*columns[6]),
                IntegerReader(*columns[7]), IntegerReader(*columns[8])} {}

  // False when the row is no call that is billed.
  bool Read(std::size_t row) {
    if (!is_billed_[row]) return false;
    for (std::size_t i = 0; i < kTokens.size(); ++i) usage.*kTokens[i] = tokens_[i][row];
    time_unix_ns = time_[row];
    tier = tier_[row];
    return usage.is_reported() && time_unix_ns != engine::kNullInteger;
  }

  Usage usage;
  std::int64_t time_unix_ns = 0;
  ServiceTier tier = ServiceTier::kStandard;

 private:
  TextMemo<bool, bool (*)(std::string_view)> is_billed_;
  IntegerReader time_;
  TextMemo<ServiceTier, ServiceTier (*)(std::string_view)> tier_;
  std::array<IntegerReader, 6> tokens_;
};

void SetMoney(std::size_t row, std::size_t rows, std::int64_t amount, Vector* result) {
  result->int64s[row] = amount == engine::kNullInteger ? 0 : amount;
  if (amount == engine::kNullInteger) SetNull(row, rows, result);
}

Result<Type> BindMoney(std::span<const Type> /*arguments*/) {
  return Type::kMoney;
}

Status EvaluatePriceAs(const FunctionContext& context, Arguments arguments, std::size_t rows,
                       Vector* result) {
  const TextReader name(context, *arguments[0]);
  const bool is_cached = Int64sOf(*arguments[1])[0] != 0;
  const auto catalog = context.snapshot->prices();
  const auto model = catalog->ResolveName({}, name[0]);
  if (model == nullptr) {
    SetConstantNull(Type::kMoney, result);
    return Status::Ok();
  }
  ResetVector(Type::kMoney, Layout::kInt64, rows, result);
  Calls calls(context, arguments.subspan(2));
  for (std::size_t row = 0; row < rows; ++row) {
    if (!calls.Read(row)) {
      SetMoney(row, rows, engine::kNullInteger, result);
      continue;
    }
    const Usage usage = is_cached ? calls.usage : engine::WithoutCache(calls.usage);
    SetMoney(row, rows, model->timeline->Price(usage, calls.time_unix_ns, calls.tier).total,
             result);
  }
  return Status::Ok();
}

// The models of a block's calls, each combination of names resolved once.
class Models {
 public:
  Models(const FunctionContext& context, Arguments names)
      : catalog_(context.snapshot->prices()),
        names_(names),
        provider_(context, *names[0]),
        response_(context, *names[1]),
        request_(context, *names[2]),
        are_codes_(std::all_of(names.begin(), names.end(), [](const Vector* vector) {
          return vector->layout == Layout::kCode;
        })) {}

  const engine::ResolvedModel* operator[](std::size_t row) {
    if (!are_codes_) {
      current_ = catalog_->Resolve({provider_[row], response_[row], request_[row]});
      return current_.get();
    }
    const Key key = {CodesOf(*names_[0])[row], CodesOf(*names_[1])[row], CodesOf(*names_[2])[row]};
    for (const auto& [known, model] : known_) {
      if (known == key) return model.get();
    }
    known_.emplace_back(key, catalog_->Resolve({provider_[row], response_[row], request_[row]}));
    return known_.back().second.get();
  }

 private:
  using Key = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;

  std::shared_ptr<const engine::PriceCatalog> catalog_;
  Arguments names_;
  TextReader provider_, response_, request_;
  bool are_codes_;
  std::vector<std::pair<Key, std::shared_ptr<const engine::ResolvedModel>>> known_;
  std::shared_ptr<const engine::ResolvedModel> current_;
};

// By the catalog of now, whatever was billed.
Status EvaluateCatalogCost(const FunctionContext& context, Arguments arguments, std::size_t rows,
                           Vector* result) {
  ResetVector(Type::kMoney, Layout::kInt64, rows, result);
  Calls calls(context, arguments);
  Models models(context, arguments.subspan(kCallColumns.size()));
  for (std::size_t row = 0; row < rows; ++row) {
    const engine::ResolvedModel* model = calls.Read(row) ? models[row] : nullptr;
    const std::int64_t cost =
        model == nullptr
            ? engine::kNullInteger
            : model->timeline->Price(calls.usage, calls.time_unix_ns, calls.tier).total;
    SetMoney(row, rows, cost, result);
  }
  return Status::Ok();
}

Status EvaluateCacheSavings(const FunctionContext& context, Arguments arguments, std::size_t rows,
                            Vector* result) {
  ResetVector(Type::kMoney, Layout::kInt64, rows, result);
  Calls calls(context, arguments);
  Models models(context, arguments.subspan(kCallColumns.size()));
  for (std::size_t row = 0; row < rows; ++row) {
    std::int64_t saved = engine::kNullInteger;
    const engine::ResolvedModel* model = calls.Read(row) ? models[row] : nullptr;
    if (model != nullptr) {
      const engine::PriceSchedule* prices = model->timeline->At(calls.time_unix_ns, calls.tier);
      if (prices != nullptr) {
        const std::int64_t without =
            engine::CostOf(*prices, engine::WithoutCache(calls.usage)).total;
        const std::int64_t with = engine::CostOf(*prices, calls.usage).total;
        if (without != engine::kNullInteger && with != engine::kNullInteger) saved = without - with;
      }
    }
    SetMoney(row, rows, saved, result);
  }
  return Status::Ok();
}

constexpr std::array kPriceFunctions = {
    ScalarFunction{"price_as", "price_as('model' [, cached => true|false]) -> money",
                   "what the call's tokens would cost as another model, at the call's own time; "
                   "cached => false as if nothing had been cached",
                   BindMoney, EvaluatePriceAs, kCallColumns},
    ScalarFunction{"catalog_cost", "catalog_cost() -> money",
                   "what the call costs by today's catalog at its own time, whatever was billed",
                   BindMoney, EvaluateCatalogCost, kNamedCallColumns},
    ScalarFunction{
        "cache_savings", "cache_savings() -> money",
        "what caching saved of the call's list price; below zero where writing cost more",
        BindMoney, EvaluateCacheSavings, kNamedCallColumns},
};

}  // namespace

std::span<const ScalarFunction> PriceFunctions() {
  return kPriceFunctions;
}

}  // namespace costdb::query
