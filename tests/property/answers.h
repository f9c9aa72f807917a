#ifndef COSTDB_TESTS_PROPERTY_ANSWERS_H_
#define COSTDB_TESTS_PROPERTY_ANSWERS_H_

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "costdb/query_result.h"

namespace costdb::property {

/// One row of an answer: column to value, as text. Money is whole picodollars, NULL is "NULL".
using Row = std::map<std::string, std::string>;

/// An answer by the row's key.
using Table = std::map<std::string, Row>;

/// A question that the database and the reference both answer.
struct Question {
  std::string name;
  std::string costql;
  std::vector<std::string> key;  ///< The columns that tell its rows apart.
};

/// What is asked after every scenario: every span, call, trace and session, and sums of calls.
std::span<const Question> Questions();

/// What pre-aggregates can answer: the result must be the same without them.
std::span<const std::string_view> PreaggregatedQueries();

/// Attribute columns that the questions read, where the database has them.
std::span<const std::string_view> AttributeKeys();
std::span<const std::string_view> ResourceKeys();

/// The rows of `rows`, each under its key of `question`.
Table ToTable(const Question& question, const std::vector<Row>& rows);
std::vector<Row> ToRows(const QueryResult& result);

/// Every difference of two answers, one a line; empty when there is none.
std::string Difference(const Table& expected, const Table& actual);

}  // namespace costdb::property

#endif  // COSTDB_TESTS_PROPERTY_ANSWERS_H_
