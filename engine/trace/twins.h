#ifndef COSTDB_ENGINE_TRACE_TWINS_H_
#define COSTDB_ENGINE_TRACE_TWINS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "engine/trace/coded_span.h"
#include "engine/trace/span_forest.h"

namespace costdb::engine {

/// Spans that report one call, at least two: the one that is billed first, then the others in start
/// order.
using TwinGroup = std::vector<SpanRank>;

/// True for the roles that stand for one request to a model.
constexpr bool IsBillableRole(SpanRole role) {
  return role == SpanRole::kInference || role == SpanRole::kEmbedding;
}

/// Finds the spans of different instrumentations that report the same call side by side.
/// `candidates` are ranks, ascending: calls with no call beneath them. docs/traces.md gives the
/// rule. Takes near-linear time where few candidates overlap; where very many do, no candidate is
/// compared with more than a fixed number of others. A pure function.
std::vector<TwinGroup> FindTwins(const SpanForest& forest, std::span<const CodedSpan> spans,
                                 std::span<const SpanRank> candidates);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_TRACE_TWINS_H_
