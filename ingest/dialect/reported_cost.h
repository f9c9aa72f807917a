#ifndef COSTDB_INGEST_DIALECT_REPORTED_COST_H_
#define COSTDB_INGEST_DIALECT_REPORTED_COST_H_

#include <cstdint>
#include <string_view>

namespace costdb::ingest {

/// The most that a span may claim to have cost: a million dollars, in picodollars.
inline constexpr std::int64_t kMaximumReportedCostPico = 1'000'000'000'000'000'000;

/// A decimal number of dollars ("0.00125", "1.25e-3") as picodollars, rounded to the nearest, ties
/// to even; engine::kNullInteger when it is no number, negative, or beyond
/// kMaximumReportedCostPico.
std::int64_t CostOfText(std::string_view dollars);

/// The same for a double, which stands for the shortest decimal that reads back as it.
std::int64_t CostOfDouble(double dollars);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_DIALECT_REPORTED_COST_H_
