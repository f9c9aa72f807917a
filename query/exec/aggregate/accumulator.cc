#include "query/exec/aggregate/accumulator.h"

#include "query/exec/aggregate/distinct_accumulator.h"
#include "query/exec/aggregate/extreme_accumulator.h"
#include "query/exec/aggregate/quantile_accumulator.h"
#include "query/exec/aggregate/repeated_quantile_accumulator.h"
#include "query/exec/aggregate/sum_accumulator.h"
#include "query/exec/aggregate/top_share_accumulator.h"
#include "query/exec/expression/expression_tree.h"

namespace costdb::query {
namespace {

/// Each takes about 100 KB of counts.
constexpr std::size_t kMostRepeatedGroups = 256;

enum class Family { kRows, kSums, kMinimum, kMaximum, kDistinct, kValues, kTopShare };

Family FamilyOf(AggregateKind kind) {
  switch (kind) {
    case AggregateKind::kCountRows:
      return Family::kRows;
    case AggregateKind::kCount:
    case AggregateKind::kSum:
    case AggregateKind::kAverage:
    case AggregateKind::kShare:
      return Family::kSums;
    case AggregateKind::kCountDistinct:
      return Family::kDistinct;
    case AggregateKind::kMinimum:
      return Family::kMinimum;
    case AggregateKind::kMaximum:
      return Family::kMaximum;
    case AggregateKind::kQuantile:
      return Family::kValues;
    case AggregateKind::kTopShare:
      return Family::kTopShare;
  }
  return Family::kRows;
}

}  // namespace

AggregateKind EffectiveKind(const AggregateCall& call) {
  AggregateKind kind = call.function->kind;
  if (kind == AggregateKind::kCountRows && !call.arguments.empty()) kind = AggregateKind::kCount;
  if (kind == AggregateKind::kCount && call.arguments.empty()) kind = AggregateKind::kCountRows;
  if (kind == AggregateKind::kCount && call.distinct) kind = AggregateKind::kCountDistinct;
  return kind;
}

bool CanShareAccumulator(const AggregateCall& left, const AggregateCall& right) {
  if (FamilyOf(EffectiveKind(left)) != FamilyOf(EffectiveKind(right))) return false;
  if (left.arguments.size() != right.arguments.size()) return false;
  for (std::size_t i = 0; i < left.arguments.size(); ++i) {
    if (!AreSame(*left.arguments[i], *right.arguments[i])) return false;
  }
  return true;
}

std::unique_ptr<Accumulator> MakeAccumulator(const AggregateCall& call,
                                             std::optional<std::size_t> repeatable_groups,
                                             const FunctionContext& context) {
  switch (FamilyOf(EffectiveKind(call))) {
    case Family::kRows:
      return nullptr;
    case Family::kSums:
      return std::make_unique<SumAccumulator>(call.arguments[0]->type);
    case Family::kMinimum:
      return std::make_unique<ExtremeAccumulator>(call.arguments[0]->type, false, context);
    case Family::kMaximum:
      return std::make_unique<ExtremeAccumulator>(call.arguments[0]->type, true, context);
    case Family::kDistinct:
      return std::make_unique<DistinctAccumulator>(KeyCoder::Make(*call.arguments[0], context));
    case Family::kValues:
      if (repeatable_groups.value_or(SIZE_MAX) <= kMostRepeatedGroups) {
        return std::make_unique<RepeatedQuantileAccumulator>(call.arguments[0]->type);
      }
      return std::make_unique<QuantileAccumulator>(call.arguments[0]->type);
    case Family::kTopShare:
      return std::make_unique<TopShareAccumulator>(call.arguments[0]->type,
                                                   KeyCoder::Make(*call.arguments[1], context));
  }
  return nullptr;
}

}  // namespace costdb::query
