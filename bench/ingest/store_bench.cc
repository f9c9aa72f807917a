// From normalized spans to durable, sealed columns: each stage by itself, and the whole way.
#include <benchmark/benchmark.h>

#include <time.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "engine/error/propagate.h"
#include "engine/prices/price_catalog.h"
#include "engine/store/database.h"
#include "engine/store/environment.h"
#include "engine/store/meta.h"
#include "engine/store/row_group_builder.h"
#include "engine/store/span_coder.h"
#include "engine/trace/trace_resolver.h"
#include "sample.h"

namespace costdb::bench {
namespace {

using engine::CodedSpan;
using tools::OtlpFormat;

constexpr std::uint64_t kMapBytes = std::uint64_t{1} << 34;

double SecondsOf(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// Adds up the time of parts of a run: that passed, and that the processor worked.
class StopWatch {
 public:
  template <typename Work>
  auto Time(const Work& work) {
    const double start = SecondsOf(CLOCK_MONOTONIC);
    const double cpu_start = SecondsOf(CLOCK_PROCESS_CPUTIME_ID);
    auto result = work();
    cpu_seconds_ += SecondsOf(CLOCK_PROCESS_CPUTIME_ID) - cpu_start;
    seconds_ += SecondsOf(CLOCK_MONOTONIC) - start;
    return result;
  }
  double seconds() const { return seconds_; }
  double cpu_seconds() const { return cpu_seconds_; }

 private:
  double seconds_ = 0;
  double cpu_seconds_ = 0;
};

// Runs `pass`, which times what it is about, again and again.
template <typename Pass>
void RunPasses(benchmark::State& state, const Pass& pass) {
  double cpu_seconds = 0;
  for (auto run : state) {
    StopWatch watch;
    const Status status = pass(&watch);
    if (!status.ok()) {
      state.SkipWithError(std::string(status.message()).c_str());
      break;
    }
    state.SetIterationTime(watch.seconds());
    cpu_seconds += watch.cpu_seconds();
  }
  CountSample(state, SampleOf(OtlpFormat::kProtobuf));
  state.counters["stage_cpu_seconds"] =
      benchmark::Counter(cpu_seconds, benchmark::Counter::kAvgIterations);
}

// Hands the sample to `sink` as coded spans; `watch` times both.
Status CodeSample(StopWatch* watch, const engine::SpanCoder::Sink& sink) {
  const ScratchFile file;
  const auto initialize = [&file](engine::Transaction& transaction) {
    return engine::InitializeOrCheck(transaction, file.path());
  };
  COSTDB_ASSIGN_OR_RETURN(const auto environment,
                          engine::Environment::Open(file.path(), true, kMapBytes, initialize));
  engine::SpanCoder coder(engine::PriceCatalog::SharedBuiltIn());
  return environment->Write(kMapBytes / 4, [&](engine::Transaction& transaction) {
    return ReadSample(OtlpFormat::kProtobuf, [&](const engine::SpanBatch& batch) -> Status {
      std::uint64_t dropped = 0;
      return watch->Time([&] { return coder.Code(transaction, batch, sink, &dropped); });
    });
  });
}

void Price(benchmark::State& state) {
  using engine::SpanText;
  const auto catalog = engine::PriceCatalog::SharedBuiltIn();
  RunPasses(state, [&catalog](StopWatch* watch) {
    return ReadSample(OtlpFormat::kProtobuf, [&](const engine::SpanBatch& batch) {
      return watch->Time([&] {
        for (const engine::SpanRecord& span : batch.spans) {
          const auto model =
              catalog->Resolve({span[SpanText::kProvider], span[SpanText::kResponseModel],
                                span[SpanText::kRequestModel]});
          benchmark::DoNotOptimize(model == nullptr
                                       ? engine::CallCost()
                                       : model->timeline->Price(span.usage, span.start_unix_ns,
                                                                engine::ServiceTier::kStandard));
        }
        return Status::Ok();
      });
    });
  });
}
BENCHMARK(Price)->UseManualTime()->Unit(benchmark::kMillisecond);

void CodeAndPrice(benchmark::State& state) {
  RunPasses(state, [](StopWatch* watch) {
    return CodeSample(watch, [](const CodedSpan& span) { benchmark::DoNotOptimize(&span); });
  });
}
BENCHMARK(CodeAndPrice)->UseManualTime()->Unit(benchmark::kMillisecond);

// The sample's traces, each the spans of one, in order of their ids.
const std::vector<std::vector<CodedSpan>>& SampleTraces() {
  static const auto& traces = *[] {
    StopWatch watch;
    std::vector<CodedSpan> spans;
    const auto keep = [&spans](const CodedSpan& span) { spans.push_back(span); };
    if (!CodeSample(&watch, keep).ok()) std::abort();
    std::stable_sort(spans.begin(), spans.end(), [](const CodedSpan& a, const CodedSpan& b) {
      return a.trace_id < b.trace_id;
    });
    auto* grouped = new std::vector<std::vector<CodedSpan>>;
    for (CodedSpan& span : spans) {
      if (grouped->empty() || grouped->back().front().trace_id != span.trace_id) {
        grouped->emplace_back();
      }
      grouped->back().push_back(std::move(span));
    }
    return grouped;
  }();
  return traces;
}

engine::CallCost NoPrice(const CodedSpan& /*span*/) {
  return {};
}

void Resolve(benchmark::State& state) {
  const auto& traces = SampleTraces();
  const engine::PriceFunction price = NoPrice;
  for (auto run : state) {
    for (const auto& spans : traces) {
      benchmark::DoNotOptimize(engine::ResolveTrace(spans, price).total);
    }
  }
  CountSample(state, SampleOf(OtlpFormat::kProtobuf));
}
BENCHMARK(Resolve)->Unit(benchmark::kMillisecond);

void EncodeRowGroups(benchmark::State& state) {
  const auto& traces = SampleTraces();
  const engine::PriceFunction price = NoPrice;
  RunPasses(state, [&](StopWatch* watch) {
    engine::RowGroupBuilder builder;
    for (const auto& spans : traces) {
      std::vector<CodedSpan> copy = spans;
      engine::ResolvedTrace resolved = engine::ResolveTrace(copy, price);
      watch->Time([&] {
        builder.Add(std::move(resolved), std::move(copy));
        if (builder.IsFull()) benchmark::DoNotOptimize(builder.Finish());
        return true;
      });
    }
    watch->Time([&] {
      if (!builder.IsEmpty()) benchmark::DoNotOptimize(builder.Finish());
      return true;
    });
    return Status::Ok();
  });
}
BENCHMARK(EncodeRowGroups)->UseManualTime()->Unit(benchmark::kMillisecond);

enum class Part { kAppend, kSeal, kWhole };

// Into a new file; the time is of appending batches, of sealing them, or of all with decoding.
Status IngestSample(Part part, StopWatch* watch) {
  const ScratchFile file;
  engine::DatabaseOptions options;
  options.head_bytes_max = std::uint64_t{1} << 33;  // No sealing between batches.
  COSTDB_ASSIGN_OR_RETURN(const auto database, engine::Database::Open(file.path(), options));
  StopWatch unread;
  StopWatch* const of_append = part == Part::kAppend ? watch : &unread;
  StopWatch* const of_seal = part == Part::kSeal ? watch : &unread;
  StopWatch* const of_all = part == Part::kWhole ? watch : &unread;
  return of_all->Time([&]() -> Status {
    COSTDB_RETURN_IF_ERROR(
        ReadSample(OtlpFormat::kProtobuf, [&](const engine::SpanBatch& batch) -> Status {
          return of_append->Time([&] { return database->Append(batch); }).status();
        }));
    return of_seal->Time([&] { return database->SealAll({}); }).status();
  });
}

void Ingest(benchmark::State& state, Part part) {
  RunPasses(state, [part](StopWatch* watch) { return IngestSample(part, watch); });
}
BENCHMARK_CAPTURE(Ingest, append, Part::kAppend)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Ingest, seal, Part::kSeal)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Ingest, whole, Part::kWhole)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace costdb::bench
