#ifndef COSTDB_QUERY_FUNCTIONS_SCALAR_TABLES_H_
#define COSTDB_QUERY_FUNCTIONS_SCALAR_TABLES_H_

#include <span>

#include "query/functions/scalar_function.h"

namespace costdb::query {

/// The parts of the scalar function table, one a topic. ScalarFunctions() joins them.
std::span<const ScalarFunction> ArithmeticFunctions();
std::span<const ScalarFunction> RoundingFunctions();
std::span<const ScalarFunction> ComparisonFunctions();
std::span<const ScalarFunction> LogicFunctions();
std::span<const ScalarFunction> ConditionalFunctions();
std::span<const ScalarFunction> TextFunctions();
std::span<const ScalarFunction> PatternFunctions();
std::span<const ScalarFunction> TimeFunctions();
std::span<const ScalarFunction> ConversionFunctions();
std::span<const ScalarFunction> PriceFunctions();

}  // namespace costdb::query

#endif  // COSTDB_QUERY_FUNCTIONS_SCALAR_TABLES_H_
