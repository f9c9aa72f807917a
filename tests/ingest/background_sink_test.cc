// With more than one thread a batch is stored while the next is read: nothing else changes.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "collect.h"
#include "wire_formats.h"

namespace costdb::ingest {
namespace {

std::string Spans(int count) {
  std::string lines;
  for (int i = 0; i < count; ++i) {
    lines += JsonRequest({ToJson({.name = "\"" + std::to_string(i) + "\""})}) + "\n";
  }
  return lines;
}

IngestOptions OptionsWith(std::uint32_t threads) {
  IngestOptions options;
  options.threads = threads;
  options.spans_a_batch = 3;
  return options;
}

TEST(BackgroundSinkTest, BatchesComeInOrder) {
  const std::string input = Spans(100);
  const Collected one = Ingest(input, OptionsWith(1));
  const Collected two = Ingest(input, OptionsWith(2));
  ASSERT_TRUE(two.status.ok()) << two.status.message();
  EXPECT_EQ(two.batch_sizes, one.batch_sizes);
  ASSERT_EQ(two.spans.size(), 100U);
  for (std::size_t i = 0; i < two.spans.size(); ++i) {
    EXPECT_EQ(two.spans[i][engine::SpanText::kName], std::to_string(i));
    EXPECT_EQ(two.spans[i].attributes, one.spans[i].attributes);
  }
  EXPECT_TRUE(two.report.reached_end);
  EXPECT_EQ(two.report.spans, 100U);
}

TEST(BackgroundSinkTest, AnErrorOfTheSinkEndsTheIngest) {
  int calls = 0;
  IngestReport report;
  const Status status = IngestBytes(
      Spans(100), "test", OptionsWith(2),
      [&calls](const engine::SpanBatch& /*batch*/) {
        return ++calls == 2 ? Status::Io("the disk is full") : Status::Ok();
      },
      &report);
  EXPECT_EQ(status.message(), "the disk is full");
  EXPECT_EQ(calls, 2);
  EXPECT_FALSE(report.reached_end);
}

TEST(BackgroundSinkTest, AnErrorWithTheLastBatchIsToldToo) {
  IngestReport report;
  const Status status = IngestBytes(
      Spans(1), "test", OptionsWith(2),
      [](const engine::SpanBatch& /*batch*/) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        return Status::Io("the disk is full");
      },
      &report);
  EXPECT_EQ(status.message(), "the disk is full");
  EXPECT_FALSE(report.reached_end);
}

TEST(BackgroundSinkTest, WhatWasReadBeforeACancellationIsKept) {
  std::atomic<bool> cancelled{false};
  IngestOptions options = OptionsWith(2);
  options.cancelled = &cancelled;
  std::size_t kept = 0;
  IngestReport report;
  const Status status = IngestBytes(
      Spans(1000), "test", options,
      [&](const engine::SpanBatch& batch) {
        kept += batch.spans.size();
        cancelled = true;
        return Status::Ok();
      },
      &report);
  EXPECT_EQ(status.code(), StatusCode::kCancelled);
  EXPECT_EQ(kept, report.spans);
  EXPECT_FALSE(report.reached_end);
}

}  // namespace
}  // namespace costdb::ingest
