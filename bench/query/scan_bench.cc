// Whole scans through the query engine, beside a plain read of memory by as many threads.

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "engine/error/propagate.h"
#include "engine/kernels/sum.h"
#include "engine/store/database.h"
#include "ingest/ingest.h"
#include "query/session.h"
#include "workload/call_workload.h"

namespace costdb::bench {
namespace {

constexpr std::uint64_t kCalls = 3'000'000;
constexpr std::size_t kIngestBytes = std::size_t{64} << 20;

/// Calls of bench/workload in a file that is gone when the program ends.
class Calls {
 public:
  Calls() {
    Remove();
    const Status status = Fill();
    if (status.ok()) return;
    std::fprintf(stderr, "bench_query: %s\n", std::string(status.message()).c_str());
    std::exit(1);
  }
  ~Calls() {
    database_.reset();
    Remove();
  }
  Calls(const Calls&) = delete;
  Calls& operator=(const Calls&) = delete;

  const engine::Database& database() const { return *database_; }

  /// Stored bytes of some columns.
  std::uint64_t StoredBytes(const std::vector<std::string>& columns) const {
    std::uint64_t bytes = 0;
    for (const engine::ColumnStorage& column : storage_.columns) {
      if (std::find(columns.begin(), columns.end(), column.name) != columns.end()) {
        bytes += column.bytes;
      }
    }
    return bytes;
  }

 private:
  Status Fill() {
    COSTDB_ASSIGN_OR_RETURN(database_, engine::Database::Open(path_, {}));
    std::string otlp;
    const auto take = [&]() -> Status {
      ingest::IngestReport report;
      const auto append = [this](const engine::SpanBatch& batch) {
        return database_->Append(batch).status();
      };
      return ingest::IngestBytes(std::exchange(otlp, {}), "calls", {}, append, &report);
    };
    COSTDB_RETURN_IF_ERROR(WriteCallWorkload(
        kCalls, tools::OtlpFormat::kProtobuf, [&](std::string_view request) -> Status {
          otlp.append(request);
          return otlp.size() < kIngestBytes ? Status::Ok() : take();
        }));
    COSTDB_RETURN_IF_ERROR(take());
    COSTDB_RETURN_IF_ERROR(database_->SealAll({}).status());
    COSTDB_ASSIGN_OR_RETURN(storage_, database_->ReportStorage());
    return Status::Ok();
  }

  void Remove() const {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
    std::filesystem::remove(path_ + "-lock", ignored);
  }

  std::string path_ = (std::filesystem::temp_directory_path() /
                       ("costdb-bench-query-" + std::to_string(getpid()) + ".costdb"))
                          .string();
  std::unique_ptr<engine::Database> database_;
  engine::StorageReport storage_;
};

const Calls& SharedCalls() {
  static const Calls calls;
  return calls;
}

/// Four times the largest cache, as far as it is known.
std::size_t BufferValues() {
  int largest = 0;
  for (const auto& cache : benchmark::CPUInfo::Get().caches)
    largest = std::max(largest, cache.size);
  const std::size_t bytes = std::clamp(4 * static_cast<std::size_t>(largest),
                                       std::size_t{256} << 20, std::size_t{1} << 30);
  return bytes / sizeof(std::int64_t);
}

constexpr engine::kernels::ValueBounds kSmall = {0, 1 << 20};

/// Sums a buffer that no cache holds, each thread a part of it.
void ReadBuffer(const std::vector<std::int64_t>& buffer, std::size_t threads) {
  std::vector<std::thread> readers;
  const std::size_t part = buffer.size() / threads;
  for (std::size_t i = 0; i < threads; ++i) {
    readers.emplace_back([&buffer, part, i] {
      benchmark::DoNotOptimize(
          engine::kernels::SumIntegers(buffer.data() + i * part, part, kSmall));
    });
  }
  for (std::thread& reader : readers) reader.join();
}

const std::vector<std::int64_t>& Buffer() {
  static const std::vector<std::int64_t> buffer(BufferValues(), 3);
  return buffer;
}

double BufferBytes() {
  return static_cast<double>(Buffer().size() * sizeof(std::int64_t));
}

/// Seconds that `work` takes.
template <typename Work>
double Time(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Bytes a second that `threads` read of memory, the best of a few times.
double MemoryBandwidth(std::size_t threads) {
  double seconds = std::numeric_limits<double>::max();
  for (int i = 0; i < 20; ++i) {
    seconds = std::min(seconds, Time([&] { ReadBuffer(Buffer(), threads); }));
  }
  return BufferBytes() / seconds;
}

struct Scan {
  const char* name;
  const char* query;
  std::vector<std::string> columns;
};

const std::vector<Scan>& Scans() {
  static const std::vector<Scan> scans = {
      {"SumOfCost", "SELECT sum(cost) FROM calls", {"cost"}},
      {"SumOfCostByModel", "SELECT model, sum(cost) FROM calls GROUP BY model", {"model", "cost"}},
      {"SumOfFour",
       "SELECT sum(cost), sum(duration), sum(input_tokens), sum(output_tokens) FROM calls",
       {"cost", "duration", "input_tokens", "output_tokens"}},
  };
  return scans;
}

/// Items are rows, bytes those of the stored columns. `stored` is these bytes' share of what the
/// memory gives; `decoded` is what it would be if every value took the eight bytes that a plain
/// array has: shares of the fastest read, of the fastest scan.
void RunScan(benchmark::State& state, const Scan& scan) {
  const auto threads = static_cast<std::uint32_t>(state.range(0));
  const Calls& calls = SharedCalls();
  const double bandwidth = MemoryBandwidth(threads);
  double seconds = std::numeric_limits<double>::max();
  for (auto _ : state) {
    query::Session session(calls.database());
    session.settings().threads = threads;
    session.settings().preaggregates = false;
    Status status;
    seconds = std::min(seconds, Time([&] { status = session.RunOne(scan.query).status(); }));
    if (!status.ok()) {
      state.SkipWithError(std::string(status.message()).c_str());
      return;
    }
  }
  const auto runs = static_cast<std::int64_t>(state.iterations());
  const auto stored = static_cast<std::int64_t>(calls.StoredBytes(scan.columns));
  const auto decoded = static_cast<double>(kCalls * scan.columns.size() * sizeof(std::int64_t));
  const double readable = bandwidth * seconds;  // In the time of a scan.
  state.SetItemsProcessed(runs * static_cast<std::int64_t>(kCalls));
  state.SetBytesProcessed(runs * stored);
  state.counters["stored"] = static_cast<double>(stored) / readable;
  state.counters["decoded"] = decoded / readable;
}

void ReadMemory(benchmark::State& state) {
  for (auto _ : state) ReadBuffer(Buffer(), static_cast<std::size_t>(state.range(0)));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(BufferBytes()));
}
BENCHMARK(ReadMemory)
    ->ArgName("threads")
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

const bool kRegistered = [] {
  for (const Scan& scan : Scans()) {
    benchmark::RegisterBenchmark(scan.name,
                                 [&scan](benchmark::State& state) { RunScan(state, scan); })
        ->ArgName("threads")
        ->Arg(1)
        ->Arg(2)
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
  }
  return true;
}();

}  // namespace
}  // namespace costdb::bench
