#include "query/session.h"

#include <absl/time/clock.h>
#include <absl/time/time.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "engine/error/propagate.h"
#include "query/binder/binder.h"
#include "query/catalog_statements.h"
#include "query/exec/executor.h"
#include "query/memory_size.h"
#include "query/parser/parser.h"
#include "query/plan/explain.h"
#include "query/plan/optimizer.h"
#include "query/settings.h"

namespace costdb::query {
namespace {

Result<QueryResult> ExplainResult(const LogicalPlan& plan, const engine::Snapshot& snapshot,
                                  const ExecutionOptions& options) {
  const auto how_it_runs = [&](const LogicalPlan& node) {
    return ExplainNode(node, snapshot, options);
  };
  COSTDB_ASSIGN_OR_RETURN(std::vector<std::string> lines, ExplainPlan(plan, how_it_runs));
  QueryResult result;
  ResultColumn& column = result.columns.emplace_back();
  column.name = "plan";
  column.type = Type::kText;
  for (std::string& line : lines) {
    column.values.push_back(Value::Text(std::move(line)));
  }
  return result;
}

Result<QueryResult> RunQuery(const syntax::Statement& statement, const BindContext& context,
                             const ExecutionOptions& options) {
  COSTDB_ASSIGN_OR_RETURN(LogicalPlanPtr plan, BindQuery(context, *statement.query));
  plan = Optimize(std::move(plan), context.snapshot->dictionaries());
  if (statement.kind == syntax::StatementKind::kExplain) {
    return ExplainResult(*plan, *context.snapshot, options);
  }
  return Execute(*plan, *context.snapshot, options);
}

Result<QueryResult> Answer(std::string_view text, const syntax::Statement& statement,
                           const engine::Snapshot& snapshot, const Parameters& parameters,
                           const SessionSettings& settings, const std::atomic<bool>& cancelled) {
  BindContext context;
  context.query_text = text;
  context.snapshot = &snapshot;
  context.parameters = &parameters;
  context.now_unix_ns =
      settings.now_unix_ns != 0 ? settings.now_unix_ns : absl::ToUnixNanos(absl::Now());
  context.time_zone = settings.time_zone;
  switch (statement.kind) {
    case syntax::StatementKind::kShow:
      return ShowCatalog(context, settings, statement.name);
    case syntax::StatementKind::kDescribe:
      return DescribeRelation(context, statement.name);
    case syntax::StatementKind::kQuery:
    case syntax::StatementKind::kExplain:
    case syntax::StatementKind::kSet:
      break;
  }
  ExecutionOptions options;
  options.threads =
      settings.threads != 0 ? settings.threads : std::max(1U, std::thread::hardware_concurrency());
  options.now_unix_ns = context.now_unix_ns;
  options.cancelled = &cancelled;
  options.preaggregates = settings.preaggregates;
  options.timeout = std::chrono::nanoseconds(settings.timeout_ns);
  options.memory_limit_bytes =
      settings.memory_limit_bytes != 0 ? settings.memory_limit_bytes : DefaultMemoryLimit();
  return RunQuery(statement, context, options);
}

// One statement with a result, against a snapshot of its own.
Result<QueryResult> RunStatement(std::string_view text, const syntax::Statement& statement,
                                 const engine::Database& database, const Parameters& parameters,
                                 const SessionSettings& settings,
                                 const std::atomic<bool>& cancelled) {
  COSTDB_ASSIGN_OR_RETURN(const std::unique_ptr<const engine::Snapshot> snapshot,
                          database.OpenSnapshot());
  Result<QueryResult> result = Answer(text, statement, *snapshot, parameters, settings, cancelled);
  // What could not be read looks like a text that is not there, in an answer or in an error.
  COSTDB_RETURN_IF_ERROR(snapshot->status());
  return result;
}

}  // namespace

Session::Session(const engine::Database& database) : database_(database) {}

Session::~Session() = default;

void Session::SetParameter(std::string name, Value value) {
  parameters_.insert_or_assign(std::move(name), std::move(value));
}

Status Session::Run(std::string_view text, const std::function<Status(QueryResult)>& consume) {
  cancelled_.store(false, std::memory_order_relaxed);
  COSTDB_ASSIGN_OR_RETURN(const std::vector<syntax::Statement> statements, ParseStatements(text));
  const auto name_statement = [&](std::size_t index, const Status& status) -> Status {
    if (statements.size() == 1) return status;
    return {status.code(),
            fmt::format("statement {} of {}: {}", index + 1, statements.size(), status.message())};
  };
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const syntax::Statement& statement = statements[i];
    if (statement.kind == syntax::StatementKind::kSet) {
      const Status status = ApplySetting(text, statement, &settings_);
      if (!status.ok()) return name_statement(i, status);
      continue;
    }
    Result<QueryResult> result =
        RunStatement(text, statement, database_, parameters_, settings_, cancelled_);
    if (!result.ok()) return name_statement(i, result.status());
    COSTDB_RETURN_IF_ERROR(consume(std::move(result).value()));
  }
  return Status::Ok();
}

Result<QueryResult> Session::RunOne(std::string_view text) {
  std::optional<QueryResult> only;
  COSTDB_RETURN_IF_ERROR(Run(text, [&](QueryResult result) -> Status {
    if (only.has_value()) {
      return Status::InvalidArgument("one statement with a result was expected, and this has more");
    }
    only = std::move(result);
    return Status::Ok();
  }));
  if (!only.has_value()) {
    return Status::InvalidArgument("a statement with a result was expected, such as SELECT");
  }
  return std::move(*only);
}

}  // namespace costdb::query
