// Repricing: after it, a database is as if every span had arrived under the prices of now, in every
// column, sealed or not; and what fails or is cancelled changes nothing.

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "engine/prices/own_prices.h"
#include "engine/prices/price_catalog.h"
#include "engine/store/database.h"
#include "engine/store/reprice.h"
#include "temporary_database.h"

namespace costdb::engine {
namespace {

constexpr std::int64_t kStart = 1'775'000'000'000'000'000;  // 2026-03-31T23:33:20Z
constexpr std::int64_t kSecond = 1'000'000'000;

ModelPrice FlatPrice(std::int64_t dollars_per_million) {
  ModelPrice price;
  price.standard.base.input = dollars_per_million * kDollarPerMillion;
  price.standard.base.output = 2 * dollars_per_million * kDollarPerMillion;
  return price;
}

// gpt-5 dearer, acme-1 known at last, o3 priced for priority calls.
Status NewPrices(CatalogContents* contents) {
  SetOwnPrice("", "gpt-5", FlatPrice(7), contents);
  SetOwnPrice("", "acme-1", FlatPrice(3), contents);
  ModelPrice o3 = FlatPrice(2);
  o3.Set(ServiceTier::kPriority, *ScaleSchedule(o3.standard, 2 * kFactorOne));
  SetOwnPrice("", "o3", o3, contents);
  return Status::Ok();
}

// Traces of agents in agents, with calls that a wrapper repeats, unpriced and unmetered ones.
class Traffic {
 public:
  explicit Traffic(unsigned long long seed) : random_(seed) {}

  SpanBatch Batch(std::uint64_t first_trace, std::uint64_t traces) {
    SpanBatch batch;
    for (std::uint64_t trace = first_trace; trace < first_trace + traces; ++trace) {
      const std::uint64_t spans = 1 + random_() % 12;
      for (SpanId id = 1; id <= spans; ++id) batch.spans.push_back(Span(trace, id));
    }
    return batch;
  }

 private:
  SpanRecord Span(std::uint64_t trace, SpanId id) {
    static constexpr std::string_view kModels[] = {"gpt-5", "gpt-5-2025-08-07", "acme-1", "Acme-1",
                                                   "o3",    "mystery"};
    SpanRecord span;
    span.trace_id = {trace * 7919, trace};
    span.span_id = id;
    span.parent_span_id = id == 1 ? 0 : 1 + random_() % (id - 1);
    span.start_unix_ns = kStart + static_cast<std::int64_t>(trace * 60 + id) * kSecond;
    span.end_unix_ns = span.start_unix_ns + 500;
    span[SpanText::kName] = "span";
    const auto kind = random_() % 4;
    if (kind == 0) return span;
    span.role = kind == 1 ? SpanRole::kWrapper : SpanRole::kInference;
    span[SpanText::kProvider] = "openai";
    span[SpanText::kRequestModel] = kModels[random_() % std::size(kModels)];
    if (random_() % 3 == 0)
      span[SpanText::kResponseModel] = kModels[random_() % std::size(kModels)];
    if (random_() % 4 == 0) span[SpanText::kServiceTier] = "priority";
    if (random_() % 8 == 0) return span;  // Unmetered.
    span.usage.input = static_cast<std::int64_t>(random_() % 400'000);
    span.usage.output = static_cast<std::int64_t>(random_() % 1000);
    if (random_() % 2 == 0) span.usage.cached = span.usage.input / 2;
    if (random_() % 5 == 0) span.reported_cost_pico = 123'456'789;
    return span;
  }

  std::mt19937_64 random_;
};

// Every column of every row, hidden ones included where queries see them.
std::map<std::string, std::vector<std::string>> Everything(const Database& database) {
  auto snapshot = database.OpenSnapshot();
  EXPECT_TRUE(snapshot.ok()) << snapshot.status().message();
  std::map<std::string, std::vector<std::string>> all;
  for (const auto& group : (*snapshot)->row_groups()) {
    for (const auto& [section, relation] : {std::pair(Section::kCalls, Relation::kSpans),
                                            std::pair(Section::kOthers, Relation::kSpans),
                                            std::pair(Section::kTraces, Relation::kTraces)}) {
      const std::uint32_t rows = group->rows(section);
      if (rows == 0) continue;
      const std::uint64_t* deleted = group->deleted(section);
      for (const ColumnDefinition& column : Columns()) {
        if (!IsIn(column, relation) || column.id == ColumnId::kTraceId) continue;
        const auto reader = group->OpenColumn(section, column.id, column.type);
        EXPECT_TRUE(reader.ok()) << column.name << reader.status().message();
        std::vector<std::int64_t> values((rows / kBlockRows + 1) * kBlockRows);
        std::vector<std::uint32_t> codes(values.size());
        std::vector<std::uint64_t> valid(values.size() / 64 + 1);
        if (column.type == ColumnType::kCode) {
          (*reader)->ReadCodes(0, rows, codes.data());
        } else if (column.type != ColumnType::kText) {
          (*reader)->ReadIntegers(0, rows, values.data());
          for (std::uint32_t row = 0; row < rows; row += kBlockRows) {
            (*reader)->ReadValidity(row, std::min(kBlockRows, rows - row), valid.data() + row / 64);
          }
        }
        auto& texts =
            all[std::to_string(static_cast<int>(section)) + " " + std::string(column.name)];
        for (std::uint32_t row = 0; row < rows; ++row) {
          if (deleted != nullptr && (deleted[row / 64] >> (row % 64) & 1) != 0) continue;
          if (column.type == ColumnType::kCode) {
            texts.emplace_back((*snapshot)->dictionaries().TextOf(column.dictionary, codes[row]));
          } else if (column.type == ColumnType::kText) {
            texts.emplace_back((*reader)->TextAt(row));
          } else {
            const bool is_null = (valid[row / 64] >> (row % 64) & 1) == 0;
            texts.push_back(is_null ? "NULL" : std::to_string(values[row]));
          }
        }
      }
    }
  }
  return all;
}

void ExpectSame(const Database& actual, const Database& expected) {
  const auto left = Everything(actual);
  const auto right = Everything(expected);
  ASSERT_EQ(left.size(), right.size());
  for (const auto& [column, values] : right) EXPECT_EQ(left.at(column), values) << column;
}

RepriceReport RepriceOrDie(Database* database, const RepriceOptions& options) {
  auto report = database->RepriceCalls(options);
  EXPECT_TRUE(report.ok()) << report.status().message();
  return report.ok() ? std::move(*report) : RepriceReport();
}

unsigned long long Seed() {
  const char* seed = std::getenv("COSTDB_SEED");
  return seed == nullptr ? std::random_device()() : std::strtoull(seed, nullptr, 10);
}

class RepriceStates : public testing::TestWithParam<bool> {};

TEST_P(RepriceStates, LeaveWhatTheNewPricesWouldHaveMade) {
  const bool sealed = GetParam();
  const unsigned long long seed = Seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  TemporaryFolder folder;
  const auto late = OpenOrDie(folder.File("late.costdb"));
  const auto early = OpenOrDie(folder.File("early.costdb"));
  ASSERT_TRUE(early->ChangePrices(NewPrices).ok());
  Traffic late_traffic(seed);
  Traffic early_traffic(seed);
  for (std::uint64_t batch = 0; batch < 6; ++batch) {
    ASSERT_TRUE(late->Append(late_traffic.Batch(batch * 500, 500)).ok());
    ASSERT_TRUE(early->Append(early_traffic.Batch(batch * 500, 500)).ok());
    if (sealed && batch % 2 == 1) {
      ASSERT_TRUE(late->SealAll({}).ok());
      ASSERT_TRUE(early->SealAll({}).ok());
    }
  }
  ASSERT_TRUE(late->ChangePrices(NewPrices).ok());
  RepriceOptions options;
  options.threads = 2;
  options.dry_run = true;
  const RepriceReport dry = RepriceOrDie(late.get(), options);
  options.dry_run = false;
  const RepriceReport report = RepriceOrDie(late.get(), options);
  ExpectSame(*late, *early);
  const auto integrity = late->CheckIntegrity({});
  ASSERT_TRUE(integrity.ok()) << integrity.status().message();
  EXPECT_TRUE(integrity->problems.empty()) << integrity->problems.front();
  // A dry run says what the real one did, and a second one finds nothing.
  ASSERT_EQ(dry.models.size(), report.models.size());
  for (std::size_t i = 0; i < report.models.size(); ++i) {
    EXPECT_EQ(dry.models[i].model, report.models[i].model);
    EXPECT_EQ(dry.models[i].changed, report.models[i].changed);
    EXPECT_EQ(dry.models[i].new_total, report.models[i].new_total);
  }
  for (const RepricedModel& model : RepriceOrDie(late.get(), options).models) {
    EXPECT_EQ(model.changed, 0U) << model.model;
    EXPECT_EQ(model.old_total, model.new_total);
  }
  // Sealing what was repriced in the head, and a process that opens the file, see the same.
  ASSERT_TRUE(late->SealAll({}).ok());
  ASSERT_TRUE(early->SealAll({}).ok());
  ExpectSame(*late, *early);
  ExpectSame(*OpenOrDie(folder.File("late.costdb"), {.mode = OpenMode::kReadOnly}), *early);
}

INSTANTIATE_TEST_SUITE_P(Sealed, RepriceStates, testing::Bool());

TEST(Reprice, KeepsToTheRangeOfTimeAndToWhatIsSelected) {
  TemporaryFolder folder;
  for (const bool sealed : {false, true}) {
    const auto database = OpenOrDie(folder.File(sealed ? "sealed.costdb" : "head.costdb"));
    ASSERT_TRUE(database->Append(Traffic(5).Batch(0, 400)).ok());
    if (sealed) {
      ASSERT_TRUE(database->SealAll({}).ok());
    }
    const auto before = Everything(*database);
    ASSERT_TRUE(database->ChangePrices(NewPrices).ok());
    RepriceOptions options;
    options.make_selector = [](const Snapshot&) -> Result<RowSelector> {
      return RowSelector([](const RowGroup& group, Section section) {
        return Result<std::vector<std::uint64_t>>(
            std::vector<std::uint64_t>(group.rows(section) / 64 + 1));
      });
    };
    EXPECT_TRUE(RepriceOrDie(database.get(), options).models.empty());
    EXPECT_EQ(Everything(*database), before);
    options.make_selector = {};
    options.since_unix_ns = kStart + 200 * 60 * kSecond;
    RepriceOrDie(database.get(), options);
    const auto after = Everything(*database);
    const auto& times = before.at("0 time");
    for (std::size_t row = 0; row < times.size(); ++row) {
      if (std::stoll(times[row]) >= options.since_unix_ns) continue;
      EXPECT_EQ(after.at("0 cost")[row], before.at("0 cost")[row]);
    }
    EXPECT_NE(after.at("0 cost"), before.at("0 cost"));
  }
}

TEST(Reprice, ACancelledOneChangesNothing) {
  TemporaryFolder folder;
  const auto database = OpenOrDie(folder.File("db.costdb"));
  ASSERT_TRUE(database->Append(Traffic(6).Batch(0, 300)).ok());
  ASSERT_TRUE(database->SealAll({}).ok());
  const auto before = Everything(*database);
  ASSERT_TRUE(database->ChangePrices(NewPrices).ok());
  std::atomic<bool> cancelled{false};
  RepriceOptions options;
  options.cancelled = &cancelled;
  options.progress = [&cancelled](double share) { cancelled = cancelled || share >= 1; };
  const auto report = database->RepriceCalls(options);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.status().code(), StatusCode::kCancelled);
  EXPECT_EQ(Everything(*database), before);
}

TEST(Reprice, AnOpenSnapshotKeepsTheOldCosts) {
  TemporaryFolder folder;
  const auto database = OpenOrDie(folder.File("db.costdb"));
  const auto reader = OpenOrDie(folder.File("db.costdb"), {.mode = OpenMode::kReadOnly});
  ASSERT_TRUE(database->Append(Traffic(7).Batch(0, 100)).ok());
  ASSERT_TRUE(database->SealAll({}).ok());
  const auto before = Everything(*reader);
  ASSERT_TRUE(database->ChangePrices(NewPrices).ok());
  RepriceOrDie(database.get(), {});
  EXPECT_NE(Everything(*reader).at("0 cost"), before.at("0 cost"));  // Its cache is not fooled.
}

TEST(PriceVersions, AreKeptAndRefusedAsAWhole) {
  TemporaryFolder folder;
  const auto database = OpenOrDie(folder.File("db.costdb"));
  EXPECT_EQ((*database->Prices())->contents().version, 0U);
  EXPECT_EQ(*database->ChangePrices(NewPrices), 1U);
  const auto bad = database->ChangePrices([](CatalogContents* contents) {
    ModelPrice price = FlatPrice(1);
    price.standard.base.input = -1;
    SetOwnPrice("", "o3", price, contents);
    return Status::Ok();
  });
  ASSERT_FALSE(bad.ok());
  EXPECT_EQ(bad.status().message(), "o3: input: $-0.000000000001 is negative; a price is not");
  EXPECT_EQ((*database->Prices())->contents().version, 1U);
  EXPECT_EQ((*database->PriceVersions()).size(), 1U);
  EXPECT_EQ((*database->PricesOfVersion(1)).sources.front().models.size(), 3U);
  EXPECT_FALSE(database->PricesOfVersion(9).ok());
}

TEST(OwnPrices, MakeWayForALaterOne) {
  CatalogContents contents;
  SetOwnPrice("", "m", FlatPrice(1), &contents);
  ModelPrice later = FlatPrice(2);
  later.valid_from_unix_ns = 100;
  SetOwnPrice("", "M", later, &contents);
  ModelPrice between = FlatPrice(3);
  between.valid_from_unix_ns = 50;
  SetOwnPrice("", "m", between, &contents);
  ModelPrice inside = FlatPrice(4);
  inside.valid_from_unix_ns = 120;
  inside.valid_to_unix_ns = 130;
  SetOwnPrice("", "m", inside, &contents);
  ASSERT_EQ(contents.sources.size(), 1U);
  ASSERT_EQ(contents.sources[0].models.size(), 1U);
  std::vector<std::vector<std::int64_t>> intervals;
  for (const ModelPrice& price : contents.sources[0].models[0].prices) {
    intervals.push_back({price.valid_from_unix_ns, price.valid_to_unix_ns,
                         price.standard.base.input / kDollarPerMillion});
  }
  const std::vector<std::vector<std::int64_t>> expected = {
      {kNoStart, 50, 1}, {50, 100, 3}, {100, 120, 2}, {120, 130, 4}, {130, kNoEnd, 2}};
  EXPECT_EQ(intervals, expected);
  EXPECT_TRUE(CheckSource(contents.sources[0]).ok());
}

}  // namespace
}  // namespace costdb::engine
