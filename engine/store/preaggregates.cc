#include "engine/store/preaggregates.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "engine/error/propagate.h"
#include "engine/store/byte_codec.h"
#include "engine/store/meta.h"
#include "engine/store/preaggregate_day.h"
#include "engine/store/sealed_row_groups.h"

namespace costdb::engine {
namespace {

// Days before 1970 sort before those after.
constexpr std::int64_t kDayBias = std::int64_t{1} << 31;
constexpr std::size_t kDayOffset = sizeof(PreaggregateLevel);

std::string DayKey(PreaggregateLevel level, std::int64_t day) {
  return BigEndianKey(static_cast<std::uint8_t>(level), static_cast<std::uint32_t>(day + kDayBias));
}

std::int64_t DayOfKey(std::string_view key) {
  return std::int64_t{BigEndianPart<std::uint32_t>(key, kDayOffset)} - kDayBias;
}

using CellsOfDays = std::map<std::int64_t, PreaggregateCells>;

// The changes of each day, without the dimensions that the level lacks.
CellsOfDays SplitByDay(const PreaggregateCells& changes, PreaggregateLevel level) {
  const std::size_t dimensions = DimensionsOf(level).size();
  CellsOfDays days;
  for (const auto& [change, sums] : changes) {
    PreaggregateCell cell = change;
    std::fill(cell.dimensions.begin() + static_cast<std::ptrdiff_t>(dimensions),
              cell.dimensions.end(), kNullCode);
    days[DayOfHour(cell.hour)][cell].Add(sums);
  }
  return days;
}

bool IsZero(const PreaggregateSums& sums) {
  const auto is_zero = [](const auto& number) { return number == 0; };
  return sums.calls == 0 && std::all_of(sums.sums.begin(), sums.sums.end(), is_zero) &&
         std::all_of(sums.known.begin(), sums.known.end(), is_zero);
}

// Adds a day's changes to what is stored of it.
Status WriteDay(Transaction& transaction, PreaggregateLevel level, std::int64_t day,
                PreaggregateCells cells) {
  const std::string key = DayKey(level, day);
  COSTDB_ASSIGN_OR_RETURN(const auto stored, transaction.Get(Table::kPreaggregates, key));
  if (stored) {
    COSTDB_ASSIGN_OR_RETURN(const auto opened,
                            OpenPreaggregateDay(*stored, transaction.path(), day, nullptr));
    if (opened == nullptr) return Status::Ok();
    COSTDB_RETURN_IF_ERROR(AddCells(*opened, level, 1, &cells));
  }
  std::vector<std::pair<PreaggregateCell, PreaggregateSums>> kept;
  for (auto& cell : cells) {
    if (!IsZero(cell.second)) kept.emplace_back(cell);
  }
  if (kept.empty()) return transaction.Delete(Table::kPreaggregates, key);
  return transaction.Put(Table::kPreaggregates, key, EncodePreaggregateDay(level, std::move(kept)));
}

}  // namespace

Status PreaggregateChange::AddCallsOf(const StoredRowGroup& row_group) {
  return AddCalls(row_group, row_group.deleted(Section::kCalls), 1, &cells_);
}

Status PreaggregateChange::RemoveCallsOf(const StoredRowGroup& row_group) {
  return AddCalls(row_group, row_group.deleted(Section::kCalls), -1, &cells_);
}

Status PreaggregateChange::RemoveDeleted(const StoredRowGroup& row_group, const Deletions& now) {
  std::vector<std::uint64_t> left_out = now.words(Section::kCalls);
  const std::uint64_t* before = row_group.deleted(Section::kCalls);
  for (std::size_t i = 0; i < left_out.size(); ++i) {
    left_out[i] = ~left_out[i] | (before == nullptr ? 0 : before[i]);
  }
  return AddCalls(row_group, left_out.data(), -1, &cells_);
}

Status PreaggregateChange::Apply(Transaction& transaction) {
  const PreaggregateCells changes = std::exchange(cells_, {});
  for (const PreaggregateLevel level : kPreaggregateLevels) {
    for (auto& [day, cells] : SplitByDay(changes, level)) {
      COSTDB_RETURN_IF_ERROR(WriteDay(transaction, level, day, std::move(cells)));
    }
  }
  return Status::Ok();
}

Result<std::set<std::int64_t>> PreaggregateChange::FindDifferences(
    const Transaction& transaction) const {
  std::set<std::int64_t> wrong;
  for (const PreaggregateLevel level : kPreaggregateLevels) {
    CellsOfDays days = SplitByDay(cells_, level);
    COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction.OpenCursor(Table::kPreaggregates));
    COSTDB_ASSIGN_OR_RETURN(bool found, cursor.SeekAtLeast(DayKey(level, -kDayBias)));
    const std::string last = DayKey(level, kDayBias - 1);
    while (found && cursor.key() <= last) {
      const std::int64_t day = DayOfKey(cursor.key());
      COSTDB_ASSIGN_OR_RETURN(
          const auto stored, OpenPreaggregateDay(cursor.value(), transaction.path(), day, nullptr));
      if (stored == nullptr) {
        days.erase(day);
      } else {
        COSTDB_RETURN_IF_ERROR(AddCells(*stored, level, -1, &days[day]));
      }
      COSTDB_ASSIGN_OR_RETURN(found, cursor.Next());
    }
    for (const auto& [day, rest] : days) {
      const auto is_zero = [](const auto& cell) { return IsZero(cell.second); };
      if (!std::all_of(rest.begin(), rest.end(), is_zero)) wrong.insert(day);
    }
  }
  return wrong;
}

Status CompletePreaggregates(Transaction& transaction) {
  COSTDB_ASSIGN_OR_RETURN(const auto complete, ReadCounter(transaction, Counter::kPreaggregated));
  if (complete != 0) return Status::Ok();
  PreaggregateChange change;
  std::mutex mutex;
  COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction.OpenCursor(Table::kDirectory));
  COSTDB_ASSIGN_OR_RETURN(bool found, cursor.First());
  while (found) {
    const auto number = BigEndianPart<std::uint32_t>(cursor.key(), 0);
    COSTDB_ASSIGN_OR_RETURN(auto directory, ReadDirectory(transaction, number));
    COSTDB_ASSIGN_OR_RETURN(const auto row_group, OpenRowGroup(transaction, mutex, nullptr, number,
                                                               0, std::move(directory)));
    COSTDB_RETURN_IF_ERROR(change.AddCallsOf(*row_group));
    COSTDB_ASSIGN_OR_RETURN(found, cursor.Next());
  }
  COSTDB_RETURN_IF_ERROR(change.Apply(transaction));
  return WriteCounter(transaction, Counter::kPreaggregated, 1);
}

Result<std::optional<PreaggregateDays>> OpenPreaggregateDays(const Transaction& transaction,
                                                             PreaggregateLevel level,
                                                             std::int64_t first_day,
                                                             std::int64_t last_day,
                                                             const Dictionaries* dictionaries) {
  if (!transaction.Has(Table::kPreaggregates)) return std::optional<PreaggregateDays>();
  COSTDB_ASSIGN_OR_RETURN(const auto complete, ReadCounter(transaction, Counter::kPreaggregated));
  if (complete == 0) return std::optional<PreaggregateDays>();
  PreaggregateDays days;
  const std::string first = DayKey(level, std::max(first_day, -kDayBias));
  const std::string last = DayKey(level, std::min(last_day, kDayBias - 1));
  COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction.OpenCursor(Table::kPreaggregates));
  COSTDB_ASSIGN_OR_RETURN(bool found, cursor.SeekAtLeast(first));
  while (found && cursor.key() <= last) {
    COSTDB_ASSIGN_OR_RETURN(auto day, OpenPreaggregateDay(cursor.value(), transaction.path(),
                                                          DayOfKey(cursor.key()), dictionaries));
    if (day == nullptr) return std::optional<PreaggregateDays>();
    days.push_back(std::move(day));
    COSTDB_ASSIGN_OR_RETURN(found, cursor.Next());
  }
  return std::optional(std::move(days));
}

}  // namespace costdb::engine
