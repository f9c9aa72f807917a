// What CostQL accepts, and the one spelling it is read back in.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "query/parser/parser.h"

namespace costdb::query {
namespace {

using syntax::Select;
using syntax::Statement;
using syntax::StatementKind;

std::vector<Statement> Parse(std::string_view text) {
  Result<std::vector<Statement>> statements = ParseStatements(text);
  EXPECT_TRUE(statements.ok()) << statements.status().message();
  return statements.ok() ? std::move(statements).value() : std::vector<Statement>();
}

// The expression of SELECT <text>, written back.
std::string Respelled(const std::string& text) {
  const Result<std::vector<Statement>> statements = ParseStatements("SELECT " + text);
  if (!statements.ok()) return statements.status().message();
  return syntax::ToText(*statements->front().query->select.items.front().expression);
}

TEST(ParserSyntax, ExpressionsHaveOneSpelling) {
  EXPECT_EQ(Respelled("SUM( cost )"), "sum(cost)");
  EXPECT_EQ(Respelled("count(*)/count(distinct trace_id)"), "count(*) / count(DISTINCT trace_id)");
  EXPECT_EQ(Respelled("((a))"), "a");
  EXPECT_EQ(Respelled("a<>b"), "a != b");
  EXPECT_EQ(Respelled("a == 'it''s'"), "a = 'it''s'");
  EXPECT_EQ(Respelled("x is not null"), "x IS NOT NULL");
  EXPECT_EQ(Respelled("x not in (1,2)"), "NOT x IN (1, 2)");
  EXPECT_EQ(Respelled("x between 1 and 2 and y"), "x BETWEEN 1 AND 2 AND y");
  EXPECT_EQ(Respelled("x not like 'a%'"), "NOT x LIKE 'a%'");
  EXPECT_EQ(Respelled("case when a then 1 else 2 end"), "CASE WHEN a THEN 1 ELSE 2 END");
  EXPECT_EQ(Respelled("case model when 'a' then 1 end"), "CASE WHEN model = 'a' THEN 1 END");
  EXPECT_EQ(Respelled("ATTR['team']"), "attr['team']");
  EXPECT_EQ(Respelled("resource['k8s.pod.name']"), "resource['k8s.pod.name']");
  EXPECT_EQ(Respelled("a||'-'||b"), "a || '-' || b");
  EXPECT_EQ(Respelled("$1 + :days"), "$1 + :days");
}

TEST(ParserSyntax, OperatorsBindAsInArithmetic) {
  EXPECT_EQ(Respelled("a + b * c"), "a + b * c");
  EXPECT_EQ(Respelled("(a + b) * c"), "(a + b) * c");
  EXPECT_EQ(Respelled("a - b - c"), "a - b - c");
  EXPECT_EQ(Respelled("a - (b - c)"), "a - (b - c)");
  EXPECT_EQ(Respelled("-a * b"), "-a * b");
  EXPECT_EQ(Respelled("-(a * b)"), "-(a * b)");
  EXPECT_EQ(Respelled("a or b and not c"), "a OR b AND NOT c");
  EXPECT_EQ(Respelled("(a or b) and c"), "(a OR b) AND c");
  EXPECT_EQ(Respelled("not (a = 1 and b)"), "NOT (a = 1 AND b)");
}

TEST(ParserSyntax, KeywordsKnowNoCaseAndCommentsAreSpaces) {
  const auto statements = Parse(
      "-- dollars per user\n"
      "SeLeCt user /* who */ FrOm calls\n"
      "GROUP BY user -- the end");
  ASSERT_EQ(statements.size(), 1U);
  EXPECT_EQ(statements[0].query->select.source->relation.text, "calls");
}

TEST(ParserSyntax, ClausesComeInAnyOrder) {
  const auto statements = Parse(
      "SELECT model, sum(cost) FROM calls LIMIT 5 OFFSET 2 EVERY 1d IN 'Europe/Berlin' "
      "ORDER BY 2 DESC NULLS FIRST, model GROUP BY model HAVING sum(cost) > $1.00 "
      "UNTIL '2026-05-01' SINCE 7d WHERE user = 'ann'");
  ASSERT_EQ(statements.size(), 1U);
  const Select& select = statements[0].query->select;
  EXPECT_EQ(syntax::ToText(*select.where), "user = 'ann'");
  EXPECT_EQ(syntax::ToText(*select.since), "7d");
  EXPECT_EQ(syntax::ToText(*select.until), "'2026-05-01'");
  EXPECT_EQ(syntax::ToText(*select.having), "sum(cost) > $1.00");
  EXPECT_EQ(syntax::ToText(*select.every->duration), "1d");
  EXPECT_EQ(select.every->zone->text, "Europe/Berlin");
  EXPECT_EQ(syntax::ToText(*select.limit), "5");
  EXPECT_EQ(syntax::ToText(*select.offset), "2");
  ASSERT_EQ(select.order_by->items.size(), 2U);
  EXPECT_TRUE(select.order_by->items[0].descending);
  EXPECT_EQ(select.order_by->items[0].nulls_first, true);
  EXPECT_FALSE(select.order_by->items[1].descending);
  EXPECT_FALSE(select.order_by->items[1].nulls_first.has_value());
}

TEST(ParserSyntax, AliasesWithAndWithoutAs) {
  const auto statements =
      Parse("SELECT sum(cost) AS dollars, count(*) calls, max(cost) \"Most Dear\" FROM calls c");
  const Select& select = statements[0].query->select;
  EXPECT_EQ(select.items[0].alias->text, "dollars");
  EXPECT_EQ(select.items[1].alias->text, "calls");
  EXPECT_EQ(select.items[2].alias->text, "Most Dear");
  EXPECT_EQ(select.source->alias->text, "c");
}

TEST(ParserSyntax, WordsOfClausesMayNameColumns) {
  const auto statements = Parse("SELECT first, last AS set, \"order\" FROM sessions");
  const Select& select = statements[0].query->select;
  EXPECT_EQ(select.items[0].expression->name, "first");
  EXPECT_EQ(select.items[1].expression->name, "last");
  EXPECT_EQ(select.items[2].expression->name, "order");
}

TEST(ParserSyntax, SeveralStatements) {
  const auto statements = Parse(
      "; SET threads = 4; SET time_zone TO 'UTC';; EXPLAIN SELECT 1; SHOW tables; "
      "DESCRIBE calls;");
  ASSERT_EQ(statements.size(), 5U);
  EXPECT_EQ(statements[0].kind, StatementKind::kSet);
  EXPECT_EQ(statements[0].name.text, "threads");
  EXPECT_EQ(statements[0].value.integer, 4);
  EXPECT_EQ(statements[1].value.text, "UTC");
  EXPECT_EQ(statements[2].kind, StatementKind::kExplain);
  EXPECT_EQ(statements[3].kind, StatementKind::kShow);
  EXPECT_EQ(statements[4].kind, StatementKind::kDescribe);
  EXPECT_TRUE(Parse("").empty());
  EXPECT_TRUE(Parse(" ;; -- nothing").empty());
}

TEST(ParserSyntax, SubqueriesAndWith) {
  const auto statements = Parse(
      "WITH a AS (SELECT user FROM calls), b AS (SELECT user FROM a) "
      "SELECT count(*) FROM (SELECT user FROM b) AS x");
  const syntax::Query& query = *statements[0].query;
  ASSERT_EQ(query.named_queries.size(), 2U);
  EXPECT_EQ(query.named_queries[1].name.text, "b");
  EXPECT_EQ(query.select.source->alias->text, "x");
  EXPECT_EQ(query.select.source->subquery->select.source->relation.text, "b");
}

TEST(ParserSyntax, LongListsAndChainsNeedNoDepth) {
  std::string text = "SELECT 1 FROM calls WHERE user IN (0";
  for (int i = 1; i < 20'000; ++i) text += "," + std::to_string(i);
  text += ")";
  for (int i = 0; i < 5'000; ++i) text += " OR user = 'x'";
  const auto statements = Parse(text);
  ASSERT_EQ(statements.size(), 1U);
  const syntax::Expression& where = *statements[0].query->select.where;
  EXPECT_EQ(where.arguments.size(), 5'001U);
  EXPECT_EQ(where.arguments[0]->arguments.size(), 20'001U);
}

}  // namespace
}  // namespace costdb::query
