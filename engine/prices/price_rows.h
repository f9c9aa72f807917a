#ifndef COSTDB_ENGINE_PRICES_PRICE_ROWS_H_
#define COSTDB_ENGINE_PRICES_PRICE_ROWS_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/prices/price_source.h"

namespace costdb::engine {

/// One set of prices as a row of the relation `prices`: of one model, validity, hours of the day,
/// service tier and size of input. Points into the source.
struct PriceRow {
  const PriceSource* source = nullptr;
  const PricedModel* model = nullptr;
  const ModelPrice* price = nullptr;
  ServiceTier tier = ServiceTier::kStandard;
  std::int64_t above_input_tokens = 0;  ///< 0: from the first token on.
  const TokenPrices* prices = nullptr;
};

/// Every price of these sources, in their order; of a source by provider, model and time.
std::vector<PriceRow> ListPriceRows(std::span<const PriceSource> sources);

/// The prices of one model.
void AppendPriceRows(const PriceSource& source, const PricedModel& model,
                     std::vector<PriceRow>* rows);

/// What a model answers to, in words: "starts with gpt-5 or equals gpt-5-latest"; empty for its
/// name alone.
std::string MatchText(const PricedModel& model);

/// "16:30:00 to 00:30:00", empty for the whole day.
std::string HoursText(const ModelPrice& price);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_PRICES_PRICE_ROWS_H_
