#ifndef COSTDB_ENGINE_STORE_ROW_GROUP_BUILDER_H_
#define COSTDB_ENGINE_STORE_ROW_GROUP_BUILDER_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/store/column_predictions.h"
#include "engine/store/row_group_data.h"
#include "engine/trace/trace_resolver.h"

namespace costdb::engine {

/// A row group is closed at the first trace end after this many spans.
inline constexpr std::uint32_t kRowGroupSpans = 65536;

/// Collects resolved traces as columns and encodes them. The head and the sealed row groups are
/// both made here, so that a query cannot tell them apart. Not thread-safe.
class RowGroupBuilder {
 public:
  /// Adds a trace that was resolved from `spans`. Traces come in order of their start.
  void Add(const ResolvedTrace& trace, std::span<const CodedSpan> spans);

  bool IsFull() const { return span_count_ >= kRowGroupSpans; }
  bool IsEmpty() const { return traces_.empty(); }

  /// Encodes what was added and starts anew. Not to be called when empty.
  RowGroupData Finish();

 private:
  /// The columns of one section, each as long as the section up to its last non-NULL value.
  class SectionBuilder {
   public:
    void BeginRow() { ++rows_; }
    /// Sets a number of the current row; kNullInteger is NULL.
    void SetInteger(ColumnId column, std::int64_t value);
    /// Sets a code of the current row; 0 is NULL.
    void SetCode(ColumnId column, std::uint32_t code);
    void SetText(ColumnId column, const std::string& text);
    /// Makes every column as long as the section. Call before Of and Encode.
    void FillUp();
    /// All values of a column; empty when all are NULL.
    std::span<const std::int64_t> Of(ColumnId column) const;
    void Encode(Section section, const RowGroupValues& row_group,
                RowGroupDirectory::SectionEntry* directory,
                std::map<ColumnId, std::string>* bytes) const;

   private:
    /// The values of an integer or code column so far; `filler` is its NULL.
    struct Values {
      std::vector<std::int64_t> values;
      std::int64_t filler = 0;
    };
    void Set(ColumnId column, std::int64_t value, std::int64_t filler);

    std::uint32_t rows_ = 0;
    std::array<Values, kFixedColumns> fixed_;
    std::map<ColumnId, Values> attributes_;
    std::map<ColumnId, std::vector<std::string>> texts_;
  };

  class Columns;

  void AddSpan(SectionBuilder& section, const ResolvedTrace& trace, std::uint32_t index,
               std::span<const CodedSpan> spans);
  void AddTrace(const ResolvedTrace& trace);

  std::array<SectionBuilder, kSectionCount> sections_;
  std::vector<TraceId> traces_;
  std::uint32_t span_count_ = 0;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_ROW_GROUP_BUILDER_H_
