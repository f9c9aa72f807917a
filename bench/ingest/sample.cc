#include "sample.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "workload/call_workload.h"

namespace costdb::bench {
namespace {

constexpr std::uint64_t kCalls = 100'000;
constexpr std::size_t kPrefixBytes = 4;
constexpr std::size_t kPadding = 64;  // What simdjson may read beyond a document.

std::uint64_t LengthAt(std::string_view bytes) {
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < kPrefixBytes; ++i) {
    length = (length << 8U) | static_cast<unsigned char>(bytes[i]);
  }
  return length;
}

Sample Make(tools::OtlpFormat format) {
  Sample sample;
  const Status status = WriteCallWorkload(kCalls, format, [&sample](std::string_view otlp) {
    sample.bytes.append(otlp);
    return Status::Ok();
  });
  if (!status.ok()) std::abort();
  sample.bytes.reserve(sample.bytes.size() + kPadding);
  for (std::string_view rest = sample.bytes; !rest.empty();) {
    const bool is_protobuf = format == tools::OtlpFormat::kProtobuf;
    const std::size_t before = is_protobuf ? kPrefixBytes : 0;
    const std::size_t size = is_protobuf ? LengthAt(rest) : rest.find('\n');
    sample.requests.push_back(rest.substr(before, size));
    rest.remove_prefix(before + size + (is_protobuf ? 0 : 1));
  }
  return sample;
}

}  // namespace

const Sample& SampleOf(tools::OtlpFormat format) {
  static const Sample protobuf = Make(tools::OtlpFormat::kProtobuf);
  static const Sample json = Make(tools::OtlpFormat::kJsonLines);
  return format == tools::OtlpFormat::kProtobuf ? protobuf : json;
}

std::uint64_t SampleSpans() {
  static const std::uint64_t spans = [] {
    std::uint64_t count = 0;
    const Status status =
        ReadSample(tools::OtlpFormat::kProtobuf, [&count](const engine::SpanBatch& batch) {
          count += batch.spans.size();
          return Status::Ok();
        });
    if (!status.ok()) std::abort();
    return count;
  }();
  return spans;
}

void CountSample(benchmark::State& state, const Sample& sample) {
  const auto runs = static_cast<std::int64_t>(state.iterations());
  state.SetItemsProcessed(runs * static_cast<std::int64_t>(SampleSpans()));
  state.SetBytesProcessed(runs * static_cast<std::int64_t>(sample.bytes.size()));
}

Status ReadSample(tools::OtlpFormat format, const ingest::BatchSink& sink) {
  ingest::IngestReport report;
  return ingest::IngestBytes(SampleOf(format).bytes, "sample", {}, sink, &report);
}

ScratchFile::ScratchFile()
    : path_(std::filesystem::temp_directory_path() /
            ("costdb-bench-ingest-" + std::to_string(getpid()) + ".costdb")) {}

ScratchFile::~ScratchFile() {
  std::error_code error;
  std::filesystem::remove(path_, error);
  std::filesystem::remove(path_ + "-lock", error);
}

}  // namespace costdb::bench
