#include "ingest/ingest.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "engine/error/propagate.h"
#include "ingest/input/byte_source.h"
#include "ingest/input/record_reader.h"
#include "ingest/normalize/background_sink.h"
#include "ingest/normalize/batch_builder.h"
#include "ingest/normalize/normalizer.h"
#include "ingest/wire/json_decoder.h"
#include "ingest/wire/json_path.h"
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
        background_(options.threads > 1 ? std::make_unique<BackgroundSink>(sink) : nullptr),
        sink_(background_ == nullptr
                  ? sink
                  : [this](engine::SpanBatch& batch) { return background_->Take(batch); }),
        builder_(options, sink_),
        normalizer_(
            &builder_, report, [this](const RecordPlace& place) { return PlaceText(place); },
            [this](const std::string& fault) { AddFault(Status::Corruption(fault)); }) {
    normalizer_.SetCancelled(options.cancelled);
  }

  // An error is the sink's or a cancellation; what cannot be read is only reported.
  Status ReadFile(const std::string& path) {
    name_ = path == "-" ? "standard input" : path;
    Result<std::unique_ptr<ByteSource>> source = OpenFile(
        path, options_.cancelled, [this] { return FlushWhileWaiting(); }, &report_->bytes);
    if (source.ok()) return Read(std::move(source).value());
    const Status& status = source.status();
    if (status.code() == StatusCode::kCancelled) return status;
    AddFault({status.code(), fmt::format("{}: {}", name_, status.message())});
    return Status::Ok();
  }

  // What a pipe has brought so far is made durable, and visible, when no more comes for a while.
  Status FlushWhileWaiting() {
    if (flushing_failed_.ok()) flushing_failed_ = builder_.FlushIfOld();
    return flushing_failed_;
  }

  Status ReadBytes(std::string_view bytes, const std::string& name) {
    name_ = name;
    return Read(ReadMemory(bytes, &report_->bytes));
  }

  // Hands on what is gathered, unless the sink has failed. Returns the first fault, if any.
  Status Finish(Status status) {
    if (!normalizer_.sink_failed() && flushing_failed_.ok()) {
      const Status flushed = builder_.Flush();
      if (status.ok()) status = flushed;
    }
    if (background_ != nullptr) {
      const Status taken = background_->Finish();
      if (!taken.ok()) status = taken;
    }
    report_->spans += builder_.delivered_spans();
    if (!status.ok()) return status;
    report_->reached_end = true;
    ReportProgress();
    return first_fault_;
  }

 private:
  Status Read(std::unique_ptr<ByteSource> source) {
    RecordReader reader(std::move(source), name_);
    reader_ = &reader;
    for (;;) {
      if (options_.cancelled != nullptr && options_.cancelled->load(std::memory_order_relaxed)) {
        return Status::Cancelled("the ingest was cancelled");
      }
      const Result<bool> found = reader.Next(&record_);
      COSTDB_RETURN_IF_ERROR(flushing_failed_);
      if (!found.ok()) {
        if (found.status().code() == StatusCode::kCancelled) return found.status();
        AddFault(found.status());
        if (!reader.can_go_on()) return Status::Ok();
        continue;
      }
      if (!*found) return Status::Ok();
      COSTDB_RETURN_IF_ERROR(Decode());
      COSTDB_RETURN_IF_ERROR(FlushWhileWaiting());
      const bool has_new_batch = builder_.batch_number() != reported_batch_;
      if (has_new_batch || report_->bytes - reported_bytes_ >= kProgressBytes) ReportProgress();
    }
  }

  Status Decode() {
    if (record_.kind == RecordKind::kJson) {
      JsonContent content;
      Status status = json_.Decode(record_.bytes, record_.is_cut, &normalizer_, &content);
      report_->requests += content.requests;
      report_->records_skipped += content.skipped;
      return status;
    }
    if (record_.begins_request) ++report_->requests;
    return record_.kind == RecordKind::kProtobuf
               ? protobuf_.DecodeRequest(record_.bytes, record_.is_cut, &normalizer_)
               : protobuf_.DecodeResourceSpans(record_.bytes, record_.is_cut, &normalizer_);
  }

  std::string PlaceText(const RecordPlace& place) const {
    std::size_t offset = place.offset;
    if (record_.kind == RecordKind::kJson && offset == 0) {
      offset = OffsetOfPath(record_.bytes, place.path);
    }
    return reader_->PlaceOf(record_, offset);
  }

  void AddFault(const Status& fault) {
    if (first_fault_.ok()) first_fault_ = fault;
    ++report_->faults;
    if (report_->fault_examples.size() < kMaximumExamples) {
      report_->fault_examples.push_back(fault.message());
    }
    std::vector<std::string>& files = report_->incomplete_files;
    if (files.empty() || files.back() != name_) files.push_back(name_);
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
  std::uint64_t bytes_before_;                  // The report may be of an earlier ingest, too.
  std::unique_ptr<BackgroundSink> background_;  ///< Null when the sink is called at once.
  BatchSink sink_;
  BatchBuilder builder_;
  Status flushing_failed_;  ///< Of a batch handed on while the input was waited for.
  Normalizer normalizer_;
  JsonDecoder json_;
  ProtobufDecoder protobuf_;
  std::string name_;                      // Of the input at hand.
  const RecordReader* reader_ = nullptr;  // The one at hand.
  Record record_;
  Status first_fault_;
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
    Status status = ingestion->ReadFile(path);
    if (!status.ok()) return ingestion->Finish(std::move(status));
  }
  return ingestion->Finish(Status::Ok());
}

Status IngestBytes(std::string_view bytes, const std::string& name, const IngestOptions& options,
                   const BatchSink& sink, IngestReport* report) {
  auto ingestion = std::make_unique<Ingestion>(options, sink, bytes.size(), report);
  return ingestion->Finish(ingestion->ReadBytes(bytes, name));
}

}  // namespace costdb::ingest
