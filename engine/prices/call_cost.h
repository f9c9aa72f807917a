#ifndef COSTDB_ENGINE_PRICES_CALL_COST_H_
#define COSTDB_ENGINE_PRICES_CALL_COST_H_

#include "engine/prices/token_prices.h"
#include "engine/trace/coded_span.h"

namespace costdb::engine {

/// What `usage` costs by `schedule`: summed exactly, and rounded to a picodollar once, half to
/// even. All fields are kNullInteger when usage is not reported or lies outside [0,
/// kMaximumTokens]. Input or output that is missing beside the other counts as no tokens. Parts
/// beyond their whole, which ingest never lets through, are cut to it: no part is negative, and the
/// parts add up to the total.
CallCost CostOf(const PriceSchedule& schedule, const Usage& usage);

/// The same usage where no cache had been involved: every input token is a plain one.
Usage WithoutCache(const Usage& usage);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_PRICES_CALL_COST_H_
