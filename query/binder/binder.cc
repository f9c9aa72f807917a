#include "query/binder/binder.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include "engine/error/propagate.h"
#include "query/binder/scope.h"
#include "query/binder/select_binder.h"
#include "query/binder/time_range.h"
#include "query/parser/parser.h"
#include "query/plan/expression_tools.h"
#include "query/prices/price_relation.h"
#include "query/syntax/diagnostic.h"
#include "query/syntax/nearest_name.h"

namespace costdb::query {
namespace {

struct StoredRelation {
  std::string_view name;
  engine::Relation relation;
};
constexpr std::array kStoredRelations = {
    StoredRelation{"calls", engine::Relation::kCalls},
    StoredRelation{"spans", engine::Relation::kSpans},
    StoredRelation{"traces", engine::Relation::kTraces},
};
constexpr std::string_view kSessionsName = "sessions";
constexpr std::string_view kPricesName = "prices";

// A session is its calls: the relation is a query, and what is known of calls holds for it.
constexpr std::string_view kSessionsQuery = R"(
SELECT session,
       min(user) AS user,
       min(time) AS first,
       max(time) AS last,
       count(*) AS calls,
       count(DISTINCT trace_id) AS turns,
       sum(input_tokens) AS input_tokens,
       sum(output_tokens) AS output_tokens,
       sum(cost) AS cost,
       sum(CASE WHEN status = 'error' THEN 1 ELSE 0 END) AS errors
FROM calls
WHERE session IS NOT NULL
GROUP BY session)";

struct SessionColumn {
  std::string_view name;
  std::string_view documentation;
};
constexpr std::array kSessionColumns = {
    SessionColumn{"session", "the conversation that the calls belong to"},
    SessionColumn{"user", "the user; the first in the alphabet where there are several"},
    SessionColumn{"first", "when the first call started"},
    SessionColumn{"last", "when the last call started"},
    SessionColumn{"calls", "LLM calls"},
    SessionColumn{"turns", "traces: how often the session was continued"},
    SessionColumn{"input_tokens", "all input tokens, cached ones included"},
    SessionColumn{"output_tokens", "all output tokens, reasoning included"},
    SessionColumn{"cost", "dollars; calls without a price are left out"},
    SessionColumn{"errors", "calls that failed"},
};

// The WITH names that a query sees: those of its own WITH that stand before, then those around it.
struct Environment {
  const syntax::Query* query = nullptr;
  std::size_t visible = 0;
  const Environment* outer = nullptr;
};

// SINCE and UNTIL of a query over `sessions`, which count for the calls beneath.
struct OuterTimeRange {
  const BindContext* context;
  const syntax::Select* select;
};

LogicalPlanPtr PricesPlan() {
  auto plan = std::make_unique<LogicalPlan>();
  plan->kind = PlanKind::kPrices;
  for (const PriceColumn& column : PriceColumns()) {
    plan->price_columns.push_back(static_cast<std::uint32_t>(plan->columns.size()));
    plan->columns.push_back({std::string(column.name), column.type, std::nullopt});
  }
  return plan;
}

class QueryBinder {
 public:
  explicit QueryBinder(const BindContext& context) : context_(context) {}

  Result<LogicalPlanPtr> Bind(const syntax::Query& query, const Environment* outer,
                              std::optional<OuterTimeRange> time_range) {
    if (depth_ == kMaximumQueryDepth) {
      const SourceRange place =
          query.select.items.empty() ? SourceRange{} : query.select.items.front().range;
      return ErrorAt(context_.query_text, place,
                     fmt::format("queries nest deeper than {} levels here", kMaximumQueryDepth));
    }
    ++depth_;
    const Environment environment = {&query, query.named_queries.size(), outer};
    Result<LogicalPlanPtr> plan = BindSelect(query.select, environment, time_range);
    --depth_;
    return plan;
  }

  Result<Scope> ScopeOf(const syntax::Select& select, const Environment& environment);

 private:
  Result<LogicalPlanPtr> BindSelect(const syntax::Select& select, const Environment& environment,
                                    std::optional<OuterTimeRange> time_range) {
    COSTDB_ASSIGN_OR_RETURN(Scope scope, ScopeOf(select, environment));
    std::vector<BoundExpressionPtr> conditions;
    if (time_range.has_value()) {
      COSTDB_RETURN_IF_ERROR(
          AppendTimeRange(*time_range->context, *time_range->select, &scope, &conditions));
    }
    if (!IsSessions(select, environment)) {
      COSTDB_RETURN_IF_ERROR(AppendTimeRange(context_, select, &scope, &conditions));
    }
    return SelectBinder(context_, select, std::move(scope), std::move(conditions)).Bind();
  }

  static bool IsSessions(const syntax::Select& select, const Environment& environment) {
    return select.source.has_value() && select.source->subquery == nullptr &&
           LowercaseName(select.source->relation.text) == kSessionsName &&
           FindNamed(environment, kSessionsName).query == nullptr;
  }

  // The environment that the named query is bound in, with `query` set to it; null when unknown.
  struct Named {
    const syntax::Query* query = nullptr;
    Environment environment;
  };
  static Named FindNamed(const Environment& environment, std::string_view lowercase_name) {
    for (const Environment* level = &environment; level != nullptr; level = level->outer) {
      for (std::size_t i = level->visible; i-- > 0;) {
        const syntax::NamedQuery& named = level->query->named_queries[i];
        if (LowercaseName(named.name.text) != lowercase_name) continue;
        return {named.query.get(), {level->query, i, level->outer}};
      }
    }
    return {};
  }

  Result<LogicalPlanPtr> BindSessions(const syntax::Select& select);
  Result<Scope> NamedScope(const syntax::Select& select, const Environment& environment);
  Status UnknownRelation(const syntax::Name& name, const Environment& environment) const;

  const BindContext& context_;
  int depth_ = 0;
};

Result<LogicalPlanPtr> QueryBinder::BindSessions(const syntax::Select& select) {
  COSTDB_ASSIGN_OR_RETURN(const std::vector<syntax::Statement> statements,
                          ParseStatements(kSessionsQuery));
  BindContext context = context_;
  context.query_text = kSessionsQuery;
  return QueryBinder(context).Bind(*statements.front().query, nullptr,
                                   OuterTimeRange{&context_, &select});
}

Status QueryBinder::UnknownRelation(const syntax::Name& name,
                                    const Environment& environment) const {
  std::vector<std::string_view> names;
  for (const Environment* level = &environment; level != nullptr; level = level->outer) {
    for (std::size_t i = 0; i < level->visible; ++i) {
      names.push_back(level->query->named_queries[i].name.text);
    }
  }
  for (const RelationDefinition& relation : Relations()) names.push_back(relation.name);
  return ErrorAt(context_.query_text, name.range,
                 fmt::format("there is no relation {}{}", name.text, DidYouMean(name.text, names)));
}

Result<Scope> QueryBinder::NamedScope(const syntax::Select& select,
                                      const Environment& environment) {
  const syntax::Source& source = *select.source;
  const std::string relation = LowercaseName(source.relation.text);
  const std::string_view name = source.alias.has_value() ? source.alias->text : relation;
  const Named named = FindNamed(environment, relation);
  if (named.query != nullptr) {
    COSTDB_ASSIGN_OR_RETURN(LogicalPlanPtr plan,
                            Bind(*named.query, &named.environment, std::nullopt));
    return Scope::OfPlan(std::move(plan), source.relation.text, name);
  }
  for (const StoredRelation& stored : kStoredRelations) {
    if (stored.name == relation) return Scope::OfRelation(stored.relation, relation, name);
  }
  if (relation == kSessionsName) {
    COSTDB_ASSIGN_OR_RETURN(LogicalPlanPtr plan, BindSessions(select));
    return Scope::OfPlan(std::move(plan), kSessionsName, name);
  }
  if (relation == kPricesName) return Scope::OfPlan(PricesPlan(), kPricesName, name);
  return UnknownRelation(source.relation, environment);
}

Result<Scope> QueryBinder::ScopeOf(const syntax::Select& select, const Environment& environment) {
  if (!select.source.has_value()) {
    auto one_row = std::make_unique<LogicalPlan>();
    one_row->kind = PlanKind::kOneRow;
    return Scope::OfPlan(std::move(one_row), "a SELECT without FROM", "");
  }
  if (select.source->subquery == nullptr) return NamedScope(select, environment);
  COSTDB_ASSIGN_OR_RETURN(LogicalPlanPtr plan,
                          Bind(*select.source->subquery, &environment, std::nullopt));
  const std::string_view name =
      select.source->alias.has_value() ? std::string_view(select.source->alias->text) : "";
  return Scope::OfPlan(std::move(plan), "the query in FROM", name);
}

}  // namespace

const std::vector<RelationDefinition>& Relations() {
  static const std::vector<RelationDefinition> kRelations = {
      {"calls", "one billable LLM call"},
      {"spans", "every span kept, with its own cost and its inclusive cost"},
      {"traces", "one trace: its root, calls, tokens and cost"},
      {kSessionsName, "one session (conversation): its calls, turns, tokens and cost"},
      {kPricesName, "one price of the catalog: a model's, with its validity and what it is for"},
  };
  return kRelations;
}

Result<LogicalPlanPtr> BindQuery(const BindContext& context, const syntax::Query& query) {
  return QueryBinder(context).Bind(query, nullptr, std::nullopt);
}

Result<LogicalPlanPtr> BindRelation(const BindContext& context, const syntax::Name& name) {
  syntax::Query query;
  syntax::Source& source = query.select.source.emplace();
  source.relation = name;
  const Environment environment = {&query, 0, nullptr};
  COSTDB_ASSIGN_OR_RETURN(Scope scope, QueryBinder(context).ScopeOf(query.select, environment));
  scope.AllColumns();
  return scope.TakePlan();
}

std::string_view SessionColumnDocumentation(std::string_view column) {
  for (const SessionColumn& known : kSessionColumns) {
    if (known.name == column) return known.documentation;
  }
  return {};
}

}  // namespace costdb::query
