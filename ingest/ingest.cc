#include "ingest/ingest.h"

#include <fmt/format.h>

#include <memory>

#include "engine/error/propagate.h"
#include "ingest/input/byte_source.h"
#include "ingest/input/record_reader.h"
#include "ingest/normalize/batch_builder.h"
#include "ingest/normalize/normalizer.h"
#include "ingest/wire/json_decoder.h"
#include "ingest/wire/protobuf_decoder.h"

namespace costdb::ingest {
namespace {

// Between two calls of progress at least so many bytes or one batch.
constexpr std::uint64_t kProgressBytes = std::uint64_t{4} << 20;

// One call of IngestFiles or IngestBytes: the decoders and what is gathered over all its files.
class Ingestion {
 public:
  Ingestion(const IngestOptions& options, const BatchSink& sink, std::uint64_t bytes_total,
            IngestReport* report)
      : options_(options),
        report_(report),
        bytes_total_(bytes_total),
        bytes_before_(report->bytes),
        builder_(options, sink),
        normalizer_(&builder_, report) {
    normalizer_.SetCancelled(options.cancelled);
  }

  Status ReadFile(const std::string& path) {
    Result<std::unique_ptr<ByteSource>> source = OpenFile(path, &report_->bytes);
    const std::string name = path == "-" ? "standard input" : path;
    if (!source.ok()) {
      return {source.status().code(), fmt::format("{}: {}", name, source.status().message())};
    }
    return Read(std::move(source).value(), name);
  }

  Status ReadBytes(std::string_view bytes, const std::string& name) {
    return Read(ReadMemory(bytes, &report_->bytes), name);
  }

  // Hands on what is gathered, whatever became of the input, unless the caller wants no more.
  Status Finish(Status status) {
    if (status.ok() || (status.code() != StatusCode::kCancelled && !sink_failed_)) {
      const Status flushed = builder_.Flush();
      if (status.ok()) status = flushed;
    }
    report_->spans += builder_.delivered_spans();
    if (status.ok()) ReportProgress();
    return status;
  }

 private:
  Status Read(std::unique_ptr<ByteSource> source, const std::string& name) {
    RecordReader reader(std::move(source), name);
    Record record;
    for (;;) {
      if (options_.cancelled != nullptr && options_.cancelled->load(std::memory_order_relaxed)) {
        return Status::Cancelled("the ingest was cancelled");
      }
      COSTDB_ASSIGN_OR_RETURN(const bool found, reader.Next(&record));
      if (!found) return Status::Ok();
      COSTDB_RETURN_IF_ERROR(Decode(reader, record));
      const bool has_new_batch = builder_.batch_number() != reported_batch_;
      if (has_new_batch || report_->bytes - reported_bytes_ >= kProgressBytes) ReportProgress();
    }
  }

  Status Decode(const RecordReader& reader, const Record& record) {
    normalizer_.SetPlace(reader.PlaceOf(record));
    Status status;
    if (record.kind == RecordKind::kJson) {
      JsonContent content;
      status = json_.Decode(record.bytes, &normalizer_, &content);
      report_->requests += content.requests;
      report_->records_skipped += content.skipped;
    } else {
      if (record.begins_request) ++report_->requests;
      status = record.kind == RecordKind::kProtobuf
                   ? protobuf_.DecodeRequest(record.bytes, &normalizer_)
                   : protobuf_.DecodeResourceSpans(record.bytes, &normalizer_);
    }
    if (status.ok() || status.code() == StatusCode::kCancelled || normalizer_.sink_failed()) {
      sink_failed_ = normalizer_.sink_failed();
      return status;
    }
    return {status.code(), fmt::format("{}: {}", reader.PlaceOf(record), status.message())};
  }

  void ReportProgress() {
    reported_batch_ = builder_.batch_number();
    reported_bytes_ = report_->bytes;
    if (options_.progress) {
      options_.progress({builder_.delivered_spans(), report_->bytes - bytes_before_, bytes_total_});
    }
  }

  const IngestOptions& options_;
  IngestReport* report_;
  std::uint64_t bytes_total_;
  std::uint64_t bytes_before_;  // The report may be of an earlier ingest, too.
  BatchBuilder builder_;
  Normalizer normalizer_;
  JsonDecoder json_;
  ProtobufDecoder protobuf_;
  bool sink_failed_ = false;
  std::uint64_t reported_batch_ = 1;
  std::uint64_t reported_bytes_ = 0;
};

}  // namespace

Status IngestFiles(const std::vector<std::string>& paths, const IngestOptions& options,
                   const BatchSink& sink, IngestReport* report) {
  std::uint64_t bytes_total = 0;
  bool is_known = true;
  for (const std::string& path : paths) {
    const std::uint64_t bytes = FileBytes(path);
    is_known = is_known && bytes > 0;
    bytes_total += bytes;
  }
  auto ingestion = std::make_unique<Ingestion>(options, sink, is_known ? bytes_total : 0, report);
  for (const std::string& path : paths) {
    const Status status = ingestion->ReadFile(path);
    if (!status.ok()) return ingestion->Finish(status);
  }
  return ingestion->Finish(Status::Ok());
}

Status IngestBytes(std::string_view bytes, const std::string& name, const IngestOptions& options,
                   const BatchSink& sink, IngestReport* report) {
  auto ingestion = std::make_unique<Ingestion>(options, sink, bytes.size(), report);
  return ingestion->Finish(ingestion->ReadBytes(bytes, name));
}

}  // namespace costdb::ingest
