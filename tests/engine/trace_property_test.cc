#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "engine/trace/trace_resolver.h"
#include "trace_builder.h"
#include "trace_reference.h"

namespace costdb::engine {
namespace {

using testing::AttributeColumn;
using testing::Describe;
using testing::DescribeByDefinition;
using testing::ResourceColumn;

constexpr std::uint32_t kSeeds = 200;

// A trace that may hold everything that goes wrong: orphans, spans that are their own parents,
// cycles, children that start before their parents, equal starts, costs without a price.
class TraceGenerator {
 public:
  explicit TraceGenerator(std::uint32_t seed) : random_(seed) {}

  std::vector<CodedSpan> Generate() {
    const int count = Number(1, 40);
    const bool is_tidy = Chance(50);
    std::vector<CodedSpan> spans;
    for (int i = 1; i <= count; ++i) spans.push_back(Span(i, count, is_tidy));
    return spans;
  }

  void Shuffle(std::vector<CodedSpan>* spans) {
    std::shuffle(spans->begin(), spans->end(), random_);
  }

  void Resend(std::vector<CodedSpan>* spans) {
    const auto count = static_cast<int>(spans->size());
    for (int i = Number(0, 10); i > 0; --i) {
      CodedSpan again = (*spans)[static_cast<std::size_t>(Number(0, count - 1))];
      spans->push_back(std::move(again));
    }
  }

 private:
  int Number(int from, int to) { return std::uniform_int_distribution<int>(from, to)(random_); }
  bool Chance(int percent) { return Number(1, 100) <= percent; }

  TextCode Code(int percent) { return Chance(percent) ? static_cast<TextCode>(Number(1, 3)) : 0; }

  CodedSpan Span(int id, int count, bool is_tidy) {
    CodedSpan span;
    span.trace_id = {.high = 1, .low = 2};
    span.span_id = static_cast<SpanId>(id);
    // A tidy trace is one tree in order of time; the other kind names any span, or one that is not.
    const int parent = is_tidy ? (id == 1 ? 0 : Number(1, id - 1)) : Number(0, count + 2);
    span.parent_span_id = static_cast<SpanId>(parent);
    span.start_unix_ns = is_tidy ? id : Number(0, 20);
    span.end_unix_ns = span.start_unix_ns + Number(0, 20);
    span.role = static_cast<SpanRole>(Number(0, 4));
    span.status = static_cast<SpanStatus>(Number(0, 2));
    if (Chance(40)) SetUsage(&span);
    for (TextCode& code : span.text) code = Code(20);
    for (std::uint32_t key = 0; key < 4; ++key) {
      if (Chance(15)) span.attributes.push_back({AttributeColumn(key), Code(100)});
      if (Chance(30)) span.attributes.push_back({ResourceColumn(key), 1});
    }
    return span;
  }

  void SetUsage(CodedSpan* span) {
    if (Chance(80)) span->usage.input = Number(0, 1'000);
    if (Chance(80)) span->usage.output = Number(0, 1'000);
    if (span->usage.is_reported() && Chance(80)) span->cost.total = Number(0, 1'000'000);
  }

  std::mt19937 random_;
};

void CheckSeed(std::uint32_t seed) {
  SCOPED_TRACE("seed " + std::to_string(seed) + "; COSTDB_SEED repeats it alone");
  TraceGenerator generator(seed);
  std::vector<CodedSpan> spans = generator.Generate();
  generator.Resend(&spans);
  const std::vector<std::string> expected = DescribeByDefinition(spans);
  for (int order = 0; order < 4; ++order) {
    EXPECT_EQ(Describe(ResolveTrace(spans), spans), expected) << "order " << order;
    generator.Shuffle(&spans);
  }
}

TEST(TraceProperty, EveryOrderResolvesAsTheRulesSay) {
  if (const char* seed = std::getenv("COSTDB_SEED")) {
    CheckSeed(static_cast<std::uint32_t>(std::strtoul(seed, nullptr, 10)));
    return;
  }
  for (std::uint32_t seed = 1; seed <= kSeeds && !HasFailure(); ++seed) CheckSeed(seed);
}

TEST(TraceProperty, WhatATraceCostsDoesNotDependOnTheTracesBefore) {
  // The resolver reuses its memory: large, small and large again must not mix.
  TraceGenerator generator(7);
  const std::vector<CodedSpan> first = generator.Generate();
  const auto expected = Describe(ResolveTrace(first), first);
  for (int i = 0; i < 50; ++i) {
    const std::vector<CodedSpan> other = generator.Generate();
    EXPECT_EQ(Describe(ResolveTrace(other), other), DescribeByDefinition(other));
    EXPECT_EQ(Describe(ResolveTrace(first), first), expected);
  }
}

}  // namespace
}  // namespace costdb::engine
