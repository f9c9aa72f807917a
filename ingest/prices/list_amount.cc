#include "ingest/prices/list_amount.h"

#include <fmt/format.h>

#include <optional>

#include "engine/error/propagate.h"
#include "engine/money/checked_arithmetic.h"
#include "engine/money/decimal.h"

namespace costdb::ingest {

Result<ListAmount> ReadListAmount(std::string_view text, int scale) {
  COSTDB_ASSIGN_OR_RETURN(
      const Int128 rounded,
      engine::ParseDecimal(text, {.scale = scale, .excess = engine::Excess::kRoundHalfEven}));
  const Result<Int128> exact = engine::ParseDecimal(text, {.scale = scale});
  if (text.starts_with('-') && (rounded != 0 || !exact.ok())) {
    return Status::InvalidArgument(fmt::format("{} is negative; a price is not", text));
  }
  if (rounded == 0 && !exact.ok()) {
    return Status::InvalidArgument(fmt::format("{} is finer than any price can be held", text));
  }
  const std::optional<std::int64_t> narrow = engine::NarrowToInt64(rounded);
  if (!narrow) return Status::InvalidArgument(fmt::format("{} is too large a price", text));
  return ListAmount{*narrow, !exact.ok()};
}

}  // namespace costdb::ingest
