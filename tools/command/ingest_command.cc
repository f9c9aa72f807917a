#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "engine/error/propagate.h"
#include "engine/store/database.h"
#include "tools/command/commands.h"
#include "tools/command/ingest_summary.h"
#include "tools/command/interrupt.h"
#include "tools/command/terminal.h"
#include "tools/library/ingest_run.h"
#include "tools/output/display_text.h"

namespace costdb::tools {
namespace {

struct IngestArguments {
  std::string database;
  std::vector<std::string> files;
  bool json = false;
  std::int64_t settle_seconds = 60;
  std::optional<std::uint64_t> head_mebibytes;
  std::uint32_t threads = std::max(std::thread::hardware_concurrency(), 1U);
};

// Sealed spans leave free pages behind, and the file never shrinks: the less waits at a time, the
// smaller it stays. One input has the spans of a trace close together; of several, one may have
// spans for any trace of another, and reopening sealed traces takes more time than it saves space.
constexpr std::uint64_t kHeadMebibytesOfOne = 20;
constexpr std::uint64_t kHeadMebibytesOfSeveral = 256;

std::uint64_t HeadMebibytes(const IngestArguments& arguments) {
  const bool is_one = arguments.files.size() == 1;
  return arguments.head_mebibytes.value_or(is_one ? kHeadMebibytesOfOne : kHeadMebibytesOfSeveral);
}

constexpr const char* kExamples =
    R"(Takes OTLP JSON (a document, or one a line as the Collector's file exporter writes) and OTLP protobuf
(one ExportTraceServiceRequest, or several, each after a 4-byte length), each also .gz or .zst. The
format is found from the content. Without a file, or with -, standard input is read.

Prompts and completions are not stored. Spans that were taken in before count once. Each batch is
durable when it is reported; Ctrl-C keeps what was read.

A span that is no good is rejected; a line, a message or a file that cannot be read is passed over.
The rest is taken in, the summary names what was not, and the exit code is 1.

Examples:
  costdb ingest spend.costdb traces/*.jsonl
  zcat traces.jsonl.gz | costdb ingest spend.costdb -)";

std::string ProgressText(const ingest::IngestProgress& progress, double seconds) {
  std::string text = fmt::format("{} spans", GroupedText(static_cast<Int128>(progress.spans)));
  if (seconds > 0) {
    text += fmt::format(
        ", {} a second",
        GroupedText(static_cast<Int128>(static_cast<double>(progress.spans) / seconds)));
  }
  if (progress.bytes_total > 0) {
    text += fmt::format(", {:.0f} % of {}",
                        100.0 * static_cast<double>(progress.bytes_read) /
                            static_cast<double>(progress.bytes_total),
                        BytesDisplayText(progress.bytes_total));
  } else {
    text += ", " + BytesDisplayText(progress.bytes_read) + " read";
  }
  return text;
}

// The database, made only when there is something to put in: a misspelt or unreadable input leaves
// no new, empty one behind.
class LazyDatabase {
 public:
  LazyDatabase(std::string path, engine::DatabaseOptions options)
      : path_(std::move(path)), options_(std::move(options)) {}

  Result<engine::Database*> Open() {
    if (database_ == nullptr) {
      COSTDB_ASSIGN_OR_RETURN(database_, engine::Database::Open(path_, options_));
    }
    return database_.get();
  }

  bool is_open() const { return database_ != nullptr; }

  // Nothing, of a database that is not there yet.
  Result<DatabaseSize> Size() const { return is_open() ? QuerySize(*database_) : DatabaseSize(); }
  Result<DatabaseDoubts> Doubts() const {
    return is_open() ? QueryDoubts(*database_) : DatabaseDoubts();
  }

 private:
  std::string path_;
  engine::DatabaseOptions options_;
  std::unique_ptr<engine::Database> database_;
};

// Traces that an interrupted ingest cut in half may grow when it is done again, so they are sealed
// only after all files were gone through.
Status IngestAndSeal(const IngestArguments& arguments, LazyDatabase* database, IngestRun* run,
                     std::chrono::steady_clock::time_point start) {
  ProgressLine line;
  ingest::IngestOptions options;
  options.threads = arguments.threads;
  options.cancelled = &InterruptGuard::interrupted();
  options.progress = [&](const ingest::IngestProgress& progress) {
    if (!line.IsDue()) return;
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
    line.Draw(ProgressText(progress, passed.count()));
  };
  Status status = IngestFilesInto(
      arguments.files, options, [database] { return database->Open(); }, run);
  if (!run->read.reached_end) return status;
  Status shortfall = ShortfallOf(*run);
  if (!shortfall.ok() && !database->is_open()) return shortfall;
  const auto draw_sealing = [&line](double share) {
    if (line.IsDue()) line.Draw(fmt::format("sealing, {:.0f} %", 100 * share));
  };
  COSTDB_ASSIGN_OR_RETURN(engine::Database* const opened, database->Open());
  COSTDB_RETURN_IF_ERROR(SealInto(draw_sealing, opened, run));
  return shortfall;
}

Status RunIngest(IngestArguments arguments) {
  if (arguments.files.empty()) arguments.files.emplace_back("-");
  const auto start = std::chrono::steady_clock::now();
  engine::DatabaseOptions database_options;
  database_options.settle_ms = arguments.settle_seconds * 1000;
  database_options.head_bytes_max = HeadMebibytes(arguments) << 20;
  LazyDatabase database(arguments.database, database_options);
  if (std::error_code error; std::filesystem::exists(arguments.database, error)) {
    COSTDB_RETURN_IF_ERROR(database.Open().status());
  }
  const InterruptGuard interrupt;
  COSTDB_ASSIGN_OR_RETURN(const DatabaseSize before, database.Size());
  IngestRun run;
  Status status = IngestAndSeal(arguments, &database, &run, start);
  const Result<DatabaseSize> after = database.Size();
  if (!after.ok()) return status.ok() ? after.status() : status;
  const Result<DatabaseDoubts> doubts = database.Doubts();
  if (!doubts.ok()) return status.ok() ? doubts.status() : status;
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  const IngestSummary summary{run, before, *after, *doubts, took.count(), database.is_open()};
  WriteMessage(SummaryText(summary, arguments.database));
  if (arguments.json) COSTDB_RETURN_IF_ERROR(WriteOutput(SummaryJson(summary)));
  if (!run.read.reached_end && InterruptGuard::interrupted().load()) {
    return Status::Cancelled("interrupted; what is counted above is kept");
  }
  return status;
}

}  // namespace

void AddIngestCommand(CLI::App* app, CommandAction* action) {
  auto arguments = std::make_shared<IngestArguments>();
  CLI::App* command = app->add_subcommand("ingest", "Take in OpenTelemetry traces");
  command->footer(kExamples);
  command->add_option("DB", arguments->database, "The database file; made when it does not exist")
      ->required();
  command->add_option("FILE", arguments->files, "OTLP files; - is standard input");
  command
      ->add_option("--settle", arguments->settle_seconds,
                   "Seconds without a span of it until a trace is sealed while input goes on")
      ->check(CLI::Range(0, 86'400))
      ->capture_default_str();
  command
      ->add_option("--head-memory", arguments->head_mebibytes,
                   "MiB that traces not yet sealed may take; 20 for one FILE, 256 for several")
      ->check(CLI::Range(1, 65'536));
  command
      ->add_option("--threads", arguments->threads,
                   "Threads that work at once; as many as there are cores if not given")
      ->check(CLI::Range(1, 1024));
  command->add_flag("--json", arguments->json, "Write the summary as JSON to standard output too");
  command->callback(
      [arguments, action] { *action = [arguments] { return RunIngest(*arguments); }; });
}

}  // namespace costdb::tools
