#include "answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/money/int128_text.h"

namespace costdb::property {
namespace {

constexpr std::string_view kAttributeKeys[] = {"team", "plan", "openinference.span.kind",
                                               "ai.operationId"};
constexpr std::string_view kResourceKeys[] = {"host.name"};

constexpr std::string_view kCallColumns =
    "trace_id, span_id, time, duration, kind, name, root_name, service, environment, provider, "
    "operation, model, request_model, response_model, input_tokens, cached_tokens, "
    "cache_write_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens, cost, input_cost, "
    "output_cost, cache_cost, cost_source, user, session, agent, tool, feature, finish_reason, "
    "status, error_type, service_tier, containment, reported_cost, scope, scope_version, "
    "response_id, role, billing, "
    "usage_source";

std::string AttributeColumns() {
  std::string columns;
  for (const std::string_view key : kAttributeKeys) columns += fmt::format(", attr['{}']", key);
  for (const std::string_view key : kResourceKeys) columns += fmt::format(", resource['{}']", key);
  return columns;
}

std::vector<Question> MakeQuestions() {
  const std::string sums =
      "count(*) AS calls, sum(cost) AS cost, sum(input_tokens) AS input_tokens, sum(output_tokens) "
      "AS output_tokens";
  std::vector<Question> questions;
  questions.push_back({"spans",
                       fmt::format("SELECT {}, inclusive_cost, inclusive_tokens, inclusive_calls{} "
                                   "FROM spans",
                                   kCallColumns, AttributeColumns()),
                       {"trace_id", "span_id"}});
  questions.push_back({"calls",
                       fmt::format("SELECT {}{} FROM calls", kCallColumns, AttributeColumns()),
                       {"trace_id", "span_id"}});
  questions.push_back({"traces",
                       "SELECT trace_id, time, duration, root_name, service, environment, "
                       "input_tokens, output_tokens, cost, user, session, calls, spans, errors, "
                       "unpriced_calls, unmetered_calls FROM traces",
                       {"trace_id"}});
  questions.push_back({"sessions",
                       "SELECT session, calls, turns, input_tokens, output_tokens, cost FROM "
                       "sessions",
                       {"session"}});
  questions.push_back({"everything", "SELECT " + sums + " FROM calls", {}});
  for (const std::string dimension : {"user", "session", "model", "usage_source", "agent",
                                      "provider", "service", "environment", "operation"}) {
    questions.push_back({"sums by " + dimension,
                         fmt::format("SELECT {0}, {1} FROM calls GROUP BY {0}", dimension, sums),
                         {dimension}});
  }
  return questions;
}

std::string TextOf(const Value& value) {
  if (value.is_null()) return "NULL";
  const bool is_text =
      value.type == Type::kText || value.type == Type::kTraceId || value.type == Type::kSpanId;
  return is_text ? value.text : engine::Int128ToText(value.integer);
}

}  // namespace

std::span<const Question> Questions() {
  static const std::vector<Question>& questions = *new std::vector<Question>(MakeQuestions());
  return questions;
}

std::span<const std::string_view> PreaggregatedQueries() {
  static constexpr std::string_view kQueries[] = {
      "SELECT count(*), count(cost), sum(cost), avg(duration), sum(output_cost) FROM calls",
      "SELECT model, service, count(*), sum(cost), avg(input_tokens), count(reasoning_tokens), "
      "share(cost) FROM calls GROUP BY model, service",
      "SELECT environment, count(*), sum(cost) FROM calls WHERE provider = 'openai' OR model IS "
      "NULL GROUP BY environment",
      "SELECT model, count(*), sum(cost), sum(cached_tokens) FROM calls GROUP BY model EVERY 1h",
      "SELECT operation, count(*), sum(cost), sum(cache_cost) FROM calls SINCE '2026-04-01 "
      "00:00:01' UNTIL '2026-04-01 00:00:07' GROUP BY operation",
      "SELECT count(*), sum(cost), sum(cache_write_tokens) FROM calls SINCE '2026-03-31 23:59:59' "
      "UNTIL '2026-04-01 01:30:00' EVERY 1d IN 'Europe/Berlin'",
      "SELECT model, count(*), sum(cost) FROM calls WHERE time >= '2026-04-01 00:00:02' GROUP BY "
      "model, date_trunc('day', time)",
  };
  return kQueries;
}

std::span<const std::string_view> AttributeKeys() {
  return kAttributeKeys;
}

std::span<const std::string_view> ResourceKeys() {
  return kResourceKeys;
}

Table ToTable(const Question& question, const std::vector<Row>& rows) {
  Table table;
  for (const Row& row : rows) {
    std::string key;
    for (const std::string& column : question.key) key += row.at(column) + " ";
    while (!table.emplace(key, row).second) key += "(again) ";
  }
  return table;
}

std::vector<Row> ToRows(const QueryResult& result) {
  std::vector<Row> rows(result.row_count());
  for (const ResultColumn& column : result.columns) {
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i][column.name] = TextOf(column.values[i]);
  }
  return rows;
}

std::string Difference(const Table& expected, const Table& actual) {
  std::string lines;
  std::set<std::string> keys;
  for (const auto& [key, row] : expected) keys.insert(key);
  for (const auto& [key, row] : actual) keys.insert(key);
  for (const std::string& key : keys) {
    if (!actual.contains(key)) {
      lines += fmt::format("  {}: is missing\n", key);
    } else if (!expected.contains(key)) {
      lines += fmt::format("  {}: should not be there\n", key);
    } else {
      for (const auto& [column, value] : expected.at(key)) {
        const Row& row = actual.at(key);
        const auto found = row.find(column);
        if (found == row.end() || found->second == value) continue;
        lines += fmt::format("  {}: {} is {}, should be {}\n", key, column, found->second, value);
      }
    }
  }
  return lines;
}

}  // namespace costdb::property
