#include "plan_text.h"

#include "query/functions/type_rules.h"

namespace costdb::query {

std::string PlanText::Columns(std::string_view text) const {
  const Result<LogicalPlanPtr> plan = Optimized(text);
  if (!plan.ok()) return plan.status().message();
  std::string columns;
  for (const PlanColumn& column : (*plan)->columns) {
    if (!columns.empty()) columns += ", ";
    columns += column.name + " " + std::string(TypeName(column.type));
  }
  return columns;
}

}  // namespace costdb::query
