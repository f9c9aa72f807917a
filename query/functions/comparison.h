#ifndef COSTDB_QUERY_FUNCTIONS_COMPARISON_H_
#define COSTDB_QUERY_FUNCTIONS_COMPARISON_H_

#include <cstdint>
#include <vector>

#include "costdb/status.h"
#include "query/functions/function_support.h"

namespace costdb::query {

/// Sets order[i] to -1, 0 or 1 as left is below, equal to or above right. Meaningless where either
/// is NULL. Numbers compare by value whatever their types, money with numbers in dollars, ids with
/// text by their hexadecimal digits.
Status CompareVectors(const FunctionContext& context, const Vector& left, const Vector& right,
                      std::size_t rows, std::vector<std::int8_t>* order);

/// A constant number, exactly, in units of a column type: picodollars for money, itself for
/// everything else with 64 bits. Nothing when it is no whole number of units or does not fit.
std::optional<std::int64_t> ExactInUnitsOf(Type column, const Vector& constant);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_FUNCTIONS_COMPARISON_H_
