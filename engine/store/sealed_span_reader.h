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

namespace costdb::engine {

/// Turns the rows of a sealed trace back into the spans that they were resolved from. A span that
/// resolving amended comes back as it arrived. Of others, inherited
/// dimensions come back as the span's own, which changes nothing: a value that was once found on an
/// ancestor stays the nearest, since parents do not change and a span arrives once.
class SealedSpanReader {
 public:
  /// Opens every column. The row group must outlive the reader.
  static Result<SealedSpanReader> Open(const StoredRowGroup& row_group);

  /// The spans of one trace, calls first.
  Result<std::vector<CodedSpan>> ReadTrace(std::uint32_t trace) const;

  /// The span of a row of a trace.
  Result<CodedSpan> ReadSpan(std::uint32_t trace, Section section, std::uint32_t row) const;

 private:
  using Columns = std::map<ColumnId, std::unique_ptr<const IntegerColumn>>;
  struct SectionColumns {
    Columns integers;
    std::map<ColumnId, TextColumn> texts;
    std::vector<std::uint32_t> starts;
  };

  const SectionColumns& columns(Section section) const {
    return sections_[static_cast<std::size_t>(section)];
  }
  std::int64_t IntegerAt(Section section, ColumnId column, std::uint32_t row) const;
  TextCode CodeAt(Section section, ColumnId column, std::uint32_t row) const;
  CodedSpan ReadColumns(Section section, std::uint32_t row) const;
  Result<SpanId> ReadParent(std::uint32_t trace, Section section, std::uint32_t row) const;
  std::string_view TextAt(Section section, ColumnId column, std::uint32_t row) const;
  void ReadCost(Section section, std::uint32_t row, CodedSpan* span) const;

  std::vector<TraceId> trace_ids_;
  std::array<SectionColumns, kSectionCount> sections_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_SEALED_SPAN_READER_H_
