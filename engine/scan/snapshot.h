#ifndef COSTDB_ENGINE_SCAN_SNAPSHOT_H_
#define COSTDB_ENGINE_SCAN_SNAPSHOT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "costdb/status.h"
#include "engine/encoding/encoded_column.h"
#include "engine/kernels/offset_sum.h"
#include "engine/kernels/sum.h"
#include "engine/schema/column.h"
#include "engine/span/identifiers.h"
#include "engine/store/dictionaries.h"

namespace costdb::engine {

class PriceCatalog;                           // engine/prices/price_catalog.h
enum class PreaggregateLevel : std::uint8_t;  // engine/scan/preaggregates.h

/// A row group stores the rows of its traces in three sections, each with columns of its own. The
/// rows of one trace are adjacent in every section, traces in order of their start.
enum class Section : std::uint8_t {
  kCalls,   ///< Spans that are calls: the relation `calls`, and a part of `spans`.
  kOthers,  ///< All other spans: the rest of `spans`.
  kTraces,  ///< One row a trace: the relation `traces`.
};
inline constexpr int kSectionCount = 3;

/// The values of a kTraceId column: the row group's index in its snapshot in the high half, the
/// trace's index in the row group's section kTraces in the low half. Inside a section they ascend.
constexpr std::int64_t TraceOrdinal(std::uint32_t row_group, std::uint32_t trace) {
  return static_cast<std::int64_t>((std::uint64_t{row_group} << 32) | trace);
}

/// Reads one column of one section, block by block. Immutable, hence thread-safe; valid as long as
/// its snapshot.
class ColumnReader {
 public:
  virtual ~ColumnReader() = default;

  /// True when ReadValidity may clear a bit. Code columns never do: their NULL is code 0.
  virtual bool has_nulls() const = 0;

  /// Decodes rows [first_row, first_row + count); `first_row` is a multiple of kBlockRows and
  /// `values` has room for `count` rounded up to kBlockRows. Every type but kCode and kText.
  virtual void ReadIntegers(std::uint32_t first_row, std::uint32_t count,
                            std::int64_t* values) const = 0;

  /// The same in runs: the rows [ends[r - 1], ends[r]), counted from first_row, have values[r].
  /// Returns the number of runs, for which there is room for `count`, a block at most; 0 when the
  /// column does not come in runs, and has to be read by row.
  virtual std::uint32_t ReadIntegerRuns(std::uint32_t first_row, std::uint32_t count,
                                        std::int64_t* values, std::uint32_t* ends) const {
    static_cast<void>(first_row), static_cast<void>(count);
    static_cast<void>(values), static_cast<void>(ends);
    return 0;
  }

  /// ReadIntegers of the block of rows from `first_row` on as offsets (kernels/offset_sum.h), for
  /// which there is room for a whole block, and how values come from them; nothing when the block
  /// has to be read by value.
  virtual std::optional<kernels::Frame> ReadOffsets(std::uint32_t first_row,
                                                    std::uint32_t* offsets) const {
    static_cast<void>(first_row), static_cast<void>(offsets);
    return std::nullopt;
  }

  /// ReadIntegers for kCode.
  virtual void ReadCodes(std::uint32_t first_row, std::uint32_t count,
                         std::uint32_t* codes) const = 0;

  /// ReadIntegerRuns for kCode.
  virtual std::uint32_t ReadCodeRuns(std::uint32_t first_row, std::uint32_t count,
                                     std::uint32_t* codes, std::uint32_t* ends) const {
    static_cast<void>(first_row), static_cast<void>(count);
    static_cast<void>(codes), static_cast<void>(ends);
    return 0;
  }

  /// What no value of the block of rows from `first_row` on lies outside of, as far as it is known
  /// without decoding it. Not for kCode and kText.
  virtual kernels::ValueBounds BlockBounds(std::uint32_t first_row) const {
    static_cast<void>(first_row);
    return {};
  }

  /// Bit i of `words` tells whether row first_row + i is not NULL; bits past the last are clear.
  virtual void ReadValidity(std::uint32_t first_row, std::uint32_t count,
                            std::uint64_t* words) const = 0;

  /// The text of one row of a kText column; empty is NULL.
  virtual std::string_view TextAt(std::uint32_t row) const = 0;
};

/// A sealed row group, or a part of the head in the same form. Immutable, hence thread-safe.
class RowGroup {
 public:
  virtual ~RowGroup() = default;

  virtual std::uint32_t rows(Section section) const = 0;

  /// Statistics of a stored column without reading it. nullptr when all its rows are NULL, or when
  /// the column is computed (trace_id, parent_span_id).
  virtual const ColumnStatistics* statistics(Section section, ColumnId column) const = 0;

  /// Opens a column; one that the row group lacks reads as all NULL. Fails when the stored bytes
  /// are corrupt.
  virtual Result<std::unique_ptr<const ColumnReader>> OpenColumn(Section section, ColumnId column,
                                                                 ColumnType type) const = 0;

  /// One bit a row, set when the row is deleted; nullptr when none is.
  virtual const std::uint64_t* deleted(Section section) const = 0;
};

/// Pre-aggregated calls as row groups, one a day.
using PreaggregateDays = std::vector<std::unique_ptr<const RowGroup>>;

/// An attribute column as a query names it: attr['team'] or resource['k8s.pod.name'].
struct AttributeColumn {
  ColumnId column{};
  std::string name;  ///< As it is written in CostQL.
};

/// One consistent view of the database: the sealed row groups and the head, resolved. Holds a read
/// transaction; keep it only as long as a query runs. Thread-safe.
class Snapshot {
 public:
  virtual ~Snapshot() = default;

  virtual const Dictionaries& dictionaries() const = 0;

  /// The database's price catalog; never null.
  virtual std::shared_ptr<const PriceCatalog> prices() const;

  /// Every row group, sealed ones first.
  virtual const std::vector<std::unique_ptr<const RowGroup>>& row_groups() const = 0;
  /// How many of them are sealed.
  virtual std::size_t sealed_row_group_count() const;

  /// The pre-aggregates of the sealed calls on the days [first_day, last_day], counted from the
  /// Unix epoch; preaggregates.h says how they are read. Nothing when they are not kept.
  virtual Result<std::optional<PreaggregateDays>> OpenPreaggregates(PreaggregateLevel level,
                                                                    std::int64_t first_day,
                                                                    std::int64_t last_day) const;

  /// The column of an attribute key, if any span has ever had it.
  virtual std::optional<ColumnId> FindAttribute(std::string_view key, bool of_resource) const = 0;
  virtual std::vector<AttributeColumn> attribute_columns() const = 0;

  /// The trace of an ordinal that a kTraceId column returned; all zeros when it cannot be read, and
  /// status() says why.
  virtual TraceId TraceIdOf(std::int64_t ordinal) const = 0;

  /// The ordinal of a trace, if the database has it.
  virtual Result<std::optional<std::int64_t>> FindTrace(const TraceId& trace_id) const = 0;

  /// The first failure of the reads of dictionaries and trace ids, which answer without one. Ok
  /// after a query means that what it read is what was stored.
  virtual Status status() const = 0;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_SCAN_SNAPSHOT_H_
