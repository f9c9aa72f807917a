#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "engine/error/propagate.h"
#include "engine/store/database.h"
#include "query/session.h"
#include "tools/command/commands.h"
#include "tools/command/interrupt.h"
#include "tools/command/parameter.h"
#include "tools/command/standard_input.h"
#include "tools/command/terminal.h"
#include "tools/output/result_writer.h"

namespace costdb::tools {
namespace {

struct QueryArguments {
  std::string database;
  std::string text;
  std::string format = "table";
  std::vector<std::string> parameters;
  std::uint32_t threads = 0;
};

constexpr const char* kExamples =
    R"(Several statements are separated by ';'. SET changes a setting for those after it.
With - as the query, the text is read from standard input.

Examples:
  costdb query spend.costdb 'SELECT model, count(*), sum(cost) FROM calls GROUP BY model'
  costdb query spend.costdb 'SELECT sum(cost) FROM calls WHERE user = :who' --param who=alice
  costdb query spend.costdb - --format csv < report.costql > report.csv)";

Status RunQuery(const QueryArguments& arguments) {
  std::string text = arguments.text;
  if (text == "-") {
    COSTDB_ASSIGN_OR_RETURN(text, ReadStandardInput());
  }
  engine::DatabaseOptions database_options;
  database_options.mode = engine::OpenMode::kReadOnly;
  COSTDB_ASSIGN_OR_RETURN(const std::unique_ptr<engine::Database> database,
                          engine::Database::Open(arguments.database, database_options));
  query::Session session(*database);
  session.settings().threads = arguments.threads;
  for (const std::string& parameter : arguments.parameters) {
    COSTDB_ASSIGN_OR_RETURN(auto named, ParseParameter(parameter));
    session.SetParameter(std::move(named.first), std::move(named.second));
  }
  WriteOptions write_options;
  write_options.format = *FindOutputFormat(arguments.format);
  write_options.table_width = OutputTerminalWidth();
  const InterruptGuard interrupt(&session);
  bool first = true;
  return session.Run(text, [&](const QueryResult& result) -> Status {
    const bool is_for_people = write_options.format == OutputFormat::kTable ||
                               write_options.format == OutputFormat::kMarkdown;
    if (!first && is_for_people) COSTDB_RETURN_IF_ERROR(WriteOutput("\n"));
    first = false;
    return WriteResult(result, write_options, WriteOutput);
  });
}

}  // namespace

void AddQueryCommand(CLI::App* app, CommandAction* action) {
  auto arguments = std::make_shared<QueryArguments>();
  CLI::App* command = app->add_subcommand("query", "Answer CostQL queries");
  command->footer(kExamples);
  command->add_option("DB", arguments->database, "The database file")->required();
  command->add_option("CostQL", arguments->text, "The query, or - for standard input")->required();
  command->add_option("--format", arguments->format, "How to write results")
      ->check(CLI::IsMember({"table", "csv", "json", "jsonl", "markdown"}))
      ->capture_default_str();
  command
      ->add_option("--param", arguments->parameters,
                   "NAME=VALUE of a parameter, for :name and $1; may be repeated")
      ->expected(1)
      ->take_all()
      ->check([](const std::string& text) { return ParseParameter(text).status().message(); });
  command->add_option("--threads", arguments->threads, "Threads to use [all cores]")
      ->check(CLI::Range(0, 1024));
  command->callback(
      [arguments, action] { *action = [arguments] { return RunQuery(*arguments); }; });
}

}  // namespace costdb::tools
