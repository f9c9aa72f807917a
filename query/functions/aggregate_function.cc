#include "query/functions/aggregate_function.h"

#include <array>

#include "engine/error/propagate.h"
#include "query/functions/type_rules.h"

namespace costdb::query {
namespace {

bool IsAmount(Type type) {
  return IsNumber(type) || type == Type::kMoney || type == Type::kDuration || type == Type::kNull;
}

bool IsId(Type type) {
  return type == Type::kTraceId || type == Type::kSpanId;
}

Type WithoutDecimal(Type type) {
  return type == Type::kDecimal ? Type::kDouble : type;
}

Result<Type> BindCountRows(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount("count", arguments, 0, 1));
  return Type::kInt;
}

Result<Type> BindCount(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount("count", arguments, 1, 1));
  return Type::kInt;
}

Result<Type> BindCountDistinct(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount("count(DISTINCT)", arguments, 1, 1));
  return Type::kInt;
}

Result<Type> BindSum(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount("sum", arguments, 1, 1));
  if (IsAmount(arguments[0])) return WithoutDecimal(arguments[0]);
  return ArgumentError("sum", "a number, money or a duration", arguments);
}

Result<Type> BindAverage(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount("avg", arguments, 1, 1));
  const Type type = arguments[0];
  if (IsNumber(type)) return Type::kDouble;
  if (IsAmount(type)) return type;
  return ArgumentError("avg", "a number, money or a duration", arguments);
}

Result<Type> BindExtreme(std::string_view name, std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount(name, arguments, 1, 1));
  if (!IsId(arguments[0])) return WithoutDecimal(arguments[0]);
  return ArgumentError(name, "values with an order, which ids lack", arguments);
}

Result<Type> BindMinimum(std::span<const Type> arguments) {
  return BindExtreme("min", arguments);
}

Result<Type> BindMaximum(std::span<const Type> arguments) {
  return BindExtreme("max", arguments);
}

template <const char* name>
Result<Type> BindQuantile(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount(name, arguments, 1, 1));
  if (IsAmount(arguments[0]) || arguments[0] == Type::kTime) return WithoutDecimal(arguments[0]);
  return ArgumentError(name, "a number, money, a duration or a time", arguments);
}

Result<Type> BindShare(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount("share", arguments, 1, 1));
  if (IsAmount(arguments[0])) return Type::kDouble;
  return ArgumentError("share", "a number, money or a duration", arguments);
}

Result<Type> BindTopShare(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount("top_share", arguments, 2, 2));
  if (IsAmount(arguments[0])) return Type::kDouble;
  return ArgumentError("top_share", "a number, money or a duration, and a key", arguments);
}

constexpr char kMedian[] = "median";
constexpr char kP50[] = "p50";
constexpr char kP75[] = "p75";
constexpr char kP90[] = "p90";
constexpr char kP95[] = "p95";
constexpr char kP99[] = "p99";
constexpr char kQuantile[] = "quantile";

template <const char* name>
constexpr AggregateFunction Quantile(std::string_view signature, std::string_view documentation,
                                     double rank) {
  return {name,  signature, documentation,     AggregateKind::kQuantile, rank,
          false, 1,         BindQuantile<name>};
}

constexpr std::array kAggregates = {
    AggregateFunction{"count", "count(*) -> int", "the number of rows", AggregateKind::kCountRows,
                      0, false, 0, BindCountRows},
    AggregateFunction{"count", "count(x) -> int", "the number of rows where x is not NULL",
                      AggregateKind::kCount, 0, false, 1, BindCount},
    AggregateFunction{"count_distinct", "count(DISTINCT x) -> int",
                      "the number of different values, NULL not counted",
                      AggregateKind::kCountDistinct, 0, false, 1, BindCountDistinct},
    AggregateFunction{"sum", "sum(x) -> number", "the exact sum; NULL when there is no value",
                      AggregateKind::kSum, 0, false, 1, BindSum},
    AggregateFunction{"avg", "avg(x) -> number",
                      "the mean: money to a picodollar, half to even; a double for numbers",
                      AggregateKind::kAverage, 0, false, 1, BindAverage},
    AggregateFunction{"min", "min(x) -> value", "the smallest value", AggregateKind::kMinimum, 0,
                      false, 1, BindMinimum},
    AggregateFunction{"max", "max(x) -> value", "the largest value", AggregateKind::kMaximum, 0,
                      false, 1, BindMaximum},
    Quantile<kMedian>("median(x) -> value", "the exact median: the value at rank n/2, rounded up",
                      0.5),
    Quantile<kP50>("p50(x) -> value", "the median", 0.5),
    Quantile<kP75>("p75(x) -> value", "75 % of the values are at most this", 0.75),
    Quantile<kP90>("p90(x) -> value", "90 % of the values are at most this", 0.9),
    Quantile<kP95>("p95(x) -> value", "95 % of the values are at most this", 0.95),
    Quantile<kP99>("p99(x) -> value", "99 % of the values are at most this", 0.99),
    AggregateFunction{kQuantile, "quantile(x, q) -> value",
                      "the exact value at rank q * n, rounded up, q between 0 and 1",
                      AggregateKind::kQuantile, 0, true, 1, BindQuantile<kQuantile>},
    AggregateFunction{"share", "share(x) -> double",
                      "the group's part of the sum of x over all groups", AggregateKind::kShare, 0,
                      false, 1, BindShare},
    AggregateFunction{"top_share", "top_share(x, key, n%) -> double",
                      "what the n % of keys with the largest sums, rounded up, make of all x",
                      AggregateKind::kTopShare, 0, true, 2, BindTopShare},
};

}  // namespace

std::span<const AggregateFunction> AggregateFunctions() {
  return kAggregates;
}

const AggregateFunction* FindAggregateFunction(std::string_view name) {
  for (const AggregateFunction& function : kAggregates) {
    if (function.name == name) return &function;
  }
  return nullptr;
}

const AggregateFunction* FindAggregateFunction(std::string_view name, std::size_t argument_count) {
  for (const AggregateFunction& function : kAggregates) {
    if (function.name == name && function.argument_count == argument_count) return &function;
  }
  return nullptr;
}

}  // namespace costdb::query
