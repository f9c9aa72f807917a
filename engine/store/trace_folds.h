#ifndef COSTDB_ENGINE_STORE_TRACE_FOLDS_H_
#define COSTDB_ENGINE_STORE_TRACE_FOLDS_H_

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "costdb/status.h"
#include "engine/scan/snapshot.h"

namespace costdb::engine {

/// One number a trace, worked out of its spans. Numbers are stored: append only.
enum class TraceFold : std::uint8_t {
  kNone,        ///< No fold: a column of the section itself.
  kSum,         ///< The sum over its calls; NULL counts as 0.
  kFirstCall,   ///< The value of its first call; 0 when it has none, or that is NULL.
  kFirstOther,  ///< The same of its other spans.
  kEnd,         ///< When the last of its spans ended; of the column it takes none.
};

/// A column as predictions name it: one of the same section, or a fold for the section traces.
struct Sibling {
  ColumnId column{};
  TraceFold fold = TraceFold::kNone;

  std::uint32_t number() const {
    return static_cast<std::uint32_t>(fold) << 24 | static_cast<std::uint32_t>(column);
  }
  static Sibling Of(std::uint32_t number) {
    return {static_cast<ColumnId>(number & 0xFF'FFFF), static_cast<TraceFold>(number >> 24)};
  }
};

/// What folds read: all values of a column; kNullInteger is NULL. As many as rows, or none when all
/// are NULL.
using SectionValues =
    std::function<Result<std::vector<std::int64_t>>(Section section, ColumnId column)>;

/// First rows of each trace in the sections calls and others, and their row counts at the end.
struct TraceStarts {
  std::span<const std::uint32_t> calls;
  std::span<const std::uint32_t> others;
};

/// The fold of every trace. Fails on a fold that is unknown.
Result<std::vector<std::int64_t>> FoldTraces(const Sibling& sibling, const TraceStarts& starts,
                                             const SectionValues& read);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_TRACE_FOLDS_H_
