#include "costdb/database.h"

#include <utility>

#include "engine/error/propagate.h"
#include "engine/store/database.h"
#include "query/session.h"
#include "tools/library/ingest_run.h"

namespace costdb {
namespace {

IngestResult ResultOf(const tools::IngestRun& run) {
  IngestResult result;
  result.spans = run.appended.spans;
  result.duplicates = run.appended.duplicates;
  result.late = run.appended.late;
  result.rejected = run.read.rejected;
  result.rejected_by_reason = run.read.rejected_by_reason;
  result.contents_dropped = run.read.contents_dropped;
  return result;
}

}  // namespace

struct Database::Implementation {
  std::unique_ptr<engine::Database> store;
  OpenOptions options;

  Status CheckWritable() const {
    if (!options.read_only) return Status::Ok();
    return Status::InvalidArgument("the database was opened read-only");
  }
};

Database::Database(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}

Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::Open(const std::string& path,
                                                 const OpenOptions& options) {
  engine::DatabaseOptions store_options;
  store_options.mode =
      options.read_only ? engine::OpenMode::kReadOnly : engine::OpenMode::kReadWrite;
  auto implementation = std::make_unique<Implementation>();
  implementation->options = options;
  COSTDB_ASSIGN_OR_RETURN(implementation->store, engine::Database::Open(path, store_options));
  return std::unique_ptr<Database>(new Database(std::move(implementation)));
}

Result<IngestResult> Database::Ingest(std::string_view otlp) {
  COSTDB_RETURN_IF_ERROR(implementation_->CheckWritable());
  tools::IngestRun run;
  COSTDB_RETURN_IF_ERROR(
      tools::IngestBytesInto(otlp, "input", {}, implementation_->store.get(), &run));
  return ResultOf(run);
}

Result<IngestResult> Database::IngestFiles(const std::vector<std::string>& paths) {
  COSTDB_RETURN_IF_ERROR(implementation_->CheckWritable());
  tools::IngestRun run;
  COSTDB_RETURN_IF_ERROR(tools::IngestFilesInto(paths, {}, implementation_->store.get(), &run));
  return ResultOf(run);
}

Status Database::Seal() {
  COSTDB_RETURN_IF_ERROR(implementation_->CheckWritable());
  return implementation_->store->SealAll({}).status();
}

Result<QueryResult> Database::Query(std::string_view costql, const Parameters& parameters) const {
  query::Session session(*implementation_->store);
  session.settings().threads = implementation_->options.query_threads;
  for (const auto& [name, value] : parameters) session.SetParameter(name, value);
  return session.RunOne(costql);
}

}  // namespace costdb
