#ifndef COSTDB_ENGINE_STORE_SEALED_SPAN_READER_H_
#define COSTDB_ENGINE_STORE_SEALED_SPAN_READER_H_

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "costdb/status.h"
#include "engine/encoding/column_decoder.h"
#include "engine/store/stored_row_group.h"
#include "engine/trace/coded_span.h"
#include "engine/trace/trace_resolver.h"

namespace costdb::engine {

/// Reads single values of a column, decoding a block of rows when the first of them is asked for:
/// rows asked for in order are decoded once. Not thread-safe.
class ColumnCursor {
 public:
  explicit ColumnCursor(std::shared_ptr<const IntegerColumn> column);

  /// kNullInteger when it is NULL.
  std::int64_t At(std::uint32_t row);

 private:
  void Decode(std::uint32_t block);

  std::shared_ptr<const IntegerColumn> column_;
  std::uint32_t block_;
  std::vector<std::int64_t> values_;
  std::array<std::uint64_t, kBlockRows / 64> validity_{};
};

/// Turns the rows of a sealed trace back into the spans that they were resolved from. A span that
/// resolving amended comes back as it arrived. Of others, inherited dimensions come back as the
/// span's own, which changes nothing: a value that was once found on an ancestor stays the nearest,
/// since parents do not change and a span arrives once. Fastest when traces are read in order. Not
/// thread-safe.
class SealedSpanReader {
 public:
  /// Opens every column. Both must outlive the reader; `price` prices spans that were amended and
  /// whose rows were priced again since.
  static Result<SealedSpanReader> Open(const StoredRowGroup& row_group, const PriceFunction& price);

  /// The spans of one trace, calls first.
  Result<std::vector<CodedSpan>> ReadTrace(std::uint32_t trace);

  /// The span of a row of a trace.
  Result<CodedSpan> ReadSpan(std::uint32_t trace, Section section, std::uint32_t row);

 private:
  struct SectionColumns {
    std::array<std::unique_ptr<ColumnCursor>, kFixedColumns> fixed;
    std::vector<std::pair<ColumnId, ColumnCursor>> attributes;
    std::map<ColumnId, TextColumn> texts;
    std::vector<std::uint32_t> starts;

    void Add(ColumnId column, std::shared_ptr<const IntegerColumn> integers);
  };

  SectionColumns& columns(Section section) { return sections_[static_cast<std::size_t>(section)]; }
  std::int64_t IntegerAt(Section section, ColumnId column, std::uint32_t row);
  TextCode CodeAt(Section section, ColumnId column, std::uint32_t row);
  CodedSpan ReadColumns(Section section, std::uint32_t row);
  Result<SpanId> ReadParent(std::uint32_t trace, Section section, std::uint32_t row);
  std::string_view TextAt(Section section, ColumnId column, std::uint32_t row);
  std::uint32_t PriceVersionAt(Section section, std::uint32_t row);
  void ReadCost(Section section, std::uint32_t row, CodedSpan* span);

  RowGroupPlace place_;
  const PriceFunction* price_ = nullptr;
  std::vector<TraceId> trace_ids_;
  std::array<SectionColumns, kSectionCount> sections_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_SEALED_SPAN_READER_H_
