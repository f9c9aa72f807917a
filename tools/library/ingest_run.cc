#include "tools/library/ingest_run.h"

#include <cstddef>

#include "engine/error/propagate.h"

namespace costdb::tools {
namespace {

constexpr std::size_t kMostExamples = 5;

ingest::BatchSink AppendTo(engine::Database* database, IngestRun* run) {
  return [database, run](const engine::SpanBatch& batch) -> Status {
    COSTDB_ASSIGN_OR_RETURN(const engine::AppendReport report, database->Append(batch));
    engine::AppendReport& total = run->appended;
    total.spans += report.spans;
    total.duplicates += report.duplicates;
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
  for (const std::string& example : report.rejected_examples) {
    if (read.rejected_examples.size() < kMostExamples) read.rejected_examples.push_back(example);
  }
  read.contents_dropped += report.contents_dropped;
  read.attributes_dropped += report.attributes_dropped;
  read.pending_dropped += report.pending_dropped;
  read.records_skipped += report.records_skipped;
}

Status IngestFilesInto(const std::vector<std::string>& paths, const ingest::IngestOptions& options,
                       engine::Database* database, IngestRun* run) {
  ingest::IngestReport report;
  Status status = ingest::IngestFiles(paths, options, AppendTo(database, run), &report);
  run->Add(report);
  return status;
}

Status IngestBytesInto(std::string_view bytes, const std::string& name,
                       const ingest::IngestOptions& options, engine::Database* database,
                       IngestRun* run) {
  ingest::IngestReport report;
  Status status = ingest::IngestBytes(bytes, name, options, AppendTo(database, run), &report);
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
