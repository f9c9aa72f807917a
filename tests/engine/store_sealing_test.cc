#include <gtest/gtest.h>

#include "engine/store/database.h"
#include "temporary_database.h"

namespace costdb::engine {
namespace {

SpanRecord Span(std::uint64_t trace, SpanId id, SpanId parent) {
  SpanRecord span;
  span.trace_id = {trace, 1};
  span.span_id = id;
  span.parent_span_id = parent;
  span.start_unix_ns = static_cast<std::int64_t>(trace * 1'000 + id);
  span.end_unix_ns = span.start_unix_ns + 10;
  span[SpanText::kName] = "request";
  return span;
}

SpanRecord Call(std::uint64_t trace, SpanId id, SpanId parent, std::string_view scope) {
  SpanRecord span = Span(trace, id, parent);
  span.role = SpanRole::kInference;
  span[SpanText::kScope] = scope;
  span[SpanText::kRequestModel] = "gpt-5.4";
  span.start_unix_ns = static_cast<std::int64_t>(trace * 1'000 + 1);
  span.end_unix_ns = span.start_unix_ns + 100;
  span.usage.input = 100;
  span.usage.output = 20;
  return span;
}

void Append(Database& database, std::vector<SpanRecord> spans) {
  SpanBatch batch;
  batch.spans = std::move(spans);
  const auto report = database.Append(batch);
  ASSERT_TRUE(report.ok()) << report.status().message();
}

StorageReport Report(const Database& database) {
  auto report = database.ReportStorage();
  EXPECT_TRUE(report.ok());
  return std::move(report).value();
}

TEST(Sealing, ATraceIsSealedWhenNothingOfItHasComeForTheSettleTime) {
  const TemporaryFolder folder;
  std::int64_t now_unix_ms = 1'000'000;
  DatabaseOptions options;
  options.settle_ms = 60'000;
  options.now_unix_ms = [&now_unix_ms] { return now_unix_ms; };
  const auto database = OpenOrDie(folder.File("a.costdb"), options);
  Append(*database, {Span(1, 1, 0)});
  now_unix_ms += 40'000;
  Append(*database, {Span(2, 1, 0)});
  EXPECT_EQ(Report(*database).head_spans, 2U);
  now_unix_ms += 30'000;  // Trace 1 has been quiet for 70 s, trace 2 for 30 s.
  Append(*database, {Span(3, 1, 0)});
  EXPECT_EQ(Report(*database).head_spans, 2U);
  EXPECT_EQ(Report(*database).row_groups, 1U);
  // The time of arrival outlasts the sealing of others.
  now_unix_ms += 60'000;
  Append(*database, {Span(4, 1, 0)});
  EXPECT_EQ(Report(*database).head_spans, 1U);
  EXPECT_EQ(Report(*database).spans, 4U);
}

TEST(Sealing, SpansThatArriveInTurnsFindTheirTraces) {
  const TemporaryFolder folder;
  const auto database = OpenOrDie(folder.File("a.costdb"));
  constexpr std::uint64_t kTraces = 300;
  for (const SpanId id : {1U, 2U, 3U}) {
    std::vector<SpanRecord> spans;
    for (std::uint64_t trace = kTraces; trace >= 1; --trace) {
      spans.push_back(id == 3 ? Call(trace, id, 1, "a") : Span(trace, id, id - 1));
    }
    Append(*database, std::move(spans));
  }
  const StorageReport before = Report(*database);
  ASSERT_TRUE(database->SealAll({}).ok());
  const StorageReport report = Report(*database);
  EXPECT_EQ(report.traces, kTraces);
  EXPECT_EQ(report.spans, 3 * kTraces);
  EXPECT_EQ(report.calls, kTraces);
  EXPECT_EQ(report.calls, before.calls);
  EXPECT_EQ(report.head_spans, 0U);
  const auto checked = database->CheckIntegrity({});
  ASSERT_TRUE(checked.ok()) << checked.status().message();
}

TEST(Sealing, SmallRowGroupsAreMerged) {
  const TemporaryFolder folder;
  const auto database = OpenOrDie(folder.File("a.costdb"));
  for (std::uint64_t run = 1; run <= 40; ++run) {
    Append(*database, {Span(run, 1, 0), Call(run, 2, 1, "a")});
    ASSERT_TRUE(database->SealAll({}).ok());
  }
  const StorageReport report = Report(*database);
  EXPECT_LE(report.row_groups, 8U);
  EXPECT_EQ(report.traces, 40U);
  EXPECT_EQ(report.spans, 80U);
  EXPECT_EQ(report.deleted_spans, 0U);
}

TEST(Sealing, ARowGroupThatLateSpansHaveEmptiedIsRemoved) {
  const TemporaryFolder folder;
  const auto database = OpenOrDie(folder.File("a.costdb"));
  for (SpanId id = 1; id <= 30; ++id) {
    Append(*database, {Span(1, id, 0)});
    ASSERT_TRUE(database->SealAll({}).ok());
  }
  const StorageReport report = Report(*database);
  EXPECT_EQ(report.row_groups, 1U);
  EXPECT_EQ(report.spans, 30U);
  EXPECT_EQ(report.deleted_spans, 0U);
}

TEST(Sealing, ATwinThatComesLateChangesTheMatch) {
  // Sealed alone, 2 is a twin of 3. 4 is closer to 3 than 2 is; then 2 is a call of its own.
  const TemporaryFolder folder;
  const auto database = OpenOrDie(folder.File("a.costdb"));
  SpanRecord far = Call(1, 2, 1, "a");
  far.end_unix_ns += 50;
  Append(*database, {Span(1, 1, 0), far, Call(1, 3, 1, "b")});
  ASSERT_TRUE(database->SealAll({}).ok());
  EXPECT_EQ(Report(*database).calls, 1U);
  Append(*database, {Call(1, 4, 1, "a")});
  EXPECT_EQ(Report(*database).calls, 2U);
  ASSERT_TRUE(database->SealAll({}).ok());
  EXPECT_EQ(Report(*database).calls, 2U);
}

// The database keeps what audio costs, not how many tokens of it there were.
TEST(Sealing, ASpanWithAudioThatIsSentAgainDoesNotConflict) {
  const TemporaryFolder folder;
  const auto database = OpenOrDie(folder.File("a.costdb"));
  SpanBatch batch;
  batch.spans = {Call(1, 2, 1, "a")};
  batch.spans[0].usage.audio_input = 5;
  ASSERT_TRUE(database->Append(batch).ok());
  const auto expect_known = [&database, &batch] {
    const auto again = database->Append(batch);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->duplicates, 1U);
    EXPECT_EQ(again->conflicts, 0U);
  };
  expect_known();
  ASSERT_TRUE(database->SealAll({}).ok());
  expect_known();
}

TEST(Sealing, ASpanOfAnotherContentWithAKnownIdConflicts) {
  const TemporaryFolder folder;
  const auto database = OpenOrDie(folder.File("a.costdb"));
  SpanRecord other = Call(1, 2, 1, "a");
  other.usage.input = 999;
  const auto append = [&database](const SpanRecord& span) {
    SpanBatch batch;
    batch.spans = {span};
    return database->Append(batch);
  };
  Append(*database, {Span(1, 1, 0), Call(1, 2, 1, "a")});
  EXPECT_EQ(append(other)->conflicts, 1U) << "in the head";
  ASSERT_TRUE(database->SealAll({}).ok());
  EXPECT_EQ(append(other)->conflicts, 1U) << "sealed";
  EXPECT_EQ(append(Call(1, 2, 1, "a"))->conflicts, 0U) << "the same span again";
  EXPECT_EQ(Report(*database).conflicting_spans, 2U);
  EXPECT_EQ(Report(*database).spans, 2U);
}

TEST(Sealing, CopiesInOneBatchAreComparedWithTheSpanThatIsKept) {
  const TemporaryFolder folder;
  const auto database = OpenOrDie(folder.File("a.costdb"));
  SpanRecord other = Call(1, 2, 1, "a");
  other.usage.input = 999;
  Append(*database, {Span(1, 1, 0), Call(1, 2, 1, "a")});
  for (const bool sealed : {false, true}) {
    SCOPED_TRACE(sealed);
    if (sealed) {
      ASSERT_TRUE(database->SealAll({}).ok());
    }
    SpanBatch batch;
    batch.spans = {other, Call(1, 2, 1, "a"), other};
    const auto report = database->Append(batch);
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->duplicates, 3U);
    EXPECT_EQ(report->conflicts, 2U) << "the second is the span that is kept";
  }
  // New spans of a sealed trace, one of them twice.
  SpanBatch late;
  late.spans = {Span(1, 3, 1), Span(1, 3, 1), Span(1, 4, 1)};
  const auto report = database->Append(late);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->late, 2U);
  EXPECT_EQ(report->spans, 2U);
  EXPECT_EQ(report->duplicates, 1U);
}

}  // namespace
}  // namespace costdb::engine
