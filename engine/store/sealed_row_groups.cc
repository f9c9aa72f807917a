#include "engine/store/sealed_row_groups.h"

#include <functional>
#include <utility>

#include "engine/error/propagate.h"
#include "engine/store/byte_codec.h"
#include "engine/store/row_group_in_memory.h"

namespace costdb::engine {
namespace {

std::string ColumnKey(std::uint32_t row_group, Section section, ColumnId column) {
  return BigEndianKey(row_group, static_cast<std::uint8_t>(section),
                      static_cast<std::uint32_t>(column));
}

// A value of this size wastes 3 % of its pages at most.
constexpr std::uint32_t kSmallColumnBytes = 64 << 10;
// The pack stands behind the sections.
constexpr auto kPackSection = static_cast<Section>(0xFF);

bool IsInPack(const RowGroupDirectory& directory, const ColumnStatistics& column) {
  return directory.has_pack && column.bytes < kSmallColumnBytes;
}

// Calls `visit` with the section, number and statistics of each column, in the order of the pack.
template <typename Visit>
void ForEachColumn(const RowGroupDirectory& directory, const Visit& visit) {
  for (int i = 0; i < kSectionCount; ++i) {
    const auto section = static_cast<Section>(i);
    for (const auto& [column, known] : directory[section].columns) visit(section, column, known);
  }
}

// Writes the pack, and the own values of the columns for which `is_new` holds.
Status WriteColumns(Transaction& transaction, std::uint32_t row_group,
                    const RowGroupDirectory& directory, const ColumnBytes& bytes_of,
                    const std::function<bool(Section, ColumnId)>& is_new) {
  std::string pack;
  Status status;
  ForEachColumn(directory, [&](Section section, ColumnId column, const ColumnStatistics& known) {
    const bool is_packed = IsInPack(directory, known);
    if (!status.ok() || (!is_packed && !is_new(section, column))) return;
    const auto bytes = bytes_of(section, column);
    if (!bytes.ok()) {
      status = bytes.status();
    } else if (is_packed) {
      pack += *bytes;
    } else {
      status = transaction.Put(Table::kColumns, ColumnKey(row_group, section, column), *bytes);
    }
  });
  COSTDB_RETURN_IF_ERROR(status);
  return transaction.Put(Table::kColumns, ColumnKey(row_group, kPackSection, ColumnId{}), pack);
}

}  // namespace

std::string RowGroupKey(std::uint32_t row_group) {
  return BigEndianKey(row_group);
}

Status WriteRowGroup(Transaction& transaction, std::uint32_t row_group, const RowGroupData& data,
                     SealedChange* change) {
  const std::string key = RowGroupKey(row_group);
  COSTDB_RETURN_IF_ERROR(transaction.Put(Table::kDirectory, key, EncodeDirectory(data.directory)));
  const auto bytes_of = [&data](Section section, ColumnId column) -> Result<std::string_view> {
    return std::string_view(data.columns[static_cast<std::size_t>(section)].at(column));
  };
  COSTDB_RETURN_IF_ERROR(WriteColumns(transaction, row_group, data.directory, bytes_of,
                                      [](Section, ColumnId) { return true; }));
  const std::shared_ptr<const RowGroupData> shared(std::shared_ptr<void>(), &data);
  change->traces.Add(row_group, data.trace_hashes);
  return change->calls.AddCallsOf(*OpenInMemory(shared, transaction.path(), 0, nullptr));
}

ColumnPlace PlaceOf(std::uint32_t row_group, const RowGroupDirectory& directory, Section section,
                    ColumnId column) {
  const ColumnStatistics& listed = directory[section].columns.at(column);
  if (!IsInPack(directory, listed)) {
    return {ColumnKey(row_group, section, column), 0, listed.bytes, listed.bytes};
  }
  ColumnPlace place = {ColumnKey(row_group, kPackSection, ColumnId{}), 0, listed.bytes, 0};
  ForEachColumn(directory, [&](Section of, ColumnId each, const ColumnStatistics& known) {
    if (!IsInPack(directory, known)) return;
    if (of == section && each == column) place.offset = place.value_bytes;
    place.value_bytes += known.bytes;
  });
  return place;
}

std::uint64_t CountColumnValues(const RowGroupDirectory& directory) {
  std::uint64_t values = directory.has_pack ? 1 : 0;
  ForEachColumn(directory, [&](Section, ColumnId, const ColumnStatistics& known) {
    if (!IsInPack(directory, known)) ++values;
  });
  return values;
}

Status RewriteColumns(Transaction& transaction, std::uint32_t row_group,
                      const StoredRowGroup& stored, const ChangedColumns& changed) {
  RowGroupDirectory directory = stored.directory();
  directory.has_pack = true;
  for (const auto& [place, column] : changed) {
    auto& columns = directory[place.first].columns;
    columns.erase(place.second);
    if (column) columns.emplace(place.second, column->statistics);
  }
  Status status;
  ForEachColumn(stored.directory(), [&](Section section, ColumnId column, const auto& known) {
    if (!status.ok() || IsInPack(stored.directory(), known)) return;
    const auto& columns = directory[section].columns;
    const auto kept = columns.find(column);
    if (kept != columns.end() && !IsInPack(directory, kept->second)) return;
    status = transaction.Delete(Table::kColumns, ColumnKey(row_group, section, column));
  });
  COSTDB_RETURN_IF_ERROR(status);
  const auto bytes_of = [&](Section section, ColumnId column) -> Result<std::string_view> {
    const auto found = changed.find({section, column});
    if (found == changed.end()) return stored.ReadBytes(section, column);
    return std::string_view(found->second->bytes);
  };
  const auto is_new = [&changed](Section section, ColumnId column) {
    return changed.contains({section, column});
  };
  COSTDB_RETURN_IF_ERROR(WriteColumns(transaction, row_group, directory, bytes_of, is_new));
  return transaction.Put(Table::kDirectory, RowGroupKey(row_group), EncodeDirectory(directory));
}

Result<std::shared_ptr<const RowGroupDirectory>> ReadDirectory(const Transaction& transaction,
                                                               std::uint32_t row_group) {
  const RowGroupPlace place = {transaction.path(), row_group};
  COSTDB_ASSIGN_OR_RETURN(const auto bytes,
                          transaction.Get(Table::kDirectory, RowGroupKey(row_group)));
  if (!bytes) {
    return InPlace(PlaceText(place), Status::Corruption("its directory entry is missing"));
  }
  auto directory = DecodeDirectory(*bytes);
  if (!directory.ok()) return InPlace(PlaceText(place), directory.status());
  return std::make_shared<const RowGroupDirectory>(std::move(directory).value());
}

Result<std::unique_ptr<StoredRowGroup>> OpenRowGroup(const Transaction& transaction,
                                                     std::mutex& mutex,
                                                     const Dictionaries* dictionaries,
                                                     std::uint32_t row_group, std::uint32_t ordinal,
                                                     RowGroupEntry entry) {
  auto column_bytes = [&transaction, &mutex, row_group, directory = entry.directory](
                          Section section, ColumnId column) -> Result<std::string_view> {
    const ColumnPlace place = PlaceOf(row_group, *directory, section, column);
    const std::lock_guard lock(mutex);
    COSTDB_ASSIGN_OR_RETURN(const auto value, transaction.Get(Table::kColumns, place.key));
    if (!value) return Status::Corruption("the column is missing");
    if (value->size() != place.value_bytes) {
      return Status::Corruption("its value is not as large as the directory says");
    }
    return value->substr(place.offset, place.bytes);
  };
  COSTDB_ASSIGN_OR_RETURN(auto deletions, ReadDeletions(transaction, row_group, *entry.directory));
  return std::make_unique<StoredRowGroup>(RowGroupPlace{transaction.path(), row_group}, ordinal,
                                          std::move(entry), std::move(deletions),
                                          std::move(column_bytes), dictionaries);
}

Result<std::unique_ptr<StoredRowGroup>> OpenRowGroup(const Transaction& transaction,
                                                     std::mutex& mutex, std::uint32_t row_group) {
  COSTDB_ASSIGN_OR_RETURN(auto directory, ReadDirectory(transaction, row_group));
  return OpenRowGroup(transaction, mutex, nullptr, row_group, 0, std::move(directory));
}

}  // namespace costdb::engine
