#ifndef COSTDB_ENGINE_STORE_COLUMN_READERS_H_
#define COSTDB_ENGINE_STORE_COLUMN_READERS_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/encoding/column_decoder.h"
#include "engine/scan/snapshot.h"

namespace costdb::engine {

/// A stored integer or code column. A code column that holds anything but codes must not get here.
std::unique_ptr<const ColumnReader> MakeStoredReader(std::shared_ptr<const IntegerColumn> column);

/// A stored column of ids (stored_id.h), as the ids.
std::unique_ptr<const ColumnReader> MakeIdReader(std::shared_ptr<const IntegerColumn> column);

/// A stored text column.
std::unique_ptr<const ColumnReader> MakeTextReader(TextColumn column);

/// A column that the row group lacks: every row is NULL.
std::unique_ptr<const ColumnReader> MakeNullReader();

/// Values worked out for the whole section beforehand; kNullInteger is NULL.
std::unique_ptr<const ColumnReader> MakeComputedReader(std::vector<std::int64_t> values);

/// Trace ordinals from `first_ordinal` on: row r belongs to the trace i with
/// starts[i] <= r < starts[i + 1].
std::unique_ptr<const ColumnReader> MakeTraceOrdinalReader(std::int64_t first_ordinal,
                                                           std::vector<std::uint32_t> starts);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_COLUMN_READERS_H_
