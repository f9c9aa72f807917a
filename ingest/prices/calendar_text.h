#ifndef COSTDB_INGEST_PRICES_CALENDAR_TEXT_H_
#define COSTDB_INGEST_PRICES_CALENDAR_TEXT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/prices/price_source.h"

namespace costdb::ingest {

/// The start of a day (2026-04-01), or a moment (2026-04-01T12:30:00Z, with or without a fraction,
/// also with an offset such as +02:00), in nanoseconds since the Unix epoch. Without an offset it
/// is UTC. Nothing when it is neither.
std::optional<std::int64_t> ParseMoment(std::string_view text);

/// A time of the day (16:30, 16:30:00, 16:30:00Z, 16:30:00+08:00), in nanoseconds after midnight
/// UTC.
std::optional<std::int64_t> ParseTimeOfDay(std::string_view text);

/// The shortest of these that says the same.
std::string MomentText(std::int64_t unix_ns);
std::string TimeOfDayText(std::int64_t ns);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_PRICES_CALENDAR_TEXT_H_
