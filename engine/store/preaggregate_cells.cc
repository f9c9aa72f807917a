#include "engine/store/preaggregate_cells.h"

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

#include "engine/error/propagate.h"

namespace costdb::engine {
namespace {

constexpr std::size_t kMeasures = kPreaggregateMeasures.size();

/// One column of a row group, a block of it at a time.
class BlockColumn {
 public:
  static Result<BlockColumn> Open(const RowGroup& row_group, ColumnId column, ColumnType type) {
    BlockColumn opened;
    COSTDB_ASSIGN_OR_RETURN(opened.reader_, row_group.OpenColumn(Section::kCalls, column, type));
    opened.is_code_ = type == ColumnType::kCode;
    opened.has_nulls_ = opened.reader_->has_nulls();
    return opened;
  }

  void Read(std::uint32_t first_row, std::uint32_t count) {
    if (is_code_) {
      codes_.resize(kBlockRows);
      reader_->ReadCodes(first_row, count, codes_.data());
      return;
    }
    values_.resize(kBlockRows);
    reader_->ReadIntegers(first_row, count, values_.data());
    if (has_nulls_) reader_->ReadValidity(first_row, count, valid_.data());
  }

  bool IsNull(std::uint32_t row) const {
    return has_nulls_ && (valid_[row / 64] >> (row % 64) & 1) == 0;
  }
  TextCode code(std::uint32_t row) const { return codes_[row]; }
  std::int64_t value(std::uint32_t row) const { return values_[row]; }

 private:
  std::unique_ptr<const ColumnReader> reader_;
  bool is_code_ = false;
  bool has_nulls_ = false;
  std::vector<std::uint32_t> codes_;
  std::vector<std::int64_t> values_;
  std::array<std::uint64_t, kBlockRows / 64> valid_{};
};

/// The columns that name a cell.
class CellNames {
 public:
  static Result<CellNames> Open(const RowGroup& row_group, std::span<const ColumnId> dimensions) {
    CellNames names;
    COSTDB_ASSIGN_OR_RETURN(names.time_,
                            BlockColumn::Open(row_group, ColumnId::kTime, ColumnType::kTime));
    for (const ColumnId dimension : dimensions) {
      COSTDB_ASSIGN_OR_RETURN(auto column,
                              BlockColumn::Open(row_group, dimension, ColumnType::kCode));
      names.dimensions_.push_back(std::move(column));
    }
    return names;
  }

  void Read(std::uint32_t first_row, std::uint32_t count) {
    time_.Read(first_row, count);
    for (BlockColumn& dimension : dimensions_) dimension.Read(first_row, count);
  }

  /// Whether two rows of the block are of one cell. Cells that were just made are slower to
  /// compare.
  bool AreSame(std::uint32_t a, std::uint32_t b) const {
    return HourOf(time_.value(a)) == HourOf(time_.value(b)) &&
           std::all_of(dimensions_.begin(), dimensions_.end(),
                       [a, b](const BlockColumn& dimension) {
                         return dimension.code(a) == dimension.code(b);
                       });
  }

  PreaggregateCell At(std::uint32_t row) const {
    PreaggregateCell cell;
    cell.hour = HourOf(time_.value(row));
    for (std::size_t i = 0; i < dimensions_.size(); ++i) {
      cell.dimensions[i] = dimensions_[i].code(row);
    }
    return cell;
  }

 private:
  BlockColumn time_;
  std::vector<BlockColumn> dimensions_;
};

Result<std::vector<BlockColumn>> OpenNumbers(const RowGroup& row_group,
                                             std::span<const ColumnId> columns) {
  std::vector<BlockColumn> opened;
  for (const ColumnId column : columns) {
    COSTDB_ASSIGN_OR_RETURN(auto number,
                            BlockColumn::Open(row_group, column, ColumnType::kInteger));
    opened.push_back(std::move(number));
  }
  return opened;
}

/// Calls `visit(first row, rows)` for every block of calls.
template <typename Visit>
void ForEachBlock(const RowGroup& row_group, const Visit& visit) {
  const std::uint32_t rows = row_group.rows(Section::kCalls);
  for (std::uint32_t first = 0; first < rows; first += kBlockRows) {
    visit(first, std::min(kBlockRows, rows - first));
  }
}

bool IsSet(const std::uint64_t* bits, std::uint32_t row) {
  return bits != nullptr && (bits[row / 64] >> (row % 64) & 1) != 0;
}

/// Calls of a block that stand together and are of one cell.
struct CellRun {
  std::uint32_t begin;  ///< In the block.
  std::uint32_t end;
  PreaggregateSums* sums;
};

/// The runs of a block's calls, less those that are left out. They view `cells` until it gets more.
std::vector<CellRun> FindRuns(const CellNames& names, std::uint32_t first_row, std::uint32_t count,
                              const std::uint64_t* left_out, PreaggregateCells* cells) {
  cells->reserve(cells->size() + count);  // So that none moves.
  std::vector<CellRun> runs;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (IsSet(left_out, first_row + i)) continue;
    if (!runs.empty() && runs.back().end == i && names.AreSame(i, i - 1)) {
      ++runs.back().end;
      continue;
    }
    runs.push_back({i, i + 1, &(*cells)[names.At(i)]});
  }
  return runs;
}

void AddMeasure(std::size_t measure, const BlockColumn& values, int factor,
                std::span<const CellRun> runs) {
  for (const CellRun& run : runs) {
    Int128 sum = 0;
    std::int64_t known = 0;
    for (std::uint32_t i = run.begin; i < run.end; ++i) {
      if (values.IsNull(i)) continue;
      sum += values.value(i);
      ++known;
    }
    run.sums->sums[measure] += sum * factor;
    run.sums->known[measure] += known * factor;
  }
}

}  // namespace

void PreaggregateSums::Add(const PreaggregateSums& other) {
  calls += other.calls;
  for (std::size_t i = 0; i < kMeasures; ++i) {
    sums[i] += other.sums[i];
    known[i] += other.known[i];
  }
}

Status AddCalls(const RowGroup& row_group, const std::uint64_t* left_out, int factor,
                PreaggregateCells* cells) {
  COSTDB_ASSIGN_OR_RETURN(CellNames names, CellNames::Open(row_group, kPreaggregateDimensions));
  COSTDB_ASSIGN_OR_RETURN(auto measures, OpenNumbers(row_group, kPreaggregateMeasures));
  ForEachBlock(row_group, [&](std::uint32_t first, std::uint32_t count) {
    names.Read(first, count);
    const auto runs = FindRuns(names, first, count, left_out, cells);
    for (const CellRun& run : runs) {
      run.sums->calls += factor * static_cast<std::int64_t>(run.end - run.begin);
    }
    for (std::size_t m = 0; m < kMeasures; ++m) {
      measures[m].Read(first, count);
      AddMeasure(m, measures[m], factor, runs);
    }
  });
  return Status::Ok();
}

Status AddCells(const RowGroup& stored, PreaggregateLevel level, int factor,
                PreaggregateCells* cells) {
  COSTDB_ASSIGN_OR_RETURN(CellNames names, CellNames::Open(stored, DimensionsOf(level)));
  std::array<ColumnId, kMeasures> known_columns;
  std::transform(kPreaggregateMeasures.begin(), kPreaggregateMeasures.end(), known_columns.begin(),
                 ColumnOfKnown);
  COSTDB_ASSIGN_OR_RETURN(auto calls,
                          BlockColumn::Open(stored, ColumnId::kCalls, ColumnType::kInteger));
  COSTDB_ASSIGN_OR_RETURN(auto measures, OpenNumbers(stored, kPreaggregateMeasures));
  COSTDB_ASSIGN_OR_RETURN(auto known, OpenNumbers(stored, known_columns));
  ForEachBlock(stored, [&](std::uint32_t first, std::uint32_t count) {
    names.Read(first, count);
    calls.Read(first, count);
    for (BlockColumn& measure : measures) measure.Read(first, count);
    for (BlockColumn& column : known) column.Read(first, count);
    for (std::uint32_t i = 0; i < count; ++i) {
      PreaggregateSums sums;
      sums.calls = calls.value(i) * factor;
      for (std::size_t m = 0; m < kMeasures; ++m) {
        if (!measures[m].IsNull(i)) sums.sums[m] = Int128{measures[m].value(i)} * factor;
        sums.known[m] = known[m].IsNull(i) ? sums.calls : known[m].value(i) * factor;
      }
      (*cells)[names.At(i)].Add(sums);
    }
  });
  return Status::Ok();
}

}  // namespace costdb::engine
