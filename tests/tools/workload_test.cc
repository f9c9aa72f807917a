// The synthetic workload: the same everywhere, exact in its number of calls, and arranged as a
// Collector would send it.

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <sstream>
#include <string>

#include "tools/workload/clock.h"
#include "tools/workload/product.h"
#include "tools/workload/random.h"
#include "tools/workload/workload.h"

namespace costdb::tools {
namespace {

constexpr std::int64_t kDay = 86'400'000'000'000;
constexpr std::int64_t kMay1 = 1'777'593'600'000'000'000;  // 2026-05-01T00:00:00Z

struct Generated {
  std::string bytes;
  WorkloadSummary summary;
};

WorkloadOptions Options(std::uint64_t calls) {
  WorkloadOptions options;
  options.calls = calls;
  options.end_unix_ns = kMay1;
  options.format = OtlpFormat::kJsonLines;
  return options;
}

Generated Generate(const WorkloadOptions& options) {
  Generated generated;
  const Status status = GenerateWorkload(
      options,
      [&generated](std::string_view otlp) {
        generated.bytes += otlp;
        return Status::Ok();
      },
      &generated.summary);
  EXPECT_TRUE(status.ok()) << status.message();
  return generated;
}

std::uint64_t Count(const std::string& text, std::string_view piece) {
  std::uint64_t count = 0;
  for (std::size_t at = text.find(piece); at != std::string::npos; at = text.find(piece, at + 1)) {
    ++count;
  }
  return count;
}

TEST(Random, IsTheSameOnEveryPlatform) {
  Random random(1);
  EXPECT_EQ(random.Next(), 0x910a2dec89025cc1ULL);  // SplitMix64's first number for seed 1.
  EXPECT_EQ(Random(1).Split(7).Next(), Random(1).Split(7).Next());
  EXPECT_NE(Random(1).Split(7).Next(), Random(1).Split(8).Next());
}

TEST(Random, QuantilesAreWhereTheyAreSaidToBe) {
  Random random(2);
  const Quantiles quantiles{10, 100, 1000, 5000};
  int below_median = 0;
  int below_p90 = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::int64_t value = random.From(quantiles);
    EXPECT_GE(value, 10);
    EXPECT_LE(value, 5000);
    below_median += value < 100 ? 1 : 0;
    below_p90 += value < 1000 ? 1 : 0;
  }
  EXPECT_NEAR(below_median, 10'000, 300);
  EXPECT_NEAR(below_p90, 18'000, 300);
}

TEST(Random, ZipfRanksAreSkewedButNotByOne) {
  Random random(3);
  std::uint64_t first = 0;
  std::uint64_t first_hundredth = 0;
  for (int i = 0; i < 100'000; ++i) {
    const std::uint64_t rank = random.ZipfRank(10'000);
    ASSERT_LT(rank, 10'000U);
    first += rank == 0 ? 1 : 0;
    first_hundredth += rank < 100 ? 1 : 0;
  }
  EXPECT_LT(first, 1'500U);
  EXPECT_GT(first_hundredth, 20'000U);
}

TEST(WorkloadClock, KeepsToItsDaysAndWeekends) {
  const WorkloadClock clock(kMay1, 28);
  EXPECT_EQ(clock.At(0, 100), kMay1 - 28 * kDay);
  EXPECT_LT(clock.At(99'999, 100'000), kMay1);
  std::int64_t last = 0;
  int on_weekends = 0;
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    const std::int64_t at = clock.At(i, 10'000);
    EXPECT_GE(at, last);
    last = at;
    on_weekends += (at / kDay + 3) % 7 >= 5 ? 1 : 0;
  }
  // Four weeks: 8 days of weight 4 beside 20 of weight 10.
  EXPECT_NEAR(on_weekends, 10'000 * 32 / 232, 30);
}

TEST(Workload, TheSameSeedGivesTheSameBytes) {
  const Generated one = Generate(Options(2'000));
  const Generated two = Generate(Options(2'000));
  EXPECT_EQ(one.bytes, two.bytes);
  WorkloadOptions other = Options(2'000);
  other.seed = 2;
  EXPECT_NE(Generate(other).bytes, one.bytes);
}

TEST(Workload, HasExactlyTheCallsThatWereAskedFor) {
  for (const std::uint64_t calls : {1U, 7U, 1'000U, 5'003U}) {
    const WorkloadSummary summary = Generate(Options(calls)).summary;
    EXPECT_EQ(summary.totals.calls, calls);
    EXPECT_GE(summary.exported.spans, calls);
    EXPECT_GT(summary.exported.bytes, 0U);
  }
}

TEST(Workload, SomeRequestsAreSentTwice) {
  const Generated generated = Generate(Options(20'000));
  const ExportSummary& exported = generated.summary.exported;
  EXPECT_EQ(Count(generated.bytes, "\"spanId\""), exported.spans + exported.resent_spans);
  EXPECT_GT(exported.resent_spans, 0U);
  EXPECT_EQ(Count(generated.bytes, "\n"), Count(generated.bytes, "{\"resourceSpans\""));
}

// Every id after `key`, with the request (the line) where it stands first.
std::map<std::string, std::uint64_t> FirstRequests(const std::string& bytes,
                                                   const std::string& key) {
  std::map<std::string, std::uint64_t> requests;
  std::istringstream lines(bytes);
  std::uint64_t request = 0;
  for (std::string line; std::getline(lines, line); ++request) {
    for (std::size_t at = line.find(key); at != std::string::npos; at = line.find(key, at + 1)) {
      requests.emplace(line.substr(at + key.size(), 16), request);
    }
  }
  return requests;
}

TEST(Workload, ParentsComeAfterTheirChildren) {
  const Generated generated = Generate(Options(2'000));
  const auto spans = FirstRequests(generated.bytes, "\"spanId\":\"");
  const auto parents = FirstRequests(generated.bytes, "\"parentSpanId\":\"");
  std::uint64_t in_a_later_request = 0;
  for (const auto& [parent, first_child_request] : parents) {
    ASSERT_TRUE(spans.contains(parent));
    EXPECT_GE(spans.at(parent), first_child_request);
    in_a_later_request += spans.at(parent) > first_child_request ? 1 : 0;
  }
  EXPECT_GT(in_a_later_request, parents.size() / 20);
}

TEST(Workload, UserAndSessionStandOnRootsOnly) {
  const Generated generated = Generate(Options(3'000));
  const std::uint64_t roots =
      Count(generated.bytes, "\"spanId\"") - Count(generated.bytes, "\"parentSpanId\"");
  EXPECT_GE(roots, generated.summary.totals.traces);
  EXPECT_EQ(Count(generated.bytes, "\"user.id\""), roots);
  EXPECT_EQ(Count(generated.bytes, "\"session.id\""), roots);
}

TEST(Workload, ProtobufIsLengthPrefixed) {
  WorkloadOptions options = Options(3'000);
  options.format = OtlpFormat::kProtobuf;
  const Generated generated = Generate(options);
  std::size_t position = 0;
  std::uint64_t requests = 0;
  while (position + 4 <= generated.bytes.size()) {
    std::size_t length = 0;
    for (int i = 0; i < 4; ++i) {
      length = length << 8U | static_cast<unsigned char>(generated.bytes[position++]);
    }
    ASSERT_LE(length, generated.bytes.size() - position);
    EXPECT_EQ(generated.bytes[position], 0x0A);  // Field 1, length-delimited: resource_spans.
    position += length;
    ++requests;
  }
  EXPECT_EQ(position, generated.bytes.size());
  const ExportSummary& exported = generated.summary.exported;
  EXPECT_EQ(requests, exported.requests + exported.resent_requests);
}

TEST(Workload, IncidentsComeOnTop) {
  WorkloadOptions options = Options(1'000);
  options.incidents.retry_loop =
      RetryLoop{kInvoiceExtraction, kMay1 - 10 * kDay, 3'600'000'000'000, 3, 5};
  options.incidents.runaway_session =
      RunawaySession{kDeepResearch, kMay1 - 5 * kDay, kClaudeSonnet, 11};
  const Generated generated = Generate(options);
  EXPECT_EQ(generated.summary.totals.calls, 1'000U + 3 * 5 + 11);
  EXPECT_EQ(Count(generated.bytes, "schema_validation"), 15U);
  EXPECT_EQ(Count(generated.bytes, "retries_exhausted"), 3U);
}

TEST(Workload, ASinkThatFailsStopsIt) {
  int pieces = 0;
  WorkloadSummary summary;
  const Status status = GenerateWorkload(
      Options(5'000),
      [&pieces](std::string_view) {
        ++pieces;
        return Status::Io("disk full");
      },
      &summary);
  EXPECT_EQ(status.message(), "disk full");
  EXPECT_EQ(pieces, 1);
}

}  // namespace
}  // namespace costdb::tools
