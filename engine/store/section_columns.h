#ifndef COSTDB_ENGINE_STORE_SECTION_COLUMNS_H_
#define COSTDB_ENGINE_STORE_SECTION_COLUMNS_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "engine/schema/column.h"
#include "engine/span/span_record.h"
#include "engine/store/column_predictions.h"
#include "engine/store/row_group_data.h"
#include "engine/trace/coded_span.h"

namespace costdb::engine {

/// The columns of one section of a row group that is being built: a few rows at a time are begun,
/// and then added column by column. A column that is NULL in all rows takes no memory. Not
/// thread-safe.
class SectionColumns {
 public:
  /// Begins as many rows; all columns of them that are not added are NULL.
  void BeginRows(std::size_t rows) {
    first_row_ = rows_;
    rows_ += static_cast<std::uint32_t>(rows);
  }
  /// Adds value_of(row) for each of the rows that were begun; kNullInteger is NULL.
  template <typename Row, typename ValueOf>
  void AddIntegers(ColumnId column, std::span<const Row> rows, const ValueOf& value_of) {
    Add(column, kNullInteger, rows, value_of);
  }
  /// The same for codes, of which 0 is NULL.
  template <typename Row, typename ValueOf>
  void AddCodes(ColumnId column, std::span<const Row> rows, const ValueOf& value_of) {
    Add(column, std::int64_t{kNullCode}, rows, value_of);
  }
  /// Sets a code of one of the rows that were begun, in the order of rows; 0 is NULL.
  void SetCode(ColumnId column, std::size_t row, TextCode code);
  /// Likewise a text; an empty one is NULL.
  void SetText(ColumnId column, std::size_t row, const std::string& text);

  /// Makes every column as long as the section. Call before Of and Encode.
  void FillUp();
  /// All values of a column; empty when all are NULL.
  std::span<const std::int64_t> Of(ColumnId column) const;
  void Encode(Section section, const RowGroupValues& row_group,
              RowGroupDirectory::SectionEntry* directory,
              std::map<ColumnId, std::string>* bytes) const;
  /// Removes all rows; keeps memory for as many.
  void Clear();

 private:
  /// The values of an integer or code column so far; `null` is its NULL.
  struct Values {
    std::vector<std::int64_t> values;
    std::int64_t null = 0;
  };

  template <typename Row, typename ValueOf>
  void Add(ColumnId column, std::int64_t null, std::span<const Row> rows, const ValueOf& value_of) {
    Values& target = ValuesOf(column);
    const auto is_null = [&](const Row& row) { return std::int64_t{value_of(row)} == null; };
    if (target.values.empty() && std::all_of(rows.begin(), rows.end(), is_null)) return;
    target.null = null;
    target.values.resize(first_row_, null);
    target.values.resize(rows_);
    std::int64_t* value = target.values.data() + first_row_;
    for (const Row& row : rows) *value++ = std::int64_t{value_of(row)};
  }
  Values& ValuesOf(ColumnId column);
  /// Calls `visit(column, values)` for all columns of numbers, in their order.
  template <typename Self, typename Visit>
  static void ForEachColumn(Self& self, const Visit& visit);

  std::uint32_t first_row_ = 0;  ///< Of those that were begun last.
  std::uint32_t rows_ = 0;
  std::array<Values, kFixedColumns> fixed_;
  std::vector<Values> attributes_;  ///< From kFirstAttributeColumn on.
  std::map<ColumnId, std::vector<std::string>> texts_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_SECTION_COLUMNS_H_
