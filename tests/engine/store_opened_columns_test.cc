// Columns of a row group as readers open them: once, however many ask; ids as ids.

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "call_span.h"
#include "engine/store/database.h"
#include "engine/store/sealed_row_groups.h"
#include "raw_write.h"
#include "temporary_database.h"

namespace costdb::engine {
namespace {

constexpr SpanId kMissingParent = 0xF000'0000'0000'0007;

SpanRecord Call(std::uint64_t trace, SpanId id, SpanId parent) {
  SpanRecord span = CallSpan(trace, id);
  span.parent_span_id = parent;
  span.start_unix_ns += static_cast<std::int64_t>(trace);
  span.end_unix_ns += static_cast<std::int64_t>(trace);
  return span;
}

class ColumnsOpened : public testing::Test {
 protected:
  void Seal(std::vector<SpanRecord> spans) const {
    SpanBatch batch;
    batch.spans = std::move(spans);
    const auto database = OpenOrDie(path_);
    ASSERT_TRUE(database->Append(batch).ok());
    ASSERT_TRUE(database->SealAll({}).ok());
  }

  // The span ids that a column of calls shows, 0 for NULL.
  std::array<SpanId, 3> ReadIds(ColumnId column) const {
    const auto database = OpenOrDie(path_);
    const auto snapshot = database->OpenSnapshot();
    const auto reader =
        (*snapshot)->row_groups()[0]->OpenColumn(Section::kCalls, column, ColumnType::kSpanId);
    EXPECT_TRUE(reader.ok()) << reader.status().message();
    std::array<std::int64_t, kBlockRows> values{};
    std::uint64_t valid = 0;
    (*reader)->ReadIntegers(0, 3, values.data());
    (*reader)->ReadValidity(0, 3, &valid);
    std::array<SpanId, 3> ids{};
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if ((valid >> i & 1) != 0) ids[i] = static_cast<SpanId>(values[i]);
    }
    EXPECT_EQ((*reader)->has_nulls(), valid != 7);
    return ids;
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.File("a.costdb");
};

TEST_F(ColumnsOpened, AreSharedWhileSomeoneHasThemOpen) {
  Seal({Call(1, 1, 0), Call(2, 2, 0)});
  WriteRaw(path_, [](Transaction& transaction) -> Status {
    std::mutex mutex;
    auto directory = ReadDirectory(transaction, 0);
    const auto row_group =
        OpenRowGroup(transaction, mutex, nullptr, 0, 0, std::move(directory).value());
    auto first = *(*row_group)->OpenIntegers(Section::kCalls, ColumnId::kTime);
    EXPECT_EQ(*(*row_group)->OpenIntegers(Section::kCalls, ColumnId::kTime), first);
    EXPECT_NE(*(*row_group)->OpenIntegers(Section::kTraces, ColumnId::kTime), first);
    const std::weak_ptr<const IntegerColumn> open = first;
    first.reset();
    EXPECT_TRUE(open.expired());
    return Status::Ok();
  });
}

TEST_F(ColumnsOpened, ShowParentsThatAreMissing) {
  Seal({Call(1, 1, 0), Call(2, 0xF000'0000'0000'0001, kMissingParent), Call(3, 3, 0)});
  EXPECT_EQ(ReadIds(ColumnId::kSpanId), (std::array<SpanId, 3>{1, 0xF000'0000'0000'0001, 3}));
  EXPECT_EQ(ReadIds(ColumnId::kParentSpanId), (std::array<SpanId, 3>{0, kMissingParent, 0}));
}

TEST_F(ColumnsOpened, ShowParentsOfTheTraceBesideMissingOnes) {
  SpanRecord agent = Call(1, 9, 0);
  agent.role = SpanRole::kOther;
  Seal({agent, Call(1, 1, 9), Call(1, 2, kMissingParent), Call(2, 3, 0)});
  EXPECT_EQ(ReadIds(ColumnId::kParentSpanId), (std::array<SpanId, 3>{9, kMissingParent, 0}));
}

TEST_F(ColumnsOpened, ShowNoParentsWhereThereAreNone) {
  Seal({Call(1, 1, 0), Call(2, 2, 0), Call(3, 3, 0)});
  EXPECT_EQ(ReadIds(ColumnId::kParentSpanId), (std::array<SpanId, 3>{}));
}

}  // namespace
}  // namespace costdb::engine
