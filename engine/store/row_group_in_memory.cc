#include "engine/store/row_group_in_memory.h"

#include <optional>
#include <utility>

namespace costdb::engine {

std::unique_ptr<StoredRowGroup> OpenInMemory(const std::shared_ptr<const RowGroupData>& data,
                                             std::string_view path, std::uint32_t ordinal,
                                             const Dictionaries* dictionaries) {
  auto column_bytes = [data](Section section, ColumnId column) -> Result<std::string_view> {
    const auto& columns = data->columns[static_cast<std::size_t>(section)];
    const auto found = columns.find(column);
    if (found == columns.end()) return Status::Internal("a column in memory is missing");
    return std::string_view(found->second);
  };
  std::shared_ptr<const RowGroupDirectory> directory(data, &data->directory);
  return std::make_unique<StoredRowGroup>(RowGroupPlace{path, std::nullopt}, ordinal,
                                          std::move(directory), std::nullopt,
                                          std::move(column_bytes), dictionaries);
}

}  // namespace costdb::engine
