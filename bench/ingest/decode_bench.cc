// From OTLP bytes in memory to normalized spans, beside what libraries take to parse them alone.
#include <benchmark/benchmark.h>
#include <google/protobuf/arena.h>
#include <simdjson.h>

#include "ingest/wire/json_decoder.h"
#include "ingest/wire/protobuf_decoder.h"
#include "ingest/wire/wire_reader.h"
#include "otlp/trace_service.pb.h"
#include "sample.h"

namespace costdb::bench {
namespace {

using ingest::WireReader;
using ingest::WireType;
using tools::OtlpFormat;

// The fields that are messages, level by level: the request's resources, their scopes, spans,
// attributes, values.
constexpr std::uint32_t kMessages[] = {1, 2, 2, 9, 2};

std::uint64_t Walk(WireReader* reader, std::size_t level) {
  std::uint64_t fields = 0;
  while (reader->Next()) {
    ++fields;
    if (level < std::size(kMessages) &&
        reader->tag() == ingest::TagOf(kMessages[level], WireType::kBytes)) {
      WireReader message = reader->Message();
      fields += Walk(&message, level + 1);
    } else {
      reader->Skip();
    }
  }
  return fields;
}

void ProtobufBareWalk(benchmark::State& state) {
  const Sample& sample = SampleOf(OtlpFormat::kProtobuf);
  for (auto run : state) {
    for (const std::string_view request : sample.requests) {
      WireReader reader(request);
      benchmark::DoNotOptimize(Walk(&reader, 0));
    }
  }
  CountSample(state, sample);
}
BENCHMARK(ProtobufBareWalk)->Unit(benchmark::kMillisecond);

void ProtobufLibraryArena(benchmark::State& state) {
  using Request = ::opentelemetry::proto::collector::trace::v1::ExportTraceServiceRequest;
  const Sample& sample = SampleOf(OtlpFormat::kProtobuf);
  google::protobuf::Arena arena;
  for (auto run : state) {
    for (const std::string_view request : sample.requests) {
      arena.Reset();
      auto* message = google::protobuf::Arena::CreateMessage<Request>(&arena);
      if (!message->ParseFromArray(request.data(), static_cast<int>(request.size()))) {
        state.SkipWithError("the library refuses the sample");
      }
      benchmark::DoNotOptimize(message);
    }
  }
  CountSample(state, sample);
}
BENCHMARK(ProtobufLibraryArena)->Unit(benchmark::kMillisecond);

void JsonLibrary(benchmark::State& state) {
  const Sample& sample = SampleOf(OtlpFormat::kJsonLines);
  simdjson::dom::parser parser;
  for (auto run : state) {
    for (const std::string_view request : sample.requests) {
      simdjson::dom::element document;
      if (parser.parse(request.data(), request.size(), false).get(document)) {
        state.SkipWithError("the library refuses the sample");
      }
      benchmark::DoNotOptimize(document);
    }
  }
  CountSample(state, sample);
}
BENCHMARK(JsonLibrary)->Unit(benchmark::kMillisecond);

class Spans final : public ingest::SpanConsumer {
 public:
  void BeginResource(const ingest::AttributeList& /*attributes*/,
                     std::string_view /*wire*/) override {}
  void BeginScope(std::string_view /*name*/, std::string_view /*version*/) override {}
  Status TakeSpan(const ingest::DecodedSpan& span) override {
    benchmark::DoNotOptimize(span.attributes.attributes.data());
    return Status::Ok();
  }
  void TakeFault(const ingest::RecordPlace& /*place*/, const std::string& /*message*/) override {
    std::abort();
  }
};

void ProtobufDecode(benchmark::State& state) {
  const Sample& sample = SampleOf(OtlpFormat::kProtobuf);
  ingest::ProtobufDecoder decoder;
  Spans spans;
  for (auto run : state) {
    for (const std::string_view request : sample.requests) {
      benchmark::DoNotOptimize(decoder.DecodeRequest(request, false, &spans));
    }
  }
  CountSample(state, sample);
}
BENCHMARK(ProtobufDecode)->Unit(benchmark::kMillisecond);

void JsonDecode(benchmark::State& state) {
  const Sample& sample = SampleOf(OtlpFormat::kJsonLines);
  ingest::JsonDecoder decoder;
  Spans spans;
  for (auto run : state) {
    for (const std::string_view request : sample.requests) {
      ingest::JsonContent content;
      benchmark::DoNotOptimize(decoder.Decode(request, false, &spans, &content));
    }
  }
  CountSample(state, sample);
}
BENCHMARK(JsonDecode)->Unit(benchmark::kMillisecond);

void DecodeAndNormalize(benchmark::State& state, OtlpFormat format) {
  for (auto run : state) {
    const Status status =
        ReadSample(format, [](const engine::SpanBatch& /*batch*/) { return Status::Ok(); });
    if (!status.ok()) state.SkipWithError("the sample cannot be read");
  }
  CountSample(state, SampleOf(format));
}
BENCHMARK_CAPTURE(DecodeAndNormalize, protobuf, OtlpFormat::kProtobuf)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(DecodeAndNormalize, json, OtlpFormat::kJsonLines)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace costdb::bench
