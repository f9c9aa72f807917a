// No bytes bring ingest down: samples with seeded mutations, each ingested to its end or its error.
#include <gtest/gtest.h>

#include <cstdlib>

#include "collect.h"
#include "mutator.h"
#include "wire_formats.h"

namespace costdb::ingest {
namespace {

constexpr int kMutationsOfEach = 1500;

std::uint64_t Seed() {
  const char* given = std::getenv("COSTDB_SEED");
  return given == nullptr ? 20261124 : std::strtoull(given, nullptr, 10);
}

std::vector<std::string> Samples() {
  std::vector<std::string> samples = {ReadData("vercel/003.json"), ReadData("official/001.json"),
                                      ReadData("traceloop-anthropic/001.pb"),
                                      ReadData("dialects/langfuse.json"),
                                      ReadData("dialects/langsmith.json")};
  const std::string protobuf = samples[2];
  samples.push_back(LengthPrefixed(protobuf) + LengthPrefixed(protobuf));
  samples.push_back(LengthPrefixed(Zstd(protobuf)));
  samples.push_back(Gzip(protobuf));
  samples.push_back(Zstd(ReadData("official/003.json")));
  samples.push_back(ReadData("official/003.json") + "\n" + ReadData("official/005.json") + "\n");
  return samples;
}

TEST(MutationTest, EveryInputEndsWithSpansOrAnError) {
  const std::uint64_t seed = Seed();
  RecordProperty("seed", std::to_string(seed));
  Mutator mutator(seed);
  int failed = 0;
  int taken = 0;
  for (const std::string& sample : Samples()) {
    ASSERT_TRUE(Ingest(sample).status.ok());
    for (int i = 0; i < kMutationsOfEach; ++i) {
      const Collected collected = Ingest(mutator.Mutate(sample));
      EXPECT_EQ(collected.status.ok(), collected.status.message().empty());
      EXPECT_EQ(collected.report.spans, collected.spans.size());
      for (const CollectedSpan& span : collected.spans) {
        EXPECT_TRUE(span.record.trace_id.is_valid());
        EXPECT_NE(span.record.span_id, 0u);
        EXPECT_LE(span.record.start_unix_ns, span.record.end_unix_ns);
        EXPECT_LE(span.record.usage.input, engine::kMaximumTokens);
      }
      ++(collected.status.ok() ? taken : failed);
    }
    if (HasFailure()) FAIL() << "seed " << seed << ": set COSTDB_SEED to repeat";
  }
  EXPECT_GT(failed, 0);
  EXPECT_GT(taken, 0);
}

}  // namespace
}  // namespace costdb::ingest
