// What a database promises: batches are durable and whole, the head and the row groups answer
// alike, resent spans do not count twice, and files that are no databases are left alone.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <numeric>
#include <vector>

#include "engine/store/database.h"
#include "engine/store/environment.h"
#include "temporary_database.h"

namespace costdb::engine {
namespace {

constexpr std::int64_t kStart = 1'775'000'000'000'000'000;  // 2026-03-31T23:33:20Z

SpanRecord Span(std::uint64_t trace, SpanId id, SpanId parent, std::string_view name) {
  SpanRecord span;
  span.trace_id = {trace, 1};
  span.span_id = id;
  span.parent_span_id = parent;
  span.start_unix_ns = kStart + static_cast<std::int64_t>(trace * 1000 + id);
  span.end_unix_ns = span.start_unix_ns + 500;
  span[SpanText::kName] = name;
  span[SpanText::kService] = "shop";
  return span;
}

SpanRecord Call(std::uint64_t trace, SpanId id, SpanId parent, std::int64_t input) {
  SpanRecord span = Span(trace, id, parent, "chat");
  span.role = SpanRole::kInference;
  span[SpanText::kProvider] = "openai";
  span[SpanText::kRequestModel] = "gpt-5";
  span.usage.input = input;
  span.usage.output = 10;
  return span;
}

// A trace as it arrives: the call first, its root with the user later.
SpanBatch TraceOf(std::uint64_t trace, std::string_view user) {
  SpanBatch batch;
  batch.spans.push_back(Call(trace, 2, 1, 1000));
  batch.spans.push_back(Span(trace, 1, 0, "request"));
  batch.spans.back()[SpanText::kUser] = user;
  return batch;
}

std::vector<std::int64_t> ReadIntegers(const Snapshot& snapshot, Section section, ColumnId column) {
  std::vector<std::int64_t> all;
  for (const auto& group : snapshot.row_groups()) {
    const std::uint32_t rows = group->rows(section);
    auto reader = group->OpenColumn(section, column, FindColumn(column)->type);
    EXPECT_TRUE(reader.ok()) << reader.status().message();
    if (!reader.ok() || rows == 0) continue;
    std::vector<std::int64_t> values((rows / kBlockRows + 1) * kBlockRows);
    (*reader)->ReadIntegers(0, rows, values.data());
    all.insert(all.end(), values.begin(), values.begin() + rows);
  }
  return all;
}

std::vector<std::string> ReadTexts(const Snapshot& snapshot, Section section, ColumnId column) {
  std::vector<std::string> all;
  for (const auto& group : snapshot.row_groups()) {
    const std::uint32_t rows = group->rows(section);
    auto reader = group->OpenColumn(section, column, ColumnType::kCode);
    EXPECT_TRUE(reader.ok()) << reader.status().message();
    if (!reader.ok() || rows == 0) continue;
    std::vector<std::uint32_t> codes((rows / kBlockRows + 1) * kBlockRows);
    (*reader)->ReadCodes(0, rows, codes.data());
    for (std::uint32_t row = 0; row < rows; ++row) {
      all.emplace_back(snapshot.dictionaries().TextOf(column, codes[row]));
    }
  }
  return all;
}

std::unique_ptr<const Snapshot> SnapshotOf(const Database& database) {
  auto snapshot = database.OpenSnapshot();
  EXPECT_TRUE(snapshot.ok()) << snapshot.status().message();
  return snapshot.ok() ? std::move(*snapshot) : nullptr;
}

// The users of calls that are not deleted, by time.
std::vector<std::string> LiveUsers(const Snapshot& snapshot) {
  std::map<std::int64_t, std::string> users;
  for (const auto& group : snapshot.row_groups()) {
    const std::uint32_t rows = group->rows(Section::kCalls);
    if (rows == 0) continue;
    const auto times = group->OpenColumn(Section::kCalls, ColumnId::kTime, ColumnType::kTime);
    const auto user = group->OpenColumn(Section::kCalls, ColumnId::kUser, ColumnType::kCode);
    std::vector<std::int64_t> time(kBlockRows);
    std::vector<std::uint32_t> codes(kBlockRows);
    (*times)->ReadIntegers(0, rows, time.data());
    (*user)->ReadCodes(0, rows, codes.data());
    for (std::uint32_t row = 0; row < rows; ++row) {
      const std::uint64_t* deleted = group->deleted(Section::kCalls);
      if (deleted != nullptr && (deleted[row / 64] >> (row % 64) & 1) != 0) continue;
      users[time[row]] = snapshot.dictionaries().TextOf(ColumnId::kUser, codes[row]);
    }
  }
  std::vector<std::string> result;
  for (auto& [when, name] : users) result.push_back(name);
  return result;
}

// Every column of the live rows of a section, as text, in row order.
std::map<std::string, std::vector<std::string>> Everything(const Snapshot& snapshot,
                                                           Section section) {
  std::map<std::string, std::vector<std::string>> all;
  for (const auto& group : snapshot.row_groups()) {
    const std::uint32_t rows = group->rows(section);
    const std::uint64_t* deleted = group->deleted(section);
    for (const ColumnDefinition& column : Columns()) {
      if (!IsIn(column, Relation::kSpans) || column.id == ColumnId::kTraceId || rows == 0) continue;
      const auto reader = group->OpenColumn(section, column.id, column.type);
      EXPECT_TRUE(reader.ok()) << column.name;
      std::vector<std::int64_t> integers(kBlockRows);
      std::vector<std::uint32_t> codes(kBlockRows);
      std::vector<std::uint64_t> valid(kBlockRows / 64);
      (*reader)->ReadIntegers(0, rows, integers.data());
      (*reader)->ReadValidity(0, rows, valid.data());
      if (column.type == ColumnType::kCode) (*reader)->ReadCodes(0, rows, codes.data());
      for (std::uint32_t row = 0; row < rows; ++row) {
        if (deleted != nullptr && (deleted[0] >> row & 1) != 0) continue;
        std::string text = (valid[0] >> row & 1) != 0 ? std::to_string(integers[row]) : "NULL";
        if (column.type == ColumnType::kText) text = (*reader)->TextAt(row);
        if (column.type == ColumnType::kCode) {
          text = snapshot.dictionaries().TextOf(column.dictionary, codes[row]);
        }
        all[std::string(column.name)].push_back(text);
      }
    }
  }
  return all;
}

TEST(Database, TheHeadAnswersLikeRowGroups) {
  const TemporaryFolder folder;
  const auto database = OpenOrDie(folder.File("a.costdb"));
  ASSERT_TRUE(database->Append(TraceOf(1, "ann")).ok());
  ASSERT_TRUE(database->Append(TraceOf(2, "bob")).ok());
  for (const bool sealed : {false, true}) {
    if (sealed) {
      const auto report = database->SealAll({});
      ASSERT_TRUE(report.ok());
      EXPECT_EQ(report->traces, 2U);
      EXPECT_EQ(report->spans, 4U);
    }
    const auto snapshot = SnapshotOf(*database);
    EXPECT_EQ(ReadTexts(*snapshot, Section::kCalls, ColumnId::kUser),
              (std::vector<std::string>{"ann", "bob"}));
    EXPECT_EQ(ReadTexts(*snapshot, Section::kCalls, ColumnId::kModel),
              (std::vector<std::string>{"gpt-5", "gpt-5"}));
    // 1000 tokens at 1.25 $/M and 10 at 10 $/M: 0.00135 $.
    EXPECT_EQ(ReadIntegers(*snapshot, Section::kCalls, ColumnId::kCost),
              (std::vector<std::int64_t>{1'350'000'000, 1'350'000'000}));
    EXPECT_EQ(ReadIntegers(*snapshot, Section::kOthers, ColumnId::kInclusiveCost),
              (std::vector<std::int64_t>{1'350'000'000, 1'350'000'000}));
    EXPECT_EQ(ReadIntegers(*snapshot, Section::kCalls, ColumnId::kParentSpanId),
              (std::vector<std::int64_t>{1, 1}));
    const auto ordinals = ReadIntegers(*snapshot, Section::kCalls, ColumnId::kTraceId);
    ASSERT_EQ(ordinals.size(), 2U);
    EXPECT_EQ(snapshot->TraceIdOf(ordinals[1]), (TraceId{2, 1}));
    const auto found = snapshot->FindTrace({2, 1});
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(*found, ordinals[1]);
  }
}

void ExpectReport(const Result<AppendReport>& report, std::uint64_t spans,
                  std::uint64_t duplicates) {
  ASSERT_TRUE(report.ok()) << report.status().message();
  EXPECT_EQ(report->spans, spans);
  EXPECT_EQ(report->duplicates, duplicates);
  EXPECT_TRUE(report->relief_status.ok());
}

TEST(Database, EveryByteOfTheFileIsForSomething) {
  const TemporaryFolder folder;
  const auto database = OpenOrDie(folder.File("a.costdb"));
  ExpectReport(database->Append(TraceOf(1, "ann")), 2, 0);
  ASSERT_TRUE(database->SealAll({}).ok());
  ExpectReport(database->Append(TraceOf(2, "bob")), 2, 0);
  const auto report = database->ReportStorage();
  ASSERT_TRUE(report.ok()) << report.status().message();
  std::uint64_t sum = 0;
  for (const auto& [part, bytes] : report->parts) {
    sum += bytes;
    EXPECT_GT(bytes, 0U) << part;
  }
  EXPECT_EQ(sum, report->file_bytes);
}

TEST(Database, AResentSpanCountsOnce) {
  const TemporaryFolder folder;
  const auto database = OpenOrDie(folder.File("a.costdb"));
  ExpectReport(database->Append(TraceOf(1, "ann")), 2, 0);
  ExpectReport(database->Append(TraceOf(1, "ann")), 0, 2);
  EXPECT_EQ(database->ReportStorage()->head_batches, 1U);  // A resent batch changes nothing.
  EXPECT_EQ(ReadTexts(*SnapshotOf(*database), Section::kCalls, ColumnId::kUser).size(), 1U);
  const auto sealed = database->SealAll({});
  ASSERT_TRUE(sealed.ok());
  EXPECT_EQ(sealed->duplicates, 0U);
  const auto resent = database->Append(TraceOf(1, "ann"));
  ExpectReport(resent, 0, 2);
  EXPECT_EQ(resent->late, 0U);
  EXPECT_EQ(ReadTexts(*SnapshotOf(*database), Section::kCalls, ColumnId::kUser).size(), 1U);
}

TEST(Database, ASpanTwiceInABatchCountsOnce) {
  const TemporaryFolder folder;
  const auto database = OpenOrDie(folder.File("a.costdb"));
  SpanBatch batch = TraceOf(1, "ann");
  batch.spans.push_back(batch.spans[0]);
  ExpectReport(database->Append(batch), 2, 1);
  // The same for a late span, whose trace is unsealed once.
  ASSERT_TRUE(database->SealAll({}).ok());
  SpanBatch late;
  late.spans.push_back(Span(1, 3, 1, "tool"));
  late.spans.push_back(late.spans[0]);
  late.spans.push_back(Call(1, 2, 1, 1000));
  ExpectReport(database->Append(late), 1, 2);
  // What was unsealed is known in the head, too.
  ExpectReport(database->Append(late), 0, 3);
  EXPECT_EQ(database->ReportStorage()->spans, 3U);
}

// A run that was killed left its spans in the head; the next one counts its own.
TEST(Database, WhatAnEarlierRunLeftIsItsOwn) {
  const TemporaryFolder folder;
  const std::string path = folder.File("a.costdb");
  ASSERT_TRUE(OpenOrDie(path)->Append(TraceOf(1, "ann")).ok());
  const auto database = OpenOrDie(path);
  SpanBatch batch = TraceOf(1, "ann");
  batch.spans.push_back(Span(2, 1, 0, "request"));
  ExpectReport(database->Append(batch), 1, 2);
  EXPECT_EQ(database->ReportStorage()->spans, 3U);
}

// The head grows, is sealed in part and wholly, and is known at every time.
TEST(Database, ResentSpansAreKnownWhateverWasSealed) {
  const TemporaryFolder folder;
  DatabaseOptions options;
  options.head_bytes_max = 10'000;
  const auto database = OpenOrDie(folder.File("a.costdb"), options);
  for (std::uint64_t trace = 1; trace <= 200; ++trace) {
    ExpectReport(database->Append(TraceOf(trace, "ann")), 2, 0);
    ExpectReport(database->Append(TraceOf(1 + trace * 7919 % trace, "ann")), 0, 2);
    if (trace % 90 == 0) {
      ASSERT_TRUE(database->SealAll({}).ok());
    }
  }
  EXPECT_EQ(database->ReportStorage()->spans, 400U);
}

TEST(Database, ALateSpanUnsealsItsTrace) {
  const TemporaryFolder folder;
  const auto database = OpenOrDie(folder.File("a.costdb"));
  // The call arrives without its root, is sealed alone, and gets its user hours later.
  SpanBatch call = TraceOf(1, "");
  const SpanRecord root = call.spans[1];
  call.spans.pop_back();
  ASSERT_TRUE(database->Append(call).ok());
  ASSERT_TRUE(database->Append(TraceOf(2, "bob")).ok());
  ASSERT_TRUE(database->SealAll({}).ok());
  const auto before = SnapshotOf(*database);
  EXPECT_EQ(ReadTexts(*before, Section::kCalls, ColumnId::kUser),
            (std::vector<std::string>{"", "bob"}));

  SpanBatch late;
  late.spans.push_back(root);
  late.spans.back()[SpanText::kUser] = "ann";
  const auto report = database->Append(late);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->late, 1U);
  EXPECT_EQ(report->spans, 1U);
  EXPECT_EQ(report->unsealed_traces, 1U);
  for (const bool sealed : {false, true}) {
    if (sealed) {
      ASSERT_TRUE(database->SealAll({}).ok());
    }
    const auto snapshot = SnapshotOf(*database);
    EXPECT_EQ(LiveUsers(*snapshot), (std::vector<std::string>{"ann", "bob"}));
    const auto found = snapshot->FindTrace({1, 1});
    ASSERT_TRUE(found.ok() && found->has_value());
    EXPECT_EQ(snapshot->TraceIdOf(**found), (TraceId{1, 1}));
    const auto storage = database->ReportStorage();
    ASSERT_TRUE(storage.ok());
    EXPECT_EQ(storage->calls, 2U);
    EXPECT_EQ(storage->traces, 2U);
    EXPECT_EQ(storage->deleted_spans, 1U);
  }
  EXPECT_EQ(LiveUsers(*before), (std::vector<std::string>{"", "bob"}));
}

// The rows of a trace that was taken back are dead, and its times do not count.
TEST(Database, TheStorageReportTellsLiveFromDead) {
  const TemporaryFolder folder;
  const auto database = OpenOrDie(folder.File("a.costdb"));
  ASSERT_TRUE(database->Append(TraceOf(2, "ann")).ok());
  SpanBatch misdated;
  misdated.spans.push_back(Call(9, 5, 7, 100));
  ASSERT_TRUE(database->Append(misdated).ok());
  ASSERT_TRUE(database->SealAll({}).ok());
  SpanBatch late;
  late.spans.push_back(Span(9, 7, 0, "request"));
  ASSERT_TRUE(database->Append(late).ok());
  for (const bool is_sealed : {false, true}) {
    if (is_sealed) {
      ASSERT_TRUE(database->SealAll({}).ok());
    }
    const auto report = database->ReportStorage();
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->spans, 4U);
    EXPECT_EQ(report->deleted_spans, 1U);
    EXPECT_EQ(report->first_unix_ns, kStart + 2001);
    EXPECT_EQ(report->last_unix_ns, kStart + 9007);
    const auto tokens =
        std::find_if(report->columns.begin(), report->columns.end(),
                     [](const auto& column) { return column.name == "input_tokens"; });
    ASSERT_NE(tokens, report->columns.end());
    EXPECT_EQ(tokens->rows, is_sealed ? 2U : 1U);
    EXPECT_EQ(tokens->dead_rows, 1U);
  }
}

// Deleted rows are not in the time range: here the latest span was one of them.
TEST(Database, TheTimesOfDeadRowsDoNotCount) {
  const TemporaryFolder folder;
  const std::string path = folder.File("a.costdb");
  {
    const auto database = OpenOrDie(path);
    ASSERT_TRUE(database->Append(TraceOf(2, "ann")).ok());
    ASSERT_TRUE(database->Append(TraceOf(9, "bob")).ok());
    ASSERT_TRUE(database->SealAll({}).ok());
    SpanBatch late;
    late.spans.push_back(Span(9, 7, 1, "tool"));
    ASSERT_TRUE(database->Append(late).ok());
  }
  {
    const auto environment =
        Environment::Open(path, true, 1 << 24, [](Transaction&) { return Status::Ok(); });
    ASSERT_TRUE(environment.ok());
    ASSERT_TRUE(
        (*environment)
            ->Write(0, [](Transaction& transaction) { return transaction.Clear(Table::kHead); })
            .ok());
  }
  const auto report = OpenOrDie(path)->ReportStorage();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->spans, 2U);
  EXPECT_EQ(report->deleted_spans, 2U);
  EXPECT_EQ(report->first_unix_ns, kStart + 2001);
  EXPECT_EQ(report->last_unix_ns, kStart + 2002);
}

TEST(Database, UnsealingKeepsEveryFieldOfASpan) {
  const TemporaryFolder folder;
  const auto database = OpenOrDie(folder.File("a.costdb"));
  SpanBatch batch = TraceOf(1, "ann");
  SpanRecord& call = batch.spans[0];
  call.usage = {1000, 400, 100, 50, 20, 5};
  call.kind = SpanKind::kClient;
  call.status = SpanStatus::kError;
  call.containment = Containment::kInferred;
  call.response_id = "chatcmpl-1";
  call.reported_cost_pico = 77;
  call[SpanText::kResponseModel] = "gpt-5-2025-08-07";
  call[SpanText::kFinishReason] = "stop";
  call[SpanText::kErrorType] = "timeout";
  batch.spans[1].parent_span_id = 99;  // Its parent never arrives.
  ASSERT_TRUE(database->Append(batch).ok());
  const auto expected = Everything(*SnapshotOf(*database), Section::kCalls);
  const auto expected_others = Everything(*SnapshotOf(*database), Section::kOthers);
  ASSERT_TRUE(database->SealAll({}).ok());
  SpanBatch late;
  late.spans.push_back(Span(1, 50, 2, "tool"));
  ASSERT_EQ(database->Append(late)->unsealed_traces, 1U);
  auto after = Everything(*SnapshotOf(*database), Section::kCalls);
  EXPECT_EQ(after, expected);
  const auto others = Everything(*SnapshotOf(*database), Section::kOthers);
  for (const auto& [column, values] : expected_others) {
    if (column == "inclusive_calls") continue;
    EXPECT_EQ(others.at(column).front(), values.front()) << column;
  }
}

TEST(Database, ASnapshotDoesNotSeeWhatComesAfterIt) {
  const TemporaryFolder folder;
  const auto database = OpenOrDie(folder.File("a.costdb"));
  ASSERT_TRUE(database->Append(TraceOf(1, "ann")).ok());
  const auto before = SnapshotOf(*database);
  ASSERT_TRUE(database->Append(TraceOf(2, "bob")).ok());
  ASSERT_TRUE(database->SealAll({}).ok());
  EXPECT_EQ(ReadTexts(*before, Section::kCalls, ColumnId::kUser), std::vector<std::string>{"ann"});
  EXPECT_EQ(ReadTexts(*SnapshotOf(*database), Section::kCalls, ColumnId::kUser).size(), 2U);
}

TEST(Database, ManyTracesFillSeveralRowGroups) {
  const TemporaryFolder folder;
  const auto database = OpenOrDie(folder.File("a.costdb"));
  constexpr std::uint64_t kTraces = 50'000;
  SpanBatch batch;
  for (std::uint64_t trace = 1; trace <= kTraces; ++trace) {
    // Arrival order is not time order.
    const std::uint64_t shuffled = trace * 7919 % kTraces + 1;
    batch.spans.push_back(Call(shuffled, 2, 1, static_cast<std::int64_t>(shuffled)));
    batch.spans.push_back(Span(shuffled, 1, 0, "request"));
  }
  ASSERT_TRUE(database->Append(batch).ok());
  const auto report = database->SealAll({});
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->traces, kTraces);
  EXPECT_EQ(report->row_groups, 2U);
  const auto snapshot = SnapshotOf(*database);
  const auto times = ReadIntegers(*snapshot, Section::kCalls, ColumnId::kTime);
  ASSERT_EQ(times.size(), kTraces);
  EXPECT_TRUE(std::is_sorted(times.begin(), times.end()));
  const auto input = ReadIntegers(*snapshot, Section::kCalls, ColumnId::kInputTokens);
  EXPECT_EQ(std::accumulate(input.begin(), input.end(), std::int64_t{0}),
            static_cast<std::int64_t>(kTraces * (kTraces + 1) / 2));
  const auto missing = snapshot->FindTrace({kTraces + 5, 1});
  ASSERT_TRUE(missing.ok());
  EXPECT_FALSE(missing->has_value());
}

TEST(Database, AttributesPassDownAndResourcesDoNot) {
  const TemporaryFolder folder;
  const auto database = OpenOrDie(folder.File("a.costdb"));
  SpanBatch batch = TraceOf(1, "ann");
  batch.attributes.push_back({"k8s.pod.name", "pod-7"});
  batch.attributes.push_back({"team", "search"});
  batch.resources.push_back({0, 1});
  batch.resources.push_back({0, 0});
  batch.spans[0].resource = 1;
  batch.spans[1].resource = 0;
  batch.spans[1].first_attribute = 1;
  batch.spans[1].attribute_count = 1;
  ASSERT_TRUE(database->Append(batch).ok());
  const auto snapshot = SnapshotOf(*database);
  const auto team = snapshot->FindAttribute("team", false);
  const auto pod = snapshot->FindAttribute("k8s.pod.name", true);
  ASSERT_TRUE(team && pod);
  EXPECT_EQ(ReadTexts(*snapshot, Section::kCalls, *team), std::vector<std::string>{"search"});
  EXPECT_EQ(ReadTexts(*snapshot, Section::kCalls, *pod), std::vector<std::string>{""});
  EXPECT_EQ(ReadTexts(*snapshot, Section::kOthers, *pod), std::vector<std::string>{"pod-7"});
  EXPECT_FALSE(snapshot->FindAttribute("k8s.pod.name", false));
}

// Traces that straddle a relief of the head are whole afterwards, wherever their spans lie.
TEST(Database, ALargeHeadIsRelievedWhileItGrows) {
  const TemporaryFolder folder;
  DatabaseOptions options;
  options.head_bytes_max = 25'000;  // About a hundred spans.
  const auto database = OpenOrDie(folder.File("a.costdb"), options);
  for (int half = 0; half < 2; ++half) {
    for (std::uint64_t trace = 1; trace <= 300; ++trace) {
      SpanBatch batch = TraceOf(trace, "ann");
      batch.spans.erase(batch.spans.begin() + half);  // The call comes 300 batches after its root.
      ASSERT_TRUE(database->Append(batch).ok());
    }
  }
  const auto storage = database->ReportStorage();
  ASSERT_TRUE(storage.ok());
  EXPECT_EQ(storage->calls, 300U);
  EXPECT_EQ(storage->spans, 600U);
  EXPECT_EQ(storage->traces, 300U);
  EXPECT_LE(storage->head_spans, 101U);
  EXPECT_GT(storage->row_groups, 0U);
  EXPECT_EQ(LiveUsers(*SnapshotOf(*database)), std::vector<std::string>(300, "ann"));
}

TEST(Database, SurvivesReopening) {
  const TemporaryFolder folder;
  const std::string path = folder.File("a.costdb");
  ASSERT_TRUE(OpenOrDie(path)->Append(TraceOf(1, "ann")).ok());
  ASSERT_TRUE(OpenOrDie(path)->SealAll({}).ok());
  DatabaseOptions reading;
  reading.mode = OpenMode::kReadOnly;
  const auto database = OpenOrDie(path, reading);
  EXPECT_EQ(ReadTexts(*SnapshotOf(*database), Section::kTraces, ColumnId::kUser),
            std::vector<std::string>{"ann"});
}

TEST(Database, TheMapGrowsByItself) {
  const TemporaryFolder folder;
  DatabaseOptions options;
  options.initial_map_bytes = 1 << 20;
  const auto database = OpenOrDie(folder.File("a.costdb"), options);
  for (std::uint64_t trace = 1; trace <= 200; ++trace) {
    SpanBatch batch;
    for (SpanId id = 1; id <= 500; ++id) batch.spans.push_back(Call(trace, id, 0, 100));
    ASSERT_TRUE(database->Append(batch).ok()) << trace;
  }
  ASSERT_TRUE(database->SealAll({}).ok());
  EXPECT_EQ(ReadIntegers(*SnapshotOf(*database), Section::kCalls, ColumnId::kCost).size(),
            100'000U);
}

TEST(Database, RefusesWhatIsNoDatabaseAndLeavesItAlone) {
  const TemporaryFolder folder;
  const std::string path = folder.File("notes.txt");
  const std::string content(100'000, 'x');
  std::ofstream(path) << content;
  const auto opened = Database::Open(path, {});
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.status().code(), StatusCode::kCorruption);
  EXPECT_NE(opened.status().message().find("not a costdb database"), std::string::npos);
  std::ifstream file(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), content);
}

TEST(Database, RefusesAFileThatIsCutOff) {
  const TemporaryFolder folder;
  const std::string path = folder.File("a.costdb");
  {
    const auto database = OpenOrDie(path);
    SpanBatch batch;
    for (SpanId id = 1; id <= 20'000; ++id) batch.spans.push_back(Call(1, id, 0, 100));
    ASSERT_TRUE(database->Append(batch).ok());
  }
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  const auto opened = Database::Open(path, {});
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.status().code(), StatusCode::kCorruption);
  EXPECT_NE(opened.status().message().find("cut off"), std::string::npos);
}

TEST(Database, AnEmptyFileIsNoDatabaseToRead) {
  const TemporaryFolder folder;
  const std::string path = folder.File("empty.costdb");
  { const std::ofstream file(path); }
  DatabaseOptions reading;
  reading.mode = OpenMode::kReadOnly;
  const auto opened = Database::Open(path, reading);
  ASSERT_FALSE(opened.ok());
  EXPECT_NE(opened.status().message().find("the file is empty"), std::string::npos);
  EXPECT_TRUE(Database::Open(path, {}).ok());
}

TEST(Database, ReadingAMissingFileSaysHowToMakeOne) {
  const TemporaryFolder folder;
  DatabaseOptions reading;
  reading.mode = OpenMode::kReadOnly;
  const auto opened = Database::Open(folder.File("none.costdb"), reading);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.status().code(), StatusCode::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(folder.File("none.costdb")));
}

TEST(Database, IdsWithTheTopBitAreKept) {
  const TemporaryFolder folder;
  const auto database = OpenOrDie(folder.File("a.costdb"));
  SpanBatch batch;
  SpanRecord span = Call(1, 0x8000'0000'0000'0000, 0, 100);
  span.trace_id = {0, 0x8000'0000'0000'0000};
  batch.spans.push_back(span);
  ASSERT_TRUE(database->Append(batch).ok());
  ASSERT_TRUE(database->SealAll({}).ok());
  const auto snapshot = SnapshotOf(*database);
  EXPECT_EQ(ReadIntegers(*snapshot, Section::kCalls, ColumnId::kSpanId),
            std::vector<std::int64_t>{INT64_MIN});
  EXPECT_EQ(snapshot->TraceIdOf(0), (TraceId{0, 0x8000'0000'0000'0000}));
}

}  // namespace
}  // namespace costdb::engine
