#ifndef COSTDB_TOOLS_COMMAND_COMMANDS_H_
#define COSTDB_TOOLS_COMMAND_COMMANDS_H_

#include <CLI/CLI.hpp>
#include <functional>

#include "costdb/status.h"

namespace costdb::tools {

/// What the chosen subcommand does once the arguments are read.
using CommandAction = std::function<Status()>;

/// Each adds one subcommand with its options to `app`, and sets `action` when it is the chosen one.
void AddIngestCommand(CLI::App* app, CommandAction* action);
void AddQueryCommand(CLI::App* app, CommandAction* action);
void AddCheckCommand(CLI::App* app, CommandAction* action);
void AddStatsCommand(CLI::App* app, CommandAction* action);
void AddGenerateCommand(CLI::App* app, CommandAction* action);
void AddDemoCommand(CLI::App* app, CommandAction* action);
void AddTimeCommand(CLI::App* app, CommandAction* action);
void AddPricesCommand(CLI::App* app, CommandAction* action);

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_COMMAND_COMMANDS_H_
