#include "engine/store/preaggregates.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <span>
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

using Entry = std::pair<PreaggregateCell, PreaggregateSums>;

// All cells, by hour and dimensions.
std::vector<const PreaggregateCells::value_type*> Sort(const PreaggregateCells& cells) {
  std::vector<const PreaggregateCells::value_type*> sorted;
  sorted.reserve(cells.size());
  for (const auto& cell : cells) sorted.push_back(&cell);
  std::sort(sorted.begin(), sorted.end(),
            [](const auto* a, const auto* b) { return a->first < b->first; });
  return sorted;
}

// The cell of a level that a cell of all dimensions is a part of.
PreaggregateCell CellOf(PreaggregateLevel level, PreaggregateCell cell) {
  const auto dimensions = static_cast<std::ptrdiff_t>(DimensionsOf(level).size());
  std::fill(cell.dimensions.begin() + dimensions, cell.dimensions.end(), kNullCode);
  return cell;
}

// The changes of each day, by cell. A level has the first dimensions of a finer one, so what its
// cells add up stands together.
using EntriesOfDays = std::map<std::int64_t, std::vector<Entry>>;
EntriesOfDays SplitByDay(std::span<const PreaggregateCells::value_type* const> sorted,
                         PreaggregateLevel level) {
  EntriesOfDays days;
  for (const auto* change : sorted) {
    const PreaggregateCell cell = CellOf(level, change->first);
    std::vector<Entry>& day = days[DayOfHour(cell.hour)];
    if (day.empty() || day.back().first != cell) {
      day.emplace_back(cell, change->second);
    } else {
      day.back().second.Add(change->second);
    }
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
                std::vector<Entry> cells) {
  const std::string key = DayKey(level, day);
  COSTDB_ASSIGN_OR_RETURN(const auto stored, transaction.Get(Table::kPreaggregates, key));
  if (stored) {
    COSTDB_ASSIGN_OR_RETURN(const auto opened,
                            OpenPreaggregateDay(*stored, transaction.path(), day, nullptr));
    if (opened == nullptr) return Status::Ok();
    PreaggregateCells merged(cells.begin(), cells.end());
    COSTDB_RETURN_IF_ERROR(AddCells(*opened, level, 1, &merged));
    cells.assign(merged.begin(), merged.end());
  }
  std::erase_if(cells, [](const Entry& cell) { return IsZero(cell.second); });
  if (cells.empty()) return transaction.Delete(Table::kPreaggregates, key);
  return transaction.Put(Table::kPreaggregates, key,
                         EncodePreaggregateDay(level, std::move(cells)));
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
  const auto sorted = Sort(changes);
  for (const PreaggregateLevel level : kPreaggregateLevels) {
    for (auto& [day, cells] : SplitByDay(sorted, level)) {
      COSTDB_RETURN_IF_ERROR(WriteDay(transaction, level, day, std::move(cells)));
    }
  }
  return Status::Ok();
}

Result<std::set<std::int64_t>> PreaggregateChange::FindDifferences(
    const Transaction& transaction) const {
  std::set<std::int64_t> wrong;
  for (const PreaggregateLevel level : kPreaggregateLevels) {
    std::map<std::int64_t, PreaggregateCells> days;
    for (const auto& [cell, sums] : cells_) {
      days[DayOfHour(cell.hour)][CellOf(level, cell)].Add(sums);
    }
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
    COSTDB_ASSIGN_OR_RETURN(const auto row_group, OpenRowGroup(transaction, mutex, number));
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
