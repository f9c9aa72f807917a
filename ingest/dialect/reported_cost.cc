#include "ingest/dialect/reported_cost.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "engine/money/dollars.h"
#include "engine/span/span_record.h"

namespace costdb::ingest {

std::int64_t CostOfText(std::string_view dollars) {
  const Result<Int128> cost = engine::ParseDollars(dollars, engine::Excess::kRoundHalfEven);
  if (!cost.ok() || *cost < 0 || *cost > kMaximumReportedCostPico) return engine::kNullInteger;
  return static_cast<std::int64_t>(*cost);
}

std::int64_t CostOfDouble(double dollars) {
  if (!std::isfinite(dollars)) return engine::kNullInteger;
  fmt::memory_buffer text;
  fmt::format_to(std::back_inserter(text), "{}", dollars);
  return CostOfText({text.data(), text.size()});
}

}  // namespace costdb::ingest
