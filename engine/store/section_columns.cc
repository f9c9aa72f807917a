#include "engine/store/section_columns.h"

#include <string_view>
#include <utility>

namespace costdb::engine {
namespace {

void Keep(ColumnId column, EncodedColumn encoded, RowGroupDirectory::SectionEntry* directory,
          std::map<ColumnId, std::string>* bytes) {
  directory->columns.emplace(column, encoded.statistics);
  bytes->emplace(column, std::move(encoded.bytes));
}

}  // namespace

SectionColumns::Values& SectionColumns::ValuesOf(ColumnId column) {
  const auto number = static_cast<std::uint32_t>(column);
  if (number < kFixedColumns) return fixed_[number];
  const std::size_t attribute = number - kFirstAttributeColumn;
  if (attribute >= attributes_.size()) attributes_.resize(attribute + 1);
  return attributes_[attribute];
}

void SectionColumns::SetCode(ColumnId column, std::size_t row, TextCode code) {
  if (code == kNullCode) return;
  Values& target = ValuesOf(column);
  target.values.resize(first_row_ + row, kNullCode);
  target.values.push_back(code);
}

void SectionColumns::SetText(ColumnId column, std::size_t row, const std::string& text) {
  if (text.empty()) return;
  std::vector<std::string>& target = texts_[column];
  target.resize(first_row_ + row);
  target.push_back(text);
}

template <typename Self, typename Visit>
void SectionColumns::ForEachColumn(Self& self, const Visit& visit) {
  for (std::uint32_t number = 0; number < kFixedColumns; ++number) {
    visit(ColumnId{number}, self.fixed_[number]);
  }
  for (std::uint32_t number = 0; number < self.attributes_.size(); ++number) {
    visit(ColumnId{kFirstAttributeColumn + number}, self.attributes_[number]);
  }
}

void SectionColumns::FillUp() {
  ForEachColumn(*this, [this](ColumnId, Values& column) {
    if (!column.values.empty()) column.values.resize(rows_, column.null);
  });
  for (auto& [column, values] : texts_) values.resize(rows_);
}

std::span<const std::int64_t> SectionColumns::Of(ColumnId column) const {
  const auto number = static_cast<std::uint32_t>(column);
  if (number < kFixedColumns) return fixed_[number].values;
  const std::size_t attribute = number - kFirstAttributeColumn;
  if (attribute >= attributes_.size()) return {};
  return attributes_[attribute].values;
}

void SectionColumns::Encode(Section section, const RowGroupValues& row_group,
                            RowGroupDirectory::SectionEntry* directory,
                            std::map<ColumnId, std::string>* bytes) const {
  directory->rows = rows_;
  ForEachColumn(*this, [&](ColumnId column, const Values& values) {
    if (values.values.empty()) return;
    Keep(column, EncodeColumn(section, column, row_group), directory, bytes);
  });
  for (const auto& [column, values] : texts_) {
    const std::vector<std::string_view> views(values.begin(), values.end());
    Keep(column, EncodeTexts(views), directory, bytes);
  }
}

void SectionColumns::Clear() {
  first_row_ = rows_ = 0;
  ForEachColumn(*this, [](ColumnId, Values& column) { column.values.clear(); });
  texts_.clear();
}

}  // namespace costdb::engine
