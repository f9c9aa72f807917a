#ifndef COSTDB_TESTS_QUERY_PLAN_TEXT_H_
#define COSTDB_TESTS_QUERY_PLAN_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "names_snapshot.h"
#include "query/binder/binder.h"
#include "query/parser/parser.h"
#include "query/plan/explain.h"
#include "query/plan/optimizer.h"

namespace costdb::query {

/// 2026-04-30T12:00:00Z, which is what tests call now.
inline constexpr std::int64_t kTestNow = 1'777'550'400'000'000'000;

/// A bound and optimized plan as EXPLAIN prints it, or the error's message.
struct PlanText {
  NamesSnapshot snapshot;
  Parameters parameters;
  std::string time_zone = "UTC";

  Result<LogicalPlanPtr> Plan(std::string_view text) const {
    Result<std::vector<syntax::Statement>> statements = ParseStatements(text);
    if (!statements.ok()) return statements.status();
    BindContext context;
    context.query_text = text;
    context.snapshot = &snapshot;
    context.parameters = &parameters;
    context.now_unix_ns = kTestNow;
    context.time_zone = time_zone;
    return BindQuery(context, *statements->front().query);
  }

  Result<LogicalPlanPtr> Optimized(std::string_view text) const {
    Result<LogicalPlanPtr> plan = Plan(text);
    if (!plan.ok()) return plan;
    return Optimize(std::move(plan).value(), snapshot.dictionaries());
  }

  std::string Explain(std::string_view text) const {
    const Result<LogicalPlanPtr> plan = Optimized(text);
    if (!plan.ok()) return plan.status().message();
    std::string explained;
    const auto lines = ExplainPlan(**plan, {});
    for (const std::string& line : *lines) explained += "\n" + line;
    return explained;
  }

  /// "name type, name type": the columns of the result; or the error's message.
  std::string Columns(std::string_view text) const;
};

}  // namespace costdb::query

#endif  // COSTDB_TESTS_QUERY_PLAN_TEXT_H_
