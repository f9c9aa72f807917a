#include <fmt/format.h>
#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include "engine/error/propagate.h"
#include "engine/store/database.h"
#include "query/session.h"
#include "tools/command/commands.h"
#include "tools/command/demo_story.h"
#include "tools/command/ingest_summary.h"
#include "tools/command/interrupt.h"
#include "tools/command/terminal.h"
#include "tools/library/ingest_run.h"
#include "tools/output/display_text.h"
#include "tools/output/result_writer.h"
#include "tools/workload/compressed_file.h"

namespace costdb::tools {
namespace {

constexpr std::size_t kWidth = 100;

constexpr const char* kExamples =
    R"(Needs no data and no network: it invents two weeks of an agent product (April 1 to 14, 2026), takes
them in as OTLP, and asks what an owner of that product would ask. Always the same numbers.

Example:
  costdb demo --keep demo.costdb)";

constexpr const char* kIntroduction =
    R"(Two weeks of an agent product: support chat, deep research, invoices, code review, search.
{} LLM calls in {} spans, written as OTLP JSON lines ({}) like a Collector's file exporter does.

)";

constexpr const char* kNext = R"(
Next:
  {}
  costdb query demo.costdb 'SELECT feature, sum(cost) FROM calls GROUP BY feature'
  costdb ingest spend.costdb YOUR-TRACES.jsonl     take in your own OpenTelemetry traces
  costdb --help
)";

// A folder that is gone when the demo is.
class TemporaryFolder {
 public:
  static Result<std::unique_ptr<TemporaryFolder>> Make() {
    std::error_code error;
    const std::filesystem::path parent = std::filesystem::temp_directory_path(error);
    std::string path = ((error ? "/tmp" : parent) / "costdb-demo-XXXXXX").string();
    if (::mkdtemp(path.data()) == nullptr) {
      return Status::Io(fmt::format("{}: cannot create a temporary folder", path));
    }
    return std::unique_ptr<TemporaryFolder>(new TemporaryFolder(std::move(path)));
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string File(std::string_view name) const { return fmt::format("{}/{}", path_, name); }

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

Status WriteTraces(const std::string& path) {
  COSTDB_ASSIGN_OR_RETURN(const std::unique_ptr<CompressedFile> file, CompressedFile::Create(path));
  WorkloadSummary summary;
  COSTDB_RETURN_IF_ERROR(GenerateWorkload(
      DemoWorkload(), [&file](std::string_view otlp) { return file->Write(otlp); }, &summary));
  COSTDB_RETURN_IF_ERROR(file->Close());
  return WriteOutput(fmt::format(fmt::runtime(kIntroduction),
                                 GroupedText(static_cast<Int128>(summary.totals.calls)),
                                 GroupedText(static_cast<Int128>(summary.exported.spans)),
                                 BytesDisplayText(summary.exported.bytes)));
}

Status Ingest(const std::string& traces, const std::string& shown_path,
              engine::Database* database) {
  const auto start = std::chrono::steady_clock::now();
  IngestRun run;
  ingest::IngestOptions options;
  options.cancelled = &InterruptGuard::interrupted();
  COSTDB_RETURN_IF_ERROR(IngestFilesInto({traces}, options, database, &run));
  COSTDB_RETURN_IF_ERROR(SealInto({}, database, &run));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  COSTDB_ASSIGN_OR_RETURN(const DatabaseSize size, QuerySize(*database));
  COSTDB_RETURN_IF_ERROR(WriteOutput(fmt::format("$ costdb ingest {} traces.jsonl\n", shown_path)));
  COSTDB_ASSIGN_OR_RETURN(const DatabaseDoubts doubts, QueryDoubts(*database));
  const DatabaseSize nothing;
  return WriteOutput(SummaryText({run, nothing, size, doubts, took.count()}, shown_path));
}

Status Answer(const DemoQuestion& question, const engine::Database& database) {
  query::Session session(database);
  COSTDB_RETURN_IF_ERROR(
      WriteOutput(fmt::format("\n-- {}\n{};\n\n", question.title, question.query)));
  COSTDB_ASSIGN_OR_RETURN(const QueryResult result, session.RunOne(question.query));
  return WriteResult(result, {OutputFormat::kTable, kWidth}, WriteOutput);
}

Status RunDemo(const std::string& keep) {
  if (!keep.empty() && std::filesystem::exists(keep)) {
    return Status::InvalidArgument(
        fmt::format("{}: exists already; the demo makes a new database", keep));
  }
  COSTDB_ASSIGN_OR_RETURN(const std::unique_ptr<TemporaryFolder> folder, TemporaryFolder::Make());
  const std::string traces = folder->File("traces.jsonl");
  const InterruptGuard interrupt;
  COSTDB_RETURN_IF_ERROR(WriteTraces(traces));
  const std::string path = keep.empty() ? folder->File("demo.costdb") : keep;
  const std::string shown_path = keep.empty() ? "demo.costdb" : keep;
  COSTDB_ASSIGN_OR_RETURN(const std::unique_ptr<engine::Database> database,
                          engine::Database::Open(path, {}));
  COSTDB_RETURN_IF_ERROR(Ingest(traces, shown_path, database.get()));
  for (const DemoQuestion& question : DemoQuestions()) {
    COSTDB_RETURN_IF_ERROR(Answer(question, *database));
  }
  return WriteOutput(fmt::format(
      fmt::runtime(kNext),
      keep.empty() ? "costdb demo --keep demo.costdb                   keep this database"
                   : fmt::format("costdb stats {}", keep)));
}

}  // namespace

void AddDemoCommand(CLI::App* app, CommandAction* action) {
  auto keep = std::make_shared<std::string>();
  CLI::App* command = app->add_subcommand("demo", "Show what it does, on invented traffic");
  command->footer(kExamples);
  command->add_option("--keep", *keep, "Make the database here, and leave it");
  command->callback([keep, action] { *action = [keep] { return RunDemo(*keep); }; });
}

}  // namespace costdb::tools
