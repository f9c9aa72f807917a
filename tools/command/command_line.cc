#include "tools/command/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "query/syntax/nearest_name.h"
#include "tools/command/commands.h"
#include "tools/command/terminal.h"

namespace costdb::tools {
namespace {

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

constexpr const char* kExamples = R"(Examples:
  costdb demo                                        what it looks like, without any data of yours
  costdb ingest spend.costdb traces/*.jsonl          take in what an OpenTelemetry Collector wrote
  costdb query spend.costdb 'SELECT user, sum(cost) AS dollars FROM calls
      GROUP BY user ORDER BY dollars DESC LIMIT 10'
  costdb COMMAND --help                              all about one command

Exit codes: 0 done, 1 the work failed (the reason is on standard error), 2 wrong usage.)";

void ExplainUsage(const CLI::App& app, const CLI::ParseError& error, int argc,
                  const char* const* argv) {
  const std::string_view word = argc > 1 ? argv[1] : "";
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  if (std::find(names.begin(), names.end(), word) != names.end()) {
    WriteMessage(fmt::format("costdb {0}: {1}\nTry 'costdb {0} --help'.\n", word, error.what()));
    return;
  }
  std::string message = error.what();
  if (!word.empty() && !word.starts_with('-')) {
    const std::vector<std::string_view> views(names.begin(), names.end());
    message = fmt::format("there is no command {}{}", word, query::DidYouMean(word, views));
  }
  WriteMessage(fmt::format("costdb: {}\nTry 'costdb --help'.\n", message));
}

// The exit code where the arguments decide it, else -1.
int Parse(CLI::App* app, int argc, const char* const* argv) {
  try {
    app->parse(argc, argv);
  } catch (const CLI::Success& help_or_version) {
    app->exit(help_or_version);
    if (std::cout.flush()) return kDone;
    std::fputs("costdb: standard output: cannot write\n", stderr);
    return kFailed;
  } catch (const CLI::ParseError& error) {
    ExplainUsage(*app, error, argc, argv);
    return kWrongUsage;
  }
  return -1;
}

int Run(int argc, const char* const* argv) {
  CLI::App app("costdb: what LLM calls cost, from OpenTelemetry traces", "costdb");
  app.set_version_flag("--version", "costdb " COSTDB_VERSION);
  app.footer(kExamples);
  app.require_subcommand(1);
  CommandAction action;
  AddIngestCommand(&app, &action);
  AddQueryCommand(&app, &action);
  AddCheckCommand(&app, &action);
  AddStatsCommand(&app, &action);
  AddTimeCommand(&app, &action);
  AddPricesCommand(&app, &action);
  AddGenerateCommand(&app, &action);
  AddDemoCommand(&app, &action);
  const int parsed = Parse(&app, argc, argv);
  if (parsed >= 0) return parsed;
  const Status status = action();
  if (status.ok() || IsReaderGone(status)) return kDone;
  std::fprintf(stderr, "costdb: %s\n", status.message().c_str());
  return kFailed;
}

}  // namespace

int RunCommandLine(int argc, const char* const* argv) {
  // A reader that goes away (`| head`) shows as a failed write, not as a killed process.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return Run(argc, argv);
  } catch (const std::bad_alloc&) {
    std::fputs("costdb: out of memory\n", stderr);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "costdb: %s\n", error.what());
  }
  return kFailed;
}

}  // namespace costdb::tools
