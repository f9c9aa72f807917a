#include "engine/store/column_readers.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "engine/encoding/fill_run.h"
#include "engine/span/span_record.h"
#include "engine/store/stored_id.h"
#include "engine/trace/coded_span.h"

namespace costdb::engine {
namespace {

std::size_t ValidityWords(std::uint32_t count) {
  return (std::size_t{count} + 63) / 64;
}

void SetAll(std::uint32_t count, std::uint64_t* words) {
  std::fill_n(words, ValidityWords(count), ~std::uint64_t{0});
  if (count % 64 != 0) words[count / 64] = (std::uint64_t{1} << (count % 64)) - 1;
}

/// A reader without texts; the integer readers derive from it.
class NumberReader : public ColumnReader {
 public:
  std::string_view TextAt(std::uint32_t) const override { return {}; }
};

class StoredReader final : public NumberReader {
 public:
  explicit StoredReader(std::shared_ptr<const IntegerColumn> column) : column_(std::move(column)) {}

  bool has_nulls() const override { return column_->has_nulls(); }
  void ReadIntegers(std::uint32_t first_row, std::uint32_t count,
                    std::int64_t* values) const override {
    column_->Read(first_row, count, values);
  }
  void ReadCodes(std::uint32_t first_row, std::uint32_t count,
                 std::uint32_t* codes) const override {
    column_->ReadCodes(first_row, count, codes);
  }
  std::uint32_t ReadCodeRuns(std::uint32_t first_row, std::uint32_t count, std::uint32_t* codes,
                             std::uint32_t* ends) const override {
    return column_->ReadCodeRuns(first_row, count, codes, ends);
  }
  std::optional<kernels::Frame> ReadOffsets(std::uint32_t first_row,
                                            std::uint32_t* offsets) const override {
    return column_->ReadOffsets(first_row, offsets);
  }
  kernels::ValueBounds BlockBounds(std::uint32_t first_row) const override {
    return column_->BlockBounds(first_row);
  }
  void ReadValidity(std::uint32_t first_row, std::uint32_t count,
                    std::uint64_t* words) const override {
    column_->ReadValidity(first_row, count, words);
  }

 private:
  std::shared_ptr<const IntegerColumn> column_;
};

class IdReader final : public NumberReader {
 public:
  explicit IdReader(std::shared_ptr<const IntegerColumn> column) : column_(std::move(column)) {}

  bool has_nulls() const override { return column_->has_nulls(); }
  void ReadIntegers(std::uint32_t first_row, std::uint32_t count,
                    std::int64_t* values) const override {
    column_->Read(first_row, count, values);
    for (std::uint32_t i = 0; i < count; ++i) {
      values[i] = static_cast<std::int64_t>(IdOfStored(values[i]));
    }
  }
  void ReadCodes(std::uint32_t, std::uint32_t count, std::uint32_t* codes) const override {
    std::fill_n(codes, count, kNullCode);
  }
  void ReadValidity(std::uint32_t first_row, std::uint32_t count,
                    std::uint64_t* words) const override {
    column_->ReadValidity(first_row, count, words);
  }

 private:
  std::shared_ptr<const IntegerColumn> column_;
};

class TextReader final : public ColumnReader {
 public:
  explicit TextReader(TextColumn column) : column_(std::move(column)) {}

  bool has_nulls() const override { return column_.statistics().nulls != 0; }
  void ReadIntegers(std::uint32_t, std::uint32_t count, std::int64_t* values) const override {
    std::fill_n(values, count, 0);
  }
  void ReadCodes(std::uint32_t, std::uint32_t count, std::uint32_t* codes) const override {
    std::fill_n(codes, count, kNullCode);
  }
  void ReadValidity(std::uint32_t first_row, std::uint32_t count,
                    std::uint64_t* words) const override {
    std::fill_n(words, ValidityWords(count), 0);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (!column_.At(first_row + i).empty()) words[i / 64] |= std::uint64_t{1} << (i % 64);
    }
  }
  std::string_view TextAt(std::uint32_t row) const override { return column_.At(row); }

 private:
  TextColumn column_;
};

class NullReader final : public NumberReader {
 public:
  bool has_nulls() const override { return true; }
  std::uint32_t ReadCodeRuns(std::uint32_t, std::uint32_t count, std::uint32_t* codes,
                             std::uint32_t* ends) const override {
    codes[0] = kNullCode;
    ends[0] = count;
    return 1;
  }
  void ReadIntegers(std::uint32_t, std::uint32_t count, std::int64_t* values) const override {
    std::fill_n(values, count, 0);
  }
  void ReadCodes(std::uint32_t, std::uint32_t count, std::uint32_t* codes) const override {
    std::fill_n(codes, count, kNullCode);
  }
  void ReadValidity(std::uint32_t, std::uint32_t count, std::uint64_t* words) const override {
    std::fill_n(words, ValidityWords(count), 0);
  }
};

class ComputedReader final : public NumberReader {
 public:
  explicit ComputedReader(std::vector<std::int64_t> values)
      : values_(std::move(values)),
        has_nulls_(std::find(values_.begin(), values_.end(), kNullInteger) != values_.end()) {}

  bool has_nulls() const override { return has_nulls_; }
  void ReadIntegers(std::uint32_t first_row, std::uint32_t count,
                    std::int64_t* values) const override {
    std::copy_n(values_.data() + first_row, count, values);
  }
  void ReadCodes(std::uint32_t, std::uint32_t count, std::uint32_t* codes) const override {
    std::fill_n(codes, count, kNullCode);
  }
  void ReadValidity(std::uint32_t first_row, std::uint32_t count,
                    std::uint64_t* words) const override {
    std::fill_n(words, ValidityWords(count), 0);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (values_[first_row + i] != kNullInteger) words[i / 64] |= std::uint64_t{1} << (i % 64);
    }
  }

 private:
  std::vector<std::int64_t> values_;
  bool has_nulls_;
};

class TraceOrdinalReader final : public NumberReader {
 public:
  TraceOrdinalReader(std::int64_t first_ordinal, std::vector<std::uint32_t> starts)
      : first_ordinal_(first_ordinal),
        starts_(std::move(starts)),
        has_empty_traces_(std::adjacent_find(starts_.begin(), starts_.end()) != starts_.end()) {}

  bool has_nulls() const override { return false; }
  void ReadIntegers(std::uint32_t first_row, std::uint32_t count,
                    std::int64_t* values) const override {
    std::size_t next =
        std::upper_bound(starts_.begin(), starts_.end(), first_row) - starts_.begin();
    for (std::uint32_t done = 0; done < count; done += kBlockRows) {
      next = FillBlock(first_row + done, std::min(kBlockRows, count - done), next, values + done);
    }
  }
  std::uint32_t ReadIntegerRuns(std::uint32_t first_row, std::uint32_t count, std::int64_t* values,
                                std::uint32_t* ends) const override {
    std::size_t next =
        std::upper_bound(starts_.begin(), starts_.end(), first_row) - starts_.begin();
    if (!has_empty_traces_) return ReadWholeRuns(first_row, count, next, values, ends);
    std::uint32_t runs = 0;
    for (std::uint32_t row = 0; row < count; ++next) {
      const std::uint32_t end = std::min(starts_[next] - first_row, count);
      values[runs] = first_ordinal_ + static_cast<std::int64_t>(next) - 1;
      ends[runs] = end;
      // A trace without rows here ends where it begins, and is written over.
      runs += end > row ? 1 : 0;
      row = end;
    }
    return runs;
  }
  void ReadCodes(std::uint32_t, std::uint32_t count, std::uint32_t* codes) const override {
    std::fill_n(codes, count, kNullCode);
  }
  void ReadValidity(std::uint32_t, std::uint32_t count, std::uint64_t* words) const override {
    SetAll(count, words);
  }

 private:
  /// `next` is the trace behind the one of the first row, and so is what it returns for the row
  /// behind the block.
  std::size_t FillBlock(std::uint32_t first_row, std::uint32_t rows, std::size_t next,
                        std::int64_t* values) const {
    for (std::uint32_t row = 0; row < rows; ++next) {
      const std::uint32_t end = std::min(starts_[next] - first_row, rows);
      // A trace without rows here ends where it begins.
      FillRun(first_ordinal_ + static_cast<std::int64_t>(next) - 1, row, end, values);
      row = end;
    }
    return starts_[next - 1] - first_row == rows ? next : next - 1;
  }

  // Where every trace has rows, every one is a run.
  std::uint32_t ReadWholeRuns(std::uint32_t first_row, std::uint32_t count, std::size_t next,
                              std::int64_t* values, std::uint32_t* ends) const {
    const auto last = std::lower_bound(starts_.begin() + static_cast<std::ptrdiff_t>(next),
                                       starts_.end(), first_row + count);
    const auto runs =
        static_cast<std::uint32_t>(last - starts_.begin()) - static_cast<std::uint32_t>(next) + 1;
    for (std::uint32_t run = 0; run < runs; ++run) {
      values[run] = first_ordinal_ + static_cast<std::int64_t>(next + run) - 1;
      ends[run] = starts_[next + run] - first_row;
    }
    ends[runs - 1] = count;
    return runs;
  }

  std::int64_t first_ordinal_;
  std::vector<std::uint32_t> starts_;
  bool has_empty_traces_;  ///< A trace without rows ends where it begins.
};

}  // namespace

std::unique_ptr<const ColumnReader> MakeStoredReader(std::shared_ptr<const IntegerColumn> column) {
  return std::make_unique<StoredReader>(std::move(column));
}

std::unique_ptr<const ColumnReader> MakeIdReader(std::shared_ptr<const IntegerColumn> column) {
  return std::make_unique<IdReader>(std::move(column));
}

std::unique_ptr<const ColumnReader> MakeTextReader(TextColumn column) {
  return std::make_unique<TextReader>(std::move(column));
}

std::unique_ptr<const ColumnReader> MakeNullReader() {
  return std::make_unique<NullReader>();
}

std::unique_ptr<const ColumnReader> MakeComputedReader(std::vector<std::int64_t> values) {
  return std::make_unique<ComputedReader>(std::move(values));
}

std::unique_ptr<const ColumnReader> MakeTraceOrdinalReader(std::int64_t first_ordinal,
                                                           std::vector<std::uint32_t> starts) {
  return std::make_unique<TraceOrdinalReader>(first_ordinal, std::move(starts));
}

}  // namespace costdb::engine
