#ifndef COSTDB_TESTS_QUERY_ROWS_SNAPSHOT_H_
#define COSTDB_TESTS_QUERY_ROWS_SNAPSHOT_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/encoding/encoded_column.h"
#include "engine/span/span_record.h"
#include "engine/store/stored_row_group.h"
#include "names_snapshot.h"

namespace costdb::query {

/// One row of `calls`, as far as these tests look. Codes are dictionary codes, 0 being NULL.
struct CallRow {
  std::int64_t time = 0;
  std::uint32_t model = 0;
  std::uint32_t user = 0;
  std::uint32_t session = 0;
  std::uint32_t feature = 0;
  std::int64_t cost = engine::kNullInteger;
  std::int64_t input_tokens = engine::kNullInteger;
  bool is_deleted = false;
};

/// A snapshot of row groups in memory, encoded as the store encodes them.
class RowsSnapshot : public NamesSnapshot {
 public:
  explicit RowsSnapshot(NamesDictionaries dictionaries) : dictionaries_(std::move(dictionaries)) {}

  void AddRowGroup(const std::vector<CallRow>& rows) {
    auto group = std::make_shared<engine::RowGroupData>();
    auto& section = group->directory[engine::Section::kCalls];
    section.rows = static_cast<std::uint32_t>(rows.size());
    const auto add = [&](engine::ColumnId column, auto value_of) {
      std::vector<std::int64_t> values;
      bool any = false;
      for (const CallRow& row : rows) {
        values.push_back(static_cast<std::int64_t>(value_of(row)));
        any |= values.back() != engine::kNullInteger;
      }
      if (!any) return;
      engine::EncodedColumn encoded = engine::EncodeIntegers(values);
      section.columns.emplace(column, encoded.statistics);
      group->columns[0].emplace(column, std::move(encoded.bytes));
    };
    using engine::ColumnId;
    add(ColumnId::kTime, [](const CallRow& row) { return row.time; });
    add(ColumnId::kModel, [](const CallRow& row) { return row.model; });
    add(ColumnId::kUser, [](const CallRow& row) { return row.user; });
    add(ColumnId::kSession, [](const CallRow& row) { return row.session; });
    add(ColumnId::kFeature, [](const CallRow& row) { return row.feature; });
    add(ColumnId::kCost, [](const CallRow& row) { return row.cost; });
    add(ColumnId::kInputTokens, [](const CallRow& row) { return row.input_tokens; });
    std::optional<engine::Deletions> deletions;
    for (std::uint32_t row = 0; row < rows.size(); ++row) {
      if (!rows[row].is_deleted) continue;
      if (!deletions) deletions.emplace(group->directory);
      deletions->Delete(engine::Section::kCalls, row, 1);
    }
    auto column_bytes = [this, group](engine::Section section_of,
                                      engine::ColumnId column) -> Result<std::string_view> {
      ++columns_opened_;
      return std::string_view(group->columns[static_cast<std::size_t>(section_of)].at(column));
    };
    row_groups_.push_back(std::make_unique<engine::StoredRowGroup>(
        engine::RowGroupPlace{"memory", std::nullopt},
        static_cast<std::uint32_t>(row_groups_.size()),
        engine::RowGroupEntry{{group, &group->directory},
                              std::make_shared<engine::CheckedColumns>()},
        std::move(deletions), std::move(column_bytes), &dictionaries_));
  }

  /// How often a column of a row group was read.
  std::size_t columns_opened() const { return columns_opened_; }

  const engine::Dictionaries& dictionaries() const override { return dictionaries_; }
  const std::vector<std::unique_ptr<const engine::RowGroup>>& row_groups() const override {
    return row_groups_;
  }

 private:
  NamesDictionaries dictionaries_;
  std::atomic<std::size_t> columns_opened_{0};
  std::vector<std::unique_ptr<const engine::RowGroup>> row_groups_;
};

}  // namespace costdb::query

#endif  // COSTDB_TESTS_QUERY_ROWS_SNAPSHOT_H_
