#ifndef COSTDB_TESTS_QUERY_RUN_QUERY_H_
#define COSTDB_TESTS_QUERY_RUN_QUERY_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>

#include "engine/scan/snapshot.h"
#include "query/binder/binder.h"
#include "query/exec/executor.h"
#include "query/parser/parser.h"
#include "query/plan/optimizer.h"

namespace costdb::query {

/// The result of one query on the rows of a snapshot, which must have one; without pre-aggregates.
inline QueryResult RunQuery(const engine::Snapshot& snapshot, const std::string& text,
                            std::uint32_t threads = 1) {
  auto statements = ParseStatements(text);
  EXPECT_TRUE(statements.ok()) << statements.status().message();
  const Parameters parameters;
  BindContext context;
  context.query_text = text;
  context.snapshot = &snapshot;
  context.parameters = &parameters;
  auto plan = BindQuery(context, *statements->front().query);
  EXPECT_TRUE(plan.ok()) << plan.status().message();
  const LogicalPlanPtr optimized = Optimize(std::move(*plan), snapshot.dictionaries());
  ExecutionOptions options;
  options.threads = threads;
  options.preaggregates = false;
  auto result = Execute(*optimized, snapshot, options);
  EXPECT_TRUE(result.ok()) << text << ": " << result.status().message();
  return std::move(*result);
}

}  // namespace costdb::query

#endif  // COSTDB_TESTS_QUERY_RUN_QUERY_H_
