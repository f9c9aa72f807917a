#ifndef COSTDB_QUERY_SYNTAX_STATEMENT_H_
#define COSTDB_QUERY_SYNTAX_STATEMENT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "query/syntax/expression.h"

namespace costdb::query::syntax {

struct Query;

/// A name with its place.
struct Name {
  std::string text;
  SourceRange range;
};

struct SelectItem {
  bool is_star = false;  ///< SELECT *: the other fields but `range` are empty.
  ExpressionPtr expression;
  std::optional<Name> alias;
  SourceRange range;
};

/// What FROM names: a relation, a WITH name, or a query in parentheses.
struct Source {
  Name relation;                    ///< Empty text when it is a query.
  std::unique_ptr<Query> subquery;  ///< May be null.
  std::optional<Name> alias;
};

/// EVERY d [IN 'zone'].
struct Every {
  ExpressionPtr duration;  ///< A duration literal.
  std::optional<Name> zone;
  SourceRange range;
};

struct GroupBy {
  bool all = false;
  std::vector<ExpressionPtr> items;
  SourceRange range;
};

struct SortItem {
  ExpressionPtr expression;  ///< Null for ORDER BY ALL.
  bool descending = false;
  std::optional<bool> nulls_first;  ///< Unset: NULLs come last.
};

struct OrderBy {
  bool all = false;  ///< `items` is one item without an expression.
  std::vector<SortItem> items;
  SourceRange range;
};

/// One SELECT.
struct Select {
  bool distinct = false;
  std::vector<SelectItem> items;
  std::optional<Source> source;
  ExpressionPtr where;
  ExpressionPtr since;
  ExpressionPtr until;
  std::optional<GroupBy> group_by;
  std::optional<Every> every;
  ExpressionPtr having;
  std::optional<OrderBy> order_by;
  ExpressionPtr limit;  ///< A number, a percent literal or a parameter.
  bool limit_is_percent = false;
  ExpressionPtr offset;
};

/// A query that others of the same statement can name.
struct NamedQuery {
  Name name;
  std::unique_ptr<Query> query;
};

/// [WITH name AS (query), ...] SELECT ...
struct Query {
  std::vector<NamedQuery> named_queries;
  Select select;
};

enum class StatementKind : std::uint8_t { kQuery, kExplain, kSet, kShow, kDescribe };

struct Statement {
  StatementKind kind = StatementKind::kQuery;
  std::unique_ptr<Query> query;  ///< kQuery, kExplain
  Name name;                     ///< kSet: the setting. kShow: what. kDescribe: the relation.
  Value value;                   ///< kSet. A bare word such as on is text.
  SourceRange value_range;       ///< kSet
};

}  // namespace costdb::query::syntax

#endif  // COSTDB_QUERY_SYNTAX_STATEMENT_H_
