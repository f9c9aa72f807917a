#include "query/exec/pipeline/stream_operator.h"

#include "engine/error/propagate.h"
#include "query/exec/operators/filter.h"
#include "query/exec/operators/project.h"

namespace costdb::query {

Result<StreamOperators> MakeOperators(const StreamPlan& plan, const FunctionContext& context) {
  StreamOperators operators;
  for (const LogicalPlan* node : plan) {
    auto made = node->kind == PlanKind::kFilter ? Filter::Make(*node->predicate, context)
                                                : Project::Make(node->expressions, context);
    if (!made.ok()) return made.status();
    operators.push_back(std::move(made).value());
  }
  return operators;
}

Status Process(const StreamOperators& operators, Batch* batch) {
  for (const auto& each : operators) {
    if (batch->rows == 0) break;
    COSTDB_RETURN_IF_ERROR(each->Process(batch));
  }
  return Status::Ok();
}

}  // namespace costdb::query
