#ifndef COSTDB_ENGINE_TRACE_ATTRIBUTION_H_
#define COSTDB_ENGINE_TRACE_ATTRIBUTION_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/trace/coded_span.h"
#include "engine/trace/span_forest.h"

namespace costdb::engine {

/// A span's dimensions: its own, else those of the nearest ancestor that has them.
struct InheritedDimensions {
  TextCode user = kNullCode;
  TextCode session = kNullCode;
  TextCode agent = kNullCode;
  TextCode feature = kNullCode;
  TextCode environment = kNullCode;
};

/// Passes dimensions and attr[...] columns from each span to those beneath it. Meant to be kept and
/// used for trace after trace, so that its memory is reused. Not thread-safe.
class Attribution {
 public:
  /// `spans` must stay until the last use of what this returns.
  void Attribute(const SpanForest& forest, std::span<const CodedSpan> spans);

  /// Gives a span what it lacks and another span has, inherited values included. Spans beneath it
  /// are left as they are.
  void Complete(SpanRank rank, SpanRank from);

  const InheritedDimensions& DimensionsOf(SpanRank rank) const { return dimensions_[rank]; }

  /// A copy of the attribute lists that are no span's own, to outlive this object.
  std::unique_ptr<const CodedAttribute[]> CopyPool() const;

  /// The attributes of a span: its own list, or one in `pool`, a copy from CopyPool.
  std::span<const CodedAttribute> AttributesOf(SpanRank rank, const CodedAttribute* pool) const;

 private:
  // A list of attributes: of a span, or from `offset` on in the pool when `own` is nullptr.
  struct List {
    const CodedAttribute* own = nullptr;
    std::size_t offset = 0;
    std::size_t count = 0;
  };

  std::span<const CodedAttribute> View(const List& list, const CodedAttribute* pool) const;
  void PassDown(const SpanForest& forest);
  List Inherit(const List& own, const List& from_other);
  void Merge(std::span<const CodedAttribute> own, const List& from_other);

  std::vector<InheritedDimensions> dimensions_;
  std::vector<List> lists_;
  std::vector<CodedAttribute> pool_;
  std::vector<CodedAttribute> merged_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_TRACE_ATTRIBUTION_H_
