#ifndef COSTDB_ENGINE_STORE_STORED_ROW_GROUP_H_
#define COSTDB_ENGINE_STORE_STORED_ROW_GROUP_H_

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/encoding/column_decoder.h"
#include "engine/scan/snapshot.h"
#include "engine/store/checked_columns.h"
#include "engine/store/deletions.h"
#include "engine/store/opened_columns.h"
#include "engine/store/row_group_data.h"
#include "engine/store/stored_place.h"
#include "engine/store/trace_folds.h"

namespace costdb::engine {

/// Finds the bytes of a listed column: in the map, or in memory for the head. Thread-safe; the
/// bytes live as long as the snapshot.
using ColumnBytes = std::function<Result<std::string_view>(Section, ColumnId)>;

/// What is known of a row group, for all who read it while its bytes stay as they are.
struct RowGroupEntry {
  /// Without `checked` every opening of a column verifies its checksum.
  RowGroupEntry(std::shared_ptr<const RowGroupDirectory> its_directory,
                std::shared_ptr<CheckedColumns> its_checked = nullptr)
      : directory(std::move(its_directory)), checked(std::move(its_checked)) {}

  std::shared_ptr<const RowGroupDirectory> directory;
  std::shared_ptr<CheckedColumns> checked;  ///< May be null.
};

/// The RowGroup of the store: reads stored columns in place and computes the ones that queries name
/// but no one stores (trace_id, parent_span_id, inclusive sums). Immutable, hence thread-safe.
class StoredRowGroup final : public RowGroup {
 public:
  /// `place` is for messages. `ordinal` numbers the row group in its snapshot; trace ordinals
  /// follow from it. Codes may not exceed the `dictionaries`, where these are given.
  StoredRowGroup(const RowGroupPlace& place, std::uint32_t ordinal, RowGroupEntry entry,
                 std::optional<Deletions> deletions, ColumnBytes column_bytes,
                 const Dictionaries* dictionaries)
      : place_(place),
        ordinal_(ordinal),
        directory_(std::move(entry.directory)),
        checked_(std::move(entry.checked)),
        deletions_(std::move(deletions)),
        column_bytes_(std::move(column_bytes)),
        dictionaries_(dictionaries) {}

  const RowGroupPlace& place() const { return place_; }
  const RowGroupDirectory& directory() const { return *directory_; }
  const std::optional<Deletions>& deletions() const { return deletions_; }

  std::uint32_t rows(Section section) const override { return (*directory_)[section].rows; }
  const ColumnStatistics* statistics(Section section, ColumnId column) const override;
  Result<std::unique_ptr<const ColumnReader>> OpenColumn(Section section, ColumnId column,
                                                         ColumnType type) const override;
  const std::uint64_t* deleted(Section section) const override {
    return deletions_ ? deletions_->words(section).data() : nullptr;
  }

  /// The bytes of a listed column.
  Result<std::string_view> ReadBytes(Section section, ColumnId column) const {
    return column_bytes_(section, column);
  }

  /// The ids of all traces, in order.
  Result<std::vector<TraceId>> ReadTraceIds() const;
  /// The span ids of a section, in order.
  Result<std::vector<SpanId>> ReadSpanIds(Section section) const;

  /// First rows of each trace in a section, and the section's row count at the end.
  Result<std::vector<std::uint32_t>> ReadTraceStarts(Section section) const;

  /// The stored column, or nullptr when all its rows are NULL. Shared by all who have it open.
  Result<std::shared_ptr<const IntegerColumn>> OpenIntegers(Section section, ColumnId column) const;
  /// Every value of an integer or code column; kNullInteger is NULL, and stands in every row of a
  /// column that is not listed.
  Result<std::vector<std::int64_t>> ReadAll(Section section, ColumnId column) const;
  /// A stored text column; it must be listed.
  Result<TextColumn> OpenTexts(Section section, ColumnId column) const;

 private:
  Result<std::unique_ptr<const ColumnReader>> OpenStored(Section section, ColumnId column,
                                                         ColumnType type) const;
  Result<std::unique_ptr<const ColumnReader>> OpenTraceOrdinals(Section section) const;
  Result<std::unique_ptr<const ColumnReader>> OpenIds(Section section, ColumnId column) const;
  Result<std::unique_ptr<const ColumnReader>> OpenParentSpanIds(Section section) const;
  Result<std::unique_ptr<const ColumnReader>> OpenInclusive(Section section, ColumnId column) const;

  /// A column that `depth` columns wait for, which are predicted by it.
  Result<std::shared_ptr<const IntegerColumn>> OpenAt(Section section, ColumnId column,
                                                      int depth) const;
  Result<std::shared_ptr<const IntegerColumn>> OpenSibling(Section section, const Sibling& sibling,
                                                           int depth) const;
  Result<std::vector<std::int64_t>> ReadAllAt(Section section, ColumnId column, int depth) const;
  Result<std::vector<std::uint32_t>> ReadTraceStartsAt(Section section, int depth) const;

  Status Damaged(Section section, ColumnId column, const char* what) const;
  Status CheckCodes(Section section, ColumnId column, const ColumnStatistics& known) const;

  RowGroupPlace place_;
  std::uint32_t ordinal_;
  std::shared_ptr<const RowGroupDirectory> directory_;
  std::shared_ptr<CheckedColumns> checked_;  ///< May be null: then every opening verifies.
  std::optional<Deletions> deletions_;
  ColumnBytes column_bytes_;
  mutable OpenedColumns opened_;
  const Dictionaries* dictionaries_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_STORED_ROW_GROUP_H_
