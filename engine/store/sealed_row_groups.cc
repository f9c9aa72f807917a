#include "engine/store/sealed_row_groups.h"

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

}  // namespace

std::string RowGroupKey(std::uint32_t row_group) {
  return BigEndianKey(row_group);
}

Status WriteRowGroup(Transaction& transaction, std::uint32_t row_group, const RowGroupData& data,
                     PreaggregateChange* change) {
  const std::string key = RowGroupKey(row_group);
  COSTDB_RETURN_IF_ERROR(transaction.Put(Table::kDirectory, key, EncodeDirectory(data.directory)));
  COSTDB_RETURN_IF_ERROR(transaction.Put(Table::kTraceFilter, key, data.trace_filter));
  for (int i = 0; i < kSectionCount; ++i) {
    for (const auto& [column, bytes] : data.columns[static_cast<std::size_t>(i)]) {
      COSTDB_RETURN_IF_ERROR(transaction.Put(
          Table::kColumns, ColumnKey(row_group, static_cast<Section>(i), column), bytes));
    }
  }
  const std::shared_ptr<const RowGroupData> shared(std::shared_ptr<void>(), &data);
  return change->AddCallsOf(*OpenInMemory(shared, transaction.path(), 0, nullptr));
}

Status WriteColumn(Transaction& transaction, std::uint32_t row_group, Section section,
                   ColumnId column, std::string_view bytes) {
  return transaction.Put(Table::kColumns, ColumnKey(row_group, section, column), bytes);
}

Status DeleteColumn(Transaction& transaction, std::uint32_t row_group, Section section,
                    ColumnId column) {
  return transaction.Delete(Table::kColumns, ColumnKey(row_group, section, column));
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

Result<std::unique_ptr<StoredRowGroup>> OpenRowGroup(
    const Transaction& transaction, std::mutex& mutex, const Dictionaries* dictionaries,
    std::uint32_t row_group, std::uint32_t ordinal,
    std::shared_ptr<const RowGroupDirectory> directory) {
  auto column_bytes = [&transaction, &mutex, row_group](
                          Section section, ColumnId column) -> Result<std::string_view> {
    const std::lock_guard lock(mutex);
    COSTDB_ASSIGN_OR_RETURN(
        const auto bytes, transaction.Get(Table::kColumns, ColumnKey(row_group, section, column)));
    if (!bytes) return Status::Corruption("the column is missing");
    return *bytes;
  };
  COSTDB_ASSIGN_OR_RETURN(auto deletions, ReadDeletions(transaction, row_group, *directory));
  return std::make_unique<StoredRowGroup>(RowGroupPlace{transaction.path(), row_group}, ordinal,
                                          std::move(directory), std::move(deletions),
                                          std::move(column_bytes), dictionaries);
}

}  // namespace costdb::engine
