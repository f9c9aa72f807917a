#include "query/exec/scan/column_loader.h"

#include <array>

#include "engine/error/propagate.h"
#include "query/plan/column_type.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {
namespace {

constexpr std::uint32_t kBlockRows = engine::kBlockRows;

engine::ColumnId DictionaryOf(const PlanColumn& column, engine::ColumnId id) {
  if (column.dictionary.has_value()) return *column.dictionary;
  const engine::ColumnDefinition* definition = engine::FindColumn(id);
  return definition == nullptr ? id : definition->dictionary;
}

void LoadValidity(const engine::ColumnReader& reader, std::uint32_t first_row, std::uint32_t rows,
                  Vector* vector) {
  std::array<std::uint64_t, kBlockRows / 64> words{};
  reader.ReadValidity(first_row, rows, words.data());
  std::uint32_t valid = 0;
  for (const std::uint64_t word : words) {
    valid += static_cast<std::uint32_t>(__builtin_popcountll(word));
  }
  if (valid == rows) return;
  vector->nulls.resize(rows);
  for (std::uint32_t i = 0; i < rows; ++i) {
    vector->nulls[i] = static_cast<std::uint8_t>((words[i / 64] >> (i % 64) & 1U) ^ 1U);
  }
}

}  // namespace

void ColumnLoader::StartMorsel(const Morsel& morsel) {
  morsel_ = morsel;
  for (auto& reader : readers_) reader.reset();
}

Result<const engine::ColumnReader*> ColumnLoader::ReaderOf(std::uint32_t column) {
  if (readers_[column] == nullptr) {
    const ScanColumn& stored = scan_.scan_columns[column];
    COSTDB_ASSIGN_OR_RETURN(readers_[column],
                            morsel_.row_group->OpenColumn(morsel_.section, stored.id, stored.type));
    const auto* statistics = morsel_.row_group->statistics(morsel_.section, stored.id);
    bounds_[column] = {};
    if (statistics != nullptr) bounds_[column] = {statistics->minimum, statistics->maximum};
  }
  return readers_[column].get();
}

Result<std::optional<engine::kernels::ValueBounds>> ColumnLoader::BoundsWithoutNulls(
    std::uint32_t column, std::uint32_t first_row) {
  using Bounds = std::optional<engine::kernels::ValueBounds>;
  const engine::ColumnType type = scan_.scan_columns[column].type;
  if (type == engine::ColumnType::kCode || type == engine::ColumnType::kText) return Bounds();
  COSTDB_ASSIGN_OR_RETURN(const engine::ColumnReader* reader, ReaderOf(column));
  return reader->has_nulls() ? Bounds() : Bounds(reader->BlockBounds(first_row));
}

Status ColumnLoader::LoadRuns(std::uint32_t column, std::uint32_t first_row, std::uint32_t rows,
                              Vector* vector) {
  COSTDB_ASSIGN_OR_RETURN(const engine::ColumnReader* reader, ReaderOf(column));
  const ScanColumn& stored = scan_.scan_columns[column];
  const bool is_code = stored.type == engine::ColumnType::kCode;
  ResetVector(TypeOfColumn(stored.type), is_code ? Layout::kCodeRuns : Layout::kInt64Runs, rows,
              vector);
  std::uint32_t* ends = vector->run_ends.data();
  const std::uint32_t runs =
      is_code ? reader->ReadCodeRuns(first_row, rows, vector->codes.data(), ends)
              : reader->ReadIntegerRuns(first_row, rows, vector->int64s.data(), ends);
  if (runs == 0) return Load(column, first_row, rows, vector);
  is_code ? vector->codes.resize(runs) : vector->int64s.resize(runs);
  vector->run_ends.resize(runs);
  if (is_code) {
    vector->dictionary = DictionaryOf(scan_.columns[column], stored.id);
    vector->bounds = bounds_[column];
  }
  return Status::Ok();
}

Status ColumnLoader::LoadOffsets(std::uint32_t column, std::uint32_t first_row, std::uint32_t rows,
                                 Vector* vector) {
  COSTDB_ASSIGN_OR_RETURN(const engine::ColumnReader* reader, ReaderOf(column));
  if (reader->has_nulls()) return Load(column, first_row, rows, vector);
  const Type type = TypeOfColumn(scan_.scan_columns[column].type);
  ResetVector(type, Layout::kOffsets, kBlockRows, vector);
  const auto frame = reader->ReadOffsets(first_row, vector->codes.data());
  if (!frame.has_value()) return Load(column, first_row, rows, vector);
  vector->frame = *frame;
  vector->bounds = bounds_[column];
  return Status::Ok();
}

Status ColumnLoader::Load(std::uint32_t column, std::uint32_t first_row, std::uint32_t rows,
                          Vector* vector) {
  COSTDB_ASSIGN_OR_RETURN(const engine::ColumnReader* reader, ReaderOf(column));
  const ScanColumn& stored = scan_.scan_columns[column];
  const Type type = TypeOfColumn(stored.type);
  if (stored.type == engine::ColumnType::kCode) {
    ResetVector(type, Layout::kCode, kBlockRows, vector);
    vector->dictionary = DictionaryOf(scan_.columns[column], stored.id);
    vector->bounds = bounds_[column];
    reader->ReadCodes(first_row, rows, vector->codes.data());
  } else if (stored.type == engine::ColumnType::kText) {
    ResetVector(type, Layout::kText, rows, vector);
    for (std::uint32_t i = 0; i < rows; ++i) {
      vector->texts[i].assign(reader->TextAt(first_row + i));
      if (vector->texts[i].empty()) SetNull(i, rows, vector);
    }
  } else {
    ResetVector(type, Layout::kInt64, kBlockRows, vector);
    reader->ReadIntegers(first_row, rows, vector->int64s.data());
    vector->bounds = bounds_[column];
    if (reader->has_nulls()) LoadValidity(*reader, first_row, rows, vector);
  }
  return Status::Ok();
}

}  // namespace costdb::query
