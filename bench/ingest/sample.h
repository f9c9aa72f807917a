#ifndef COSTDB_BENCH_INGEST_SAMPLE_H_
#define COSTDB_BENCH_INGEST_SAMPLE_H_

#include <benchmark/benchmark.h>

#include <string>
#include <string_view>
#include <vector>

#include "engine/span/span_record.h"
#include "ingest/ingest.h"
#include "tools/workload/otlp_encoder.h"

namespace costdb::bench {

/// The calls of every benchmark here, as OTLP: made once, the same in both formats.
struct Sample {
  std::string bytes;                       ///< As a file holds them.
  std::vector<std::string_view> requests;  ///< Without their framing; views of `bytes`.
};
const Sample& SampleOf(tools::OtlpFormat format);

/// How many spans a sample has, resent ones included.
std::uint64_t SampleSpans();

/// Reports rates: spans and bytes of a sample a second.
void CountSample(benchmark::State& state, const Sample& sample);

/// Hands the sample's spans, normalized, to `sink`, batch by batch.
Status ReadSample(tools::OtlpFormat format, const ingest::BatchSink& sink);

/// Where a benchmark may make a file; it is removed with its lock.
class ScratchFile {
 public:
  ScratchFile();
  ~ScratchFile();
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace costdb::bench

#endif  // COSTDB_BENCH_INGEST_SAMPLE_H_
