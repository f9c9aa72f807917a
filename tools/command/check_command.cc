#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>

#include "engine/error/propagate.h"
#include "engine/store/database.h"
#include "query/session.h"
#include "tools/command/commands.h"
#include "tools/command/terminal.h"
#include "tools/output/display_text.h"
#include "tools/output/result_writer.h"

namespace costdb::tools {
namespace {

constexpr const char* kExamples =
    R"(Reads everything: every checksum, every statistic, every span; each sealed trace is resolved again and
must cost what is stored. What is wrong is named with its place, and the exit code is 1.

Then it shows why spans that report usage are not billed, and lists what deserves a look: spans that
report more than is billed beneath them, calls whose input may or may not include cached tokens, and
calls that report no usage. These are no errors; docs/traces.md has the rules.

Examples:
  costdb check spend.costdb
  costdb query spend.costdb "SELECT * FROM spans WHERE billing = 'unexplained'")";

// What is shown for people to judge, each a query of its own.
struct Listing {
  std::string_view title;
  std::string_view text;
};
constexpr Listing kListings[] = {
    {"Spans that report usage, and how they are billed",
     "SELECT billing, coalesce(usage_source, 'own') AS usage_of, count(*) AS spans, "
     "sum(input_tokens) AS input, sum(output_tokens) AS output, sum(cost) AS dollars FROM spans "
     "WHERE input_tokens IS NOT NULL OR output_tokens IS NOT NULL "
     "GROUP BY billing, usage_of ORDER BY spans DESC"},
    {"Suspicious: more usage than is billed beneath, and no call beneath that it could be of",
     "SELECT trace_id, span_id, name, service, input_tokens AS input, output_tokens AS output, "
     "inclusive_tokens AS billed_beneath FROM spans WHERE billing = 'unexplained' "
     "ORDER BY time DESC LIMIT 10"},
    {"Ambiguous: the input may or may not include the cached tokens; taken as included",
     "SELECT scope, scope_version, provider, count(*) AS calls, sum(cached_tokens) AS cached, "
     "sum(input_tokens) AS input FROM calls WHERE containment = 'ambiguous' GROUP BY ALL "
     "ORDER BY calls DESC LIMIT 10"},
    {"Unmetered: calls that report no usage",
     "SELECT scope, model, count(*) AS calls, "
     "sum(CASE WHEN status = 'error' THEN 1 ELSE 0 END) AS failed FROM calls "
     "WHERE billing = 'unmetered' GROUP BY ALL ORDER BY calls DESC LIMIT 10"},
};

std::string Count(std::uint64_t value) {
  return GroupedText(static_cast<Int128>(value));
}

std::string SummaryText(const engine::IntegrityReport& report) {
  std::string text =
      fmt::format("{} spans in {} traces; {} row groups with {} columns, {} batches in the head\n",
                  Count(report.spans), Count(report.traces), Count(report.row_groups),
                  Count(report.columns), Count(report.head_batches));
  if (report.conflicting_spans > 0) {
    text += fmt::format("{} spans were dropped: they had the id of another span of their trace\n",
                        Count(report.conflicting_spans));
  }
  text += report.problem_count == 0 ? "No problem found.\n" : "";
  return text;
}

Status ShowListings(const engine::Database& database) {
  query::Session session(database);
  WriteOptions options;
  options.table_width = OutputTerminalWidth();
  for (const Listing& listing : kListings) {
    COSTDB_ASSIGN_OR_RETURN(const QueryResult result, session.RunOne(listing.text));
    if (result.row_count() == 0) continue;
    COSTDB_RETURN_IF_ERROR(WriteOutput(fmt::format("\n{}:\n\n", listing.title)));
    COSTDB_RETURN_IF_ERROR(WriteResult(result, options, WriteOutput));
  }
  return Status::Ok();
}

Status RunCheck(const std::string& path) {
  engine::DatabaseOptions options;
  options.mode = engine::OpenMode::kReadOnly;
  COSTDB_ASSIGN_OR_RETURN(const std::unique_ptr<engine::Database> database,
                          engine::Database::Open(path, options));
  engine::IntegrityReport report;
  {
    ProgressLine line;
    const auto draw = [&line](double share) {
      if (line.IsDue()) line.Draw(fmt::format("checking, {:.0f} %", 100 * share));
    };
    COSTDB_ASSIGN_OR_RETURN(report, database->CheckIntegrity(draw));
  }
  COSTDB_RETURN_IF_ERROR(WriteOutput(SummaryText(report)));
  for (const std::string& problem : report.problems) WriteMessage(problem + "\n");
  if (report.problem_count == 0) return ShowListings(*database);
  return Status::Corruption(fmt::format("{}: {} problems, {} of them above", path,
                                        Count(report.problem_count),
                                        Count(report.problems.size())));
}

}  // namespace

void AddCheckCommand(CLI::App* app, CommandAction* action) {
  auto path = std::make_shared<std::string>();
  CLI::App* command =
      app->add_subcommand("check", "Verify a database, and list what is suspicious");
  command->footer(kExamples);
  command->add_option("DB", *path, "The database file")->required();
  command->callback([path, action] { *action = [path] { return RunCheck(*path); }; });
}

}  // namespace costdb::tools
