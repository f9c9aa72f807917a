#include "query/functions/scalar_function.h"

#include <vector>

#include "absl/container/flat_hash_map.h"
#include "query/functions/scalar_tables.h"

namespace costdb::query {
namespace {

std::vector<ScalarFunction> JoinTables() {
  std::vector<ScalarFunction> all;
  for (const std::span<const ScalarFunction> part :
       {ArithmeticFunctions(), RoundingFunctions(), ComparisonFunctions(), LogicFunctions(),
        ConditionalFunctions(), TextFunctions(), PatternFunctions(), TimeFunctions(),
        ConversionFunctions(), PriceFunctions()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace

std::span<const ScalarFunction> ScalarFunctions() {
  static const std::vector<ScalarFunction> kAll = JoinTables();
  return kAll;
}

const ScalarFunction* FindScalarFunction(std::string_view name) {
  static const auto* const kByName = [] {
    auto* by_name = new absl::flat_hash_map<std::string, const ScalarFunction*>();
    for (const ScalarFunction& function : ScalarFunctions()) {
      by_name->emplace(std::string(function.name), &function);
    }
    return by_name;
  }();
  const auto found = kByName->find(std::string(name));
  return found == kByName->end() ? nullptr : found->second;
}

}  // namespace costdb::query
