#ifndef COSTDB_ENGINE_STORE_ROW_GROUP_BUILDER_H_
#define COSTDB_ENGINE_STORE_ROW_GROUP_BUILDER_H_

#include <array>
#include <cstdint>
#include <vector>

#include "engine/store/row_group_data.h"
#include "engine/store/section_columns.h"
#include "engine/trace/trace_resolver.h"

namespace costdb::engine {

/// A row group is closed at the first trace end after this many spans.
inline constexpr std::uint32_t kRowGroupSpans = 65536;

/// A resolved trace that waits until there are enough to be added column by column.
struct WaitingTrace {
  ResolvedTrace trace;
  std::vector<CodedSpan> spans;  ///< It was resolved from these.
};

/// Collects resolved traces as columns and encodes them. The head and the sealed row groups are
/// both made here, so that a query cannot tell them apart. Not thread-safe.
class RowGroupBuilder {
 public:
  /// Adds a trace that was resolved from `spans`. Traces come in order of their start.
  void Add(ResolvedTrace trace, std::vector<CodedSpan> spans);

  bool IsFull() const { return span_count_ >= kRowGroupSpans; }
  bool IsEmpty() const { return span_count_ == 0; }

  /// Encodes what was added and starts anew, with the memory that it has. Not to be called when
  /// empty.
  RowGroupData Finish();

 private:
  class Columns;

  void AddWaiting();
  SectionColumns& ColumnsOf(Section section) {
    return sections_[static_cast<std::size_t>(section)];
  }

  std::array<SectionColumns, kSectionCount> sections_;
  std::vector<WaitingTrace> waiting_;
  std::size_t waiting_spans_ = 0;
  std::vector<TraceId> traces_;
  std::uint32_t span_count_ = 0;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_ROW_GROUP_BUILDER_H_
