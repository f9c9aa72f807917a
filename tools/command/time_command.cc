#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "engine/error/propagate.h"
#include "engine/store/database.h"
#include "query/session.h"
#include "tools/command/commands.h"
#include "tools/command/interrupt.h"
#include "tools/command/terminal.h"

namespace costdb::tools {
namespace {

struct TimeArguments {
  std::string database;
  std::string text;
  std::uint32_t runs = 5;
  std::uint32_t threads = 0;
};

constexpr const char* kExamples =
    R"(Runs the query once to warm up, then RUNS times in this process, from text to result.
Prints {"runs","threads","rows","min_ms","median_ms","max_ms"} as JSON; rows are those of the
result. SET statements may stand before the query.

Example:
  costdb time spend.costdb 'SET preaggregates = off; SELECT sum(cost) FROM calls' --runs 9)";

double Median(const std::vector<double>& sorted) {
  const std::size_t middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

Status RunTime(const TimeArguments& arguments) {
  engine::DatabaseOptions options;
  options.mode = engine::OpenMode::kReadOnly;
  COSTDB_ASSIGN_OR_RETURN(const std::unique_ptr<engine::Database> database,
                          engine::Database::Open(arguments.database, options));
  std::vector<double> milliseconds;
  std::size_t rows = 0;
  std::uint32_t threads = 0;
  for (std::uint32_t run = 0; run <= arguments.runs; ++run) {
    query::Session session(*database);
    session.settings().threads = arguments.threads;
    const InterruptGuard interrupt(&session);
    const auto start = std::chrono::steady_clock::now();
    COSTDB_ASSIGN_OR_RETURN(const QueryResult result, session.RunOne(arguments.text));
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    if (run > 0) milliseconds.push_back(took.count());
    rows = result.row_count();
    threads = session.settings().threads;
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  return WriteOutput(
      fmt::format("{{\"runs\":{},\"threads\":{},\"rows\":{},\"min_ms\":{:.3f},\"median_ms\":{:.3f},"
                  "\"max_ms\":{:.3f}}}\n",
                  arguments.runs, threads, rows, milliseconds.front(), Median(milliseconds),
                  milliseconds.back()));
}

}  // namespace

void AddTimeCommand(CLI::App* app, CommandAction* action) {
  auto arguments = std::make_shared<TimeArguments>();
  CLI::App* command = app->add_subcommand("time", "Measure how long a query takes");
  command->footer(kExamples);
  command->add_option("DB", arguments->database, "The database file")->required();
  command->add_option("CostQL", arguments->text, "The query")->required();
  command->add_option("--runs", arguments->runs, "Measured runs")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  command->add_option("--threads", arguments->threads, "Threads to use [all cores]")
      ->check(CLI::Range(0, 1024));
  command->callback([arguments, action] { *action = [arguments] { return RunTime(*arguments); }; });
}

}  // namespace costdb::tools
