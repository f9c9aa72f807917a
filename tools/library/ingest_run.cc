#include "tools/library/ingest_run.h"

#include <cstddef>

#include "engine/error/propagate.h"

namespace costdb::tools {
namespace {

constexpr std::size_t kMostExamples = 5;

void AddExamples(const std::vector<std::string>& more, std::vector<std::string>* examples) {
  for (const std::string& example : more) {
    if (examples->size() < kMostExamples) examples->push_back(example);
  }
}

ingest::BatchSink AppendTo(const DatabaseOpener& open, IngestRun* run) {
  return [&open, run](const engine::SpanBatch& batch) -> Status {
    COSTDB_ASSIGN_OR_RETURN(engine::Database* const database, open());
    COSTDB_ASSIGN_OR_RETURN(const engine::AppendReport report, database->Append(batch));
    engine::AppendReport& total = run->appended;
    total.spans += report.spans;
    total.duplicates += report.duplicates;
    total.conflicts += report.conflicts;
    total.late += report.late;
    total.unsealed_traces += report.unsealed_traces;
    total.attributes_dropped += report.attributes_dropped;
    run->sealed.Add(report.relief);
    if (report.relief_status.ok()) return Status::Ok();
    return Status(
        report.relief_status.code(),
        "the batch is durable, but sealing after it failed: " + report.relief_status.message());
  };
}

}  // namespace

void IngestRun::Add(const ingest::IngestReport& report) {
  read.bytes += report.bytes;
  read.requests += report.requests;
  read.spans += report.spans;
  read.rejected += report.rejected;
  for (const auto& [reason, count] : report.rejected_by_reason) {
    read.rejected_by_reason[reason] += count;
  }
  AddExamples(report.rejected_examples, &read.rejected_examples);
  read.faults += report.faults;
  AddExamples(report.fault_examples, &read.fault_examples);
  read.incomplete_files.insert(read.incomplete_files.end(), report.incomplete_files.begin(),
                               report.incomplete_files.end());
  read.reached_end = report.reached_end;
  read.contents_dropped += report.contents_dropped;
  read.attributes_dropped += report.attributes_dropped;
  read.pending_dropped += report.pending_dropped;
  read.records_skipped += report.records_skipped;
}

Status IngestFilesInto(const std::vector<std::string>& paths, const ingest::IngestOptions& options,
                       engine::Database* database, IngestRun* run) {
  return IngestFilesInto(
      paths, options, [database] { return database; }, run);
}

Status IngestFilesInto(const std::vector<std::string>& paths, const ingest::IngestOptions& options,
                       const DatabaseOpener& open, IngestRun* run) {
  ingest::IngestReport report;
  Status status = ingest::IngestFiles(paths, options, AppendTo(open, run), &report);
  run->Add(report);
  return status;
}

Status IngestBytesInto(std::string_view bytes, const std::string& name,
                       const ingest::IngestOptions& options, engine::Database* database,
                       IngestRun* run) {
  const DatabaseOpener open = [database] { return database; };
  ingest::IngestReport report;
  Status status = ingest::IngestBytes(bytes, name, options, AppendTo(open, run), &report);
  run->Add(report);
  return status;
}

Status SealInto(const std::function<void(double)>& progress, engine::Database* database,
                IngestRun* run) {
  COSTDB_ASSIGN_OR_RETURN(const engine::SealReport report, database->SealAll(progress));
  run->sealed.Add(report);
  return Status::Ok();
}

}  // namespace costdb::tools
