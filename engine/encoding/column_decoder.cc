#include "engine/encoding/column_decoder.h"

#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "engine/encoding/column_header.h"
#include "engine/encoding/packed_integers.h"
#include "engine/error/propagate.h"
#include "engine/span/span_record.h"

namespace costdb::engine {
namespace {

const Status& Malformed() {
  static const Status kStatus = Status::Corruption("an encoded column has a malformed payload");
  return kStatus;
}

/// Takes fixed-size numbers off the front of a payload; fails for good once it runs out.
class PayloadReader {
 public:
  explicit PayloadReader(std::string_view rest) : rest_(rest) {}

  template <typename T>
  T Take() {
    T value{};
    if (rest_.size() < sizeof(T)) {
      ok_ = false;
      rest_ = {};
      return value;
    }
    std::memcpy(&value, rest_.data(), sizeof(T));
    rest_.remove_prefix(sizeof(T));
    return value;
  }
  std::string_view TakeBytes(std::size_t size) {
    if (size > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const std::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }
  bool AtEnd() const { return ok_ && rest_.empty(); }
  bool ok() const { return ok_; }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

/// base + divisor * packed value.
struct FramedIntegers {
  std::uint64_t base = 0;
  std::uint64_t divisor = 1;
  unsigned width = 0;
  PackedIntegers packed;

  std::int64_t At(std::size_t index) const {
    return static_cast<std::int64_t>(base + divisor * packed.At(index));
  }
  void Read(std::size_t first, std::size_t count, std::int64_t* values) const {
    packed.Read(first, count, base, divisor, values);
  }
};

bool TakeFramed(PayloadReader& reader, std::size_t count, FramedIntegers* framed) {
  framed->base = reader.Take<std::uint64_t>();
  framed->divisor = reader.Take<std::uint64_t>();
  framed->width = reader.Take<std::uint8_t>();
  if (framed->width > 64) return false;
  framed->packed =
      PackedIntegers(reader.TakeBytes(PackedBytes(count, framed->width)), count, framed->width);
  return reader.ok();
}

// Codes of layouts that have no shorter way to them.
template <typename Column>
void ReadCodesThroughIntegers(const Column& column, std::uint32_t first_row, std::uint32_t count,
                              std::uint32_t* codes) {
  std::array<std::int64_t, kBlockRows> values;
  for (std::uint32_t done = 0; done < count; done += kBlockRows) {
    const std::uint32_t part = std::min(kBlockRows, count - done);
    column.Read(first_row + done, part, values.data());
    for (std::uint32_t i = 0; i < part; ++i)
      codes[done + i] = static_cast<std::uint32_t>(values[i]);
  }
}

class ConstantColumn final : public IntegerColumn {
 public:
  Status Load(const ColumnParts& parts) {
    PayloadReader reader(parts.payload);
    value_ = reader.Take<std::int64_t>();
    return reader.AtEnd() ? Status::Ok() : Malformed();
  }
  void Read(std::uint32_t, std::uint32_t count, std::int64_t* values) const override {
    std::fill_n(values, count, value_);
  }
  void ReadCodes(std::uint32_t, std::uint32_t count, std::uint32_t* codes) const override {
    std::fill_n(codes, count, static_cast<std::uint32_t>(value_));
  }

 private:
  std::int64_t ValueAt(std::uint32_t) const override { return value_; }
  std::int64_t value_ = 0;
};

class FrameColumn final : public IntegerColumn {
 public:
  Status Load(const ColumnParts& parts) {
    PayloadReader reader(parts.payload);
    return TakeFramed(reader, parts.statistics.rows, &framed_) && reader.AtEnd() ? Status::Ok()
                                                                                 : Malformed();
  }
  void Read(std::uint32_t first_row, std::uint32_t count, std::int64_t* values) const override {
    framed_.Read(first_row, count, values);
  }
  void ReadCodes(std::uint32_t first_row, std::uint32_t count,
                 std::uint32_t* codes) const override {
    if (framed_.width > 32) {
      ReadCodesThroughIntegers(*this, first_row, count, codes);
      return;
    }
    framed_.packed.ReadNarrow(first_row, count, codes);
    const auto base = static_cast<std::uint32_t>(framed_.base);
    const auto divisor = static_cast<std::uint32_t>(framed_.divisor);
    if (base == 0 && divisor == 1) return;
    for (std::uint32_t i = 0; i < count; ++i) codes[i] = base + divisor * codes[i];
  }

 private:
  std::int64_t ValueAt(std::uint32_t row) const override { return framed_.At(row); }
  FramedIntegers framed_;
};

class DeltaColumn final : public IntegerColumn {
 public:
  Status Load(const ColumnParts& parts) {
    PayloadReader reader(parts.payload);
    const std::size_t blocks = (std::size_t{parts.statistics.rows} + kBlockRows - 1) / kBlockRows;
    firsts_ = reader.TakeBytes(blocks * sizeof(std::int64_t));
    return TakeFramed(reader, parts.statistics.rows, &differences_) && reader.AtEnd() ? Status::Ok()
                                                                                      : Malformed();
  }
  void Read(std::uint32_t first_row, std::uint32_t count, std::int64_t* values) const override {
    differences_.Read(first_row, count, values);
    for (std::uint32_t done = 0; done < count; done += kBlockRows) {
      auto value = static_cast<std::uint64_t>(FirstOf((first_row + done) / kBlockRows));
      values[done] = static_cast<std::int64_t>(value);
      for (std::uint32_t i = done + 1; i < std::min(count, done + kBlockRows); ++i) {
        value += static_cast<std::uint64_t>(values[i]);
        values[i] = static_cast<std::int64_t>(value);
      }
    }
  }
  void ReadCodes(std::uint32_t first_row, std::uint32_t count,
                 std::uint32_t* codes) const override {
    ReadCodesThroughIntegers(*this, first_row, count, codes);
  }

 private:
  std::int64_t FirstOf(std::uint32_t block) const {
    std::int64_t value = 0;
    std::memcpy(&value, firsts_.data() + std::size_t{block} * sizeof(value), sizeof(value));
    return value;
  }
  std::int64_t ValueAt(std::uint32_t row) const override {
    auto value = static_cast<std::uint64_t>(FirstOf(row / kBlockRows));
    for (std::uint32_t i = row / kBlockRows * kBlockRows + 1; i <= row; ++i) {
      value += static_cast<std::uint64_t>(differences_.At(i));
    }
    return static_cast<std::int64_t>(value);
  }

  std::string_view firsts_;
  FramedIntegers differences_;
};

class RunLengthColumn final : public IntegerColumn {
 public:
  Status Load(const ColumnParts& parts) {
    PayloadReader reader(parts.payload);
    const auto runs = reader.Take<std::uint32_t>();
    FramedIntegers run_values;
    FramedIntegers run_ends;
    if (runs == 0 || runs > parts.statistics.rows || !TakeFramed(reader, runs, &run_values) ||
        !TakeFramed(reader, runs, &run_ends) || !reader.AtEnd()) {
      return Malformed();
    }
    values_.resize(RoundUp(runs));
    ends_.resize(RoundUp(runs));
    run_values.Read(0, runs, values_.data());
    run_ends.Read(0, runs, ends_.data());
    ends_.resize(runs);
    std::int64_t last = 0;
    for (const std::int64_t end : ends_) {
      if (end <= last) return Malformed();
      last = end;
    }
    return last == parts.statistics.rows ? Status::Ok() : Malformed();
  }
  void Read(std::uint32_t first_row, std::uint32_t count, std::int64_t* values) const override {
    ForEachRun(first_row, count, [&](std::uint32_t begin, std::uint32_t end, std::int64_t value) {
      std::fill(values + begin, values + end, value);
    });
  }
  void ReadCodes(std::uint32_t first_row, std::uint32_t count,
                 std::uint32_t* codes) const override {
    ForEachRun(first_row, count, [&](std::uint32_t begin, std::uint32_t end, std::int64_t value) {
      std::fill(codes + begin, codes + end, static_cast<std::uint32_t>(value));
    });
  }

 private:
  static std::size_t RoundUp(std::size_t count) {
    return (count + kBlockRows - 1) / kBlockRows * kBlockRows;
  }
  std::size_t RunOf(std::uint32_t row) const {
    return static_cast<std::size_t>(
        std::upper_bound(ends_.begin(), ends_.end(), std::int64_t{row}) - ends_.begin());
  }
  template <typename Fill>
  void ForEachRun(std::uint32_t first_row, std::uint32_t count, const Fill& fill) const {
    std::size_t run = RunOf(first_row);
    for (std::uint32_t begin = 0; begin < count; ++run) {
      const auto end = static_cast<std::uint32_t>(
          std::min<std::int64_t>(ends_[run] - first_row, std::int64_t{count}));
      fill(begin, end, values_[run]);
      begin = end;
    }
  }
  std::int64_t ValueAt(std::uint32_t row) const override { return values_[RunOf(row)]; }

  std::vector<std::int64_t> values_;
  std::vector<std::int64_t> ends_;
};

class DictionaryColumn final : public IntegerColumn {
 public:
  Status Load(const ColumnParts& parts) {
    PayloadReader reader(parts.payload);
    const auto count = reader.Take<std::uint32_t>();
    const auto width = reader.Take<std::uint8_t>();
    FramedIntegers entries;
    if (count == 0 || count > parts.statistics.rows || width > 32 ||
        !TakeFramed(reader, count, &entries)) {
      return Malformed();
    }
    const std::size_t rows = parts.statistics.rows;
    indexes_ = PackedIntegers(reader.TakeBytes(PackedBytes(rows, width)), rows, width);
    if (!reader.AtEnd() || indexes_.Maximum() >= count) return Malformed();
    entries_.resize((std::size_t{count} + kBlockRows - 1) / kBlockRows * kBlockRows);
    entries.Read(0, count, entries_.data());
    return Status::Ok();
  }
  void Read(std::uint32_t first_row, std::uint32_t count, std::int64_t* values) const override {
    Translate(first_row, count,
              [&](std::uint32_t i, std::uint32_t index) { values[i] = entries_[index]; });
  }
  void ReadCodes(std::uint32_t first_row, std::uint32_t count,
                 std::uint32_t* codes) const override {
    Translate(first_row, count, [&](std::uint32_t i, std::uint32_t index) {
      codes[i] = static_cast<std::uint32_t>(entries_[index]);
    });
  }

 private:
  template <typename Put>
  void Translate(std::uint32_t first_row, std::uint32_t count, const Put& put) const {
    std::array<std::uint32_t, kBlockRows> indexes;
    for (std::uint32_t done = 0; done < count; done += kBlockRows) {
      const std::uint32_t part = std::min(kBlockRows, count - done);
      indexes_.ReadNarrow(first_row + done, part, indexes.data());
      for (std::uint32_t i = 0; i < part; ++i) put(done + i, indexes[i]);
    }
  }
  std::int64_t ValueAt(std::uint32_t row) const override { return entries_[indexes_.At(row)]; }

  PackedIntegers indexes_;
  std::vector<std::int64_t> entries_;
};

// Raw values in place, or decompressed once.
class RawColumn final : public IntegerColumn {
 public:
  Status Load(const ColumnParts& parts) {
    const std::size_t size = std::size_t{parts.statistics.rows} * sizeof(std::int64_t);
    bytes_ = parts.payload;
    if (parts.statistics.encoding == Encoding::kZstd) {
      decompressed_.resize(size);
      const std::size_t got =
          ZSTD_decompress(decompressed_.data(), size, parts.payload.data(), parts.payload.size());
      if (ZSTD_isError(got) != 0 || got != size) return Malformed();
      bytes_ = decompressed_;
    }
    return bytes_.size() == size ? Status::Ok() : Malformed();
  }
  void Read(std::uint32_t first_row, std::uint32_t count, std::int64_t* values) const override {
    std::memcpy(values, bytes_.data() + std::size_t{first_row} * sizeof(*values),
                std::size_t{count} * sizeof(*values));
  }
  void ReadCodes(std::uint32_t first_row, std::uint32_t count,
                 std::uint32_t* codes) const override {
    ReadCodesThroughIntegers(*this, first_row, count, codes);
  }

 private:
  std::int64_t ValueAt(std::uint32_t row) const override {
    std::int64_t value = 0;
    std::memcpy(&value, bytes_.data() + std::size_t{row} * sizeof(value), sizeof(value));
    return value;
  }

  std::string decompressed_;
  std::string_view bytes_;
};

template <typename Column>
Result<std::unique_ptr<IntegerColumn>> LoadAs(const ColumnParts& parts) {
  auto column = std::make_unique<Column>();
  COSTDB_RETURN_IF_ERROR(column->Load(parts));
  return std::unique_ptr<IntegerColumn>(std::move(column));
}

Result<std::unique_ptr<IntegerColumn>> LoadColumn(const ColumnParts& parts) {
  switch (parts.statistics.encoding) {
    case Encoding::kConstant:
      return LoadAs<ConstantColumn>(parts);
    case Encoding::kRunLength:
      return LoadAs<RunLengthColumn>(parts);
    case Encoding::kFrameOfReference:
      return LoadAs<FrameColumn>(parts);
    case Encoding::kDelta:
      return LoadAs<DeltaColumn>(parts);
    case Encoding::kDictionary:
      return LoadAs<DictionaryColumn>(parts);
    case Encoding::kRaw:
    case Encoding::kZstd:
      return LoadAs<RawColumn>(parts);
    case Encoding::kText:
      break;
  }
  return Status::Corruption("a text column stands where integers should");
}

}  // namespace

Result<std::unique_ptr<const IntegerColumn>> IntegerColumn::Open(std::string_view bytes) {
  COSTDB_ASSIGN_OR_RETURN(const ColumnParts parts, TakeApart(bytes));
  COSTDB_ASSIGN_OR_RETURN(auto column, LoadColumn(parts));
  column->statistics_ = parts.statistics;
  column->validity_ = parts.validity;
  return std::unique_ptr<const IntegerColumn>(std::move(column));
}

void IntegerColumn::ReadValidity(std::uint32_t first_row, std::uint32_t count,
                                 std::uint64_t* words) const {
  const std::size_t word_count = (std::size_t{count} + 63) / 64;
  if (validity_.empty()) {
    std::fill_n(words, word_count, ~std::uint64_t{0});
  } else {
    std::memcpy(words, validity_.data() + first_row / 8, word_count * sizeof(*words));
  }
  if (count % 64 != 0) words[word_count - 1] &= (std::uint64_t{1} << (count % 64)) - 1;
}

std::int64_t IntegerColumn::At(std::uint32_t row) const {
  if (!validity_.empty() && (static_cast<std::uint8_t>(validity_[row / 8]) >> (row % 8) & 1) == 0) {
    return kNullInteger;
  }
  return ValueAt(row);
}

}  // namespace costdb::engine
