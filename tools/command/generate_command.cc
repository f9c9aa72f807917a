#include <absl/time/time.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "engine/error/propagate.h"
#include "tools/command/commands.h"
#include "tools/command/generate_target.h"
#include "tools/command/interrupt.h"
#include "tools/command/terminal.h"
#include "tools/output/display_text.h"
#include "tools/workload/workload.h"

namespace costdb::tools {
namespace {

constexpr std::uint32_t kMostDays = 3660;

struct GenerateArguments {
  std::string target;
  std::uint64_t calls = 0;
  std::uint64_t seed = 1;
  std::uint32_t days = 30;
  std::string end = "2026-05-01T00:00:00Z";
  bool force = false;
};

constexpr const char* kExamples =
    R"(Writes the traffic of an invented agent product: users, sessions, agents with tools, retries,
embeddings, cached tokens, streams without usage, resent batches. The same arguments give the same
bytes everywhere.

A name that ends in .jsonl or .json gets OTLP JSON lines, one in .pb or .otlp length-prefixed OTLP
protobuf, each also .gz or .zst; any other name is a database, which takes it in as OTLP.
What exists is left alone, unless --force says to overwrite the file, or to add to the database.

Examples:
  costdb generate big.costdb --calls 1000000
  costdb generate traces.jsonl.zst --calls 50000 --seed 7 --days 7)";

Result<std::int64_t> ParseEnd(const std::string& text) {
  absl::Time time;
  std::string error;
  const bool is_valid = absl::ParseTime(absl::RFC3339_full, text, &time, &error) ||
                        absl::ParseTime("%Y-%m-%d", text, &time, &error);
  const absl::Time earliest = absl::FromUnixSeconds(std::int64_t{kMostDays} * 86'400);
  const absl::Time latest = absl::FromUnixSeconds(9'000'000'000);
  if (!is_valid || time < earliest || time > latest) {
    return Status::InvalidArgument(
        fmt::format("--end {}: expected a time such as 2026-05-01T00:00:00Z, 1980 to 2250", text));
  }
  return absl::ToUnixNanos(time);
}

Status RunGenerate(const GenerateArguments& arguments) {
  WorkloadOptions options;
  options.calls = arguments.calls;
  options.seed = arguments.seed;
  options.days = arguments.days;
  COSTDB_ASSIGN_OR_RETURN(options.end_unix_ns, ParseEnd(arguments.end));
  COSTDB_ASSIGN_OR_RETURN(const std::unique_ptr<GenerateTarget> target,
                          GenerateTarget::Open(arguments.target, arguments.force));
  options.format = target->format();
  const InterruptGuard interrupt;
  ProgressLine line;
  options.progress = [&](std::uint64_t calls) {
    if (!line.IsDue()) return;
    line.Draw(fmt::format("{} calls, {} %", GroupedText(static_cast<Int128>(calls)),
                          100 * calls / arguments.calls));
  };
  const auto start = std::chrono::steady_clock::now();
  WorkloadSummary summary;
  COSTDB_RETURN_IF_ERROR(GenerateWorkload(
      options,
      [&target](std::string_view otlp) -> Status {
        if (InterruptGuard::interrupted().load()) return Status::Cancelled("interrupted");
        return target->Write(otlp);
      },
      &summary));
  COSTDB_RETURN_IF_ERROR(target->Finish());
  line.Clear();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  const auto grouped = [](std::uint64_t value) { return GroupedText(static_cast<Int128>(value)); };
  WriteMessage(
      fmt::format("{}: {} calls in {} spans, {} traces and {} sessions; {} spans sent twice; "
                  "{} of OTLP in {:.1f} s\n",
                  arguments.target, grouped(summary.totals.calls), grouped(summary.exported.spans),
                  grouped(summary.totals.traces), grouped(summary.totals.sessions),
                  grouped(summary.exported.resent_spans), BytesDisplayText(summary.exported.bytes),
                  took.count()));
  return Status::Ok();
}

}  // namespace

void AddGenerateCommand(CLI::App* app, CommandAction* action) {
  auto arguments = std::make_shared<GenerateArguments>();
  CLI::App* command = app->add_subcommand("generate", "Write a synthetic workload");
  command->footer(kExamples);
  command
      ->add_option("TARGET", arguments->target,
                   "An OTLP file, a database, or - for standard output")
      ->required();
  command->add_option("--calls", arguments->calls, "LLM calls, exactly")
      ->required()
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{10'000'000'000}));
  command->add_option("--seed", arguments->seed, "Another seed, another workload")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--days", arguments->days, "Days of traffic")
      ->check(CLI::Range(1U, kMostDays))
      ->capture_default_str();
  command->add_option("--end", arguments->end, "When the traffic ends")
      ->check([](const std::string& text) { return ParseEnd(text).status().message(); })
      ->capture_default_str();
  command->add_flag("--force", arguments->force,
                    "Overwrite a file, or add to a database, that exists");
  command->callback(
      [arguments, action] { *action = [arguments] { return RunGenerate(*arguments); }; });
}

}  // namespace costdb::tools
