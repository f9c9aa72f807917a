#ifndef COSTDB_TOOLS_COMMAND_PRICES_SUPPORT_H_
#define COSTDB_TOOLS_COMMAND_PRICES_SUPPORT_H_

#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "costdb/query_result.h"
#include "costdb/status.h"
#include "engine/store/database.h"
#include "tools/command/commands.h"

namespace costdb::tools {

/// What every subcommand of `costdb prices` takes.
struct PricesArguments {
  std::string database;
  std::string format = "table";
};

/// Adds DB, and --format where `with_format`.
void AddPricesOptions(CLI::App* command, PricesArguments* arguments, bool with_format);

Result<std::unique_ptr<engine::Database>> OpenForReading(const std::string& path);
/// The file must exist: prices of no calls are a misspelt name.
Result<std::unique_ptr<engine::Database>> OpenForChanging(const std::string& path);

/// Runs one CostQL query with text, time and other parameters.
Result<QueryResult> RunPricesQuery(const engine::Database& database, std::string_view costql,
                                   const std::vector<std::pair<std::string, Value>>& parameters);

/// Writes a table in the format; for people without the columns that are NULL in every row.
Status WritePricesTable(QueryResult result, const PricesArguments& arguments);

/// A day, a moment, or a duration back from now (7d), in nanoseconds since the Unix epoch. `option`
/// names it in messages.
Result<std::int64_t> ParseWhen(std::string_view text, std::string_view option);

/// Each adds one subcommand to `prices`.
void AddPricesListCommands(CLI::App* prices, CommandAction* action);
void AddPricesMissingCommands(CLI::App* prices, CommandAction* action);
void AddPricesSetCommand(CLI::App* prices, CommandAction* action);
void AddPricesFileCommands(CLI::App* prices, CommandAction* action);
void AddPricesDiffCommand(CLI::App* prices, CommandAction* action);
void AddPricesRepriceCommand(CLI::App* prices, CommandAction* action);

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_COMMAND_PRICES_SUPPORT_H_
