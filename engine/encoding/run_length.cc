// Run-length: neighbours with one value, such as the user of the calls of one trace. Payload:
// u32 runs, u32 0, the run values as a framed list, then packed blocks of the run lengths less one.
// Opening adds the lengths up: they must give exactly the column's rows.

#include <algorithm>
#include <memory>
#include <vector>

#include "engine/encoding/fill_run.h"
#include "engine/encoding/framed_list.h"
#include "engine/encoding/integer_encoding.h"
#include "engine/encoding/packed_blocks.h"
#include "engine/encoding/payload_reader.h"

namespace costdb::engine {
namespace {

// Shorter runs hardly save space and are slower to fill than single values are to unpack.
constexpr std::uint64_t kMeanRunRowsMin = 2;

struct Runs {
  std::vector<std::int64_t> values;
  std::vector<std::uint64_t> lengths_less_one;
};

Runs FindRuns(Integers values) {
  Runs runs;
  for (const std::int64_t value : values) {
    if (!runs.values.empty() && runs.values.back() == value) {
      ++runs.lengths_less_one.back();
    } else {
      runs.values.push_back(value);
      runs.lengths_less_one.push_back(0);
    }
  }
  return runs;
}

class RunPlan final : public EncodingPlan {
 public:
  explicit RunPlan(Runs runs) : runs_(std::move(runs)), values_(runs_.values) {}

  std::uint64_t payload_bytes() const override {
    return 2 * sizeof(std::uint32_t) + values_.bytes() +
           PackedBlocksBytes(BlockWidths(runs_.lengths_less_one), count());
  }

  void Write(std::string* payload) const override {
    AppendFixed(count(), payload);
    AppendFixed(std::uint32_t{0}, payload);
    values_.Append(payload);
    AppendPackedBlocks(runs_.lengths_less_one, payload);
  }

 private:
  std::uint32_t count() const { return static_cast<std::uint32_t>(runs_.values.size()); }

  Runs runs_;
  FramedListPlan values_;
};

std::unique_ptr<EncodingPlan> Plan(Integers values, std::uint64_t budget) {
  std::uint64_t runs = 1;
  for (std::size_t i = 1; i < values.size(); ++i) runs += values[i] != values[i - 1] ? 1 : 0;
  const bool runs_are_short = runs * kMeanRunRowsMin > values.size();
  if (runs_are_short && budget != kUnlimited) return nullptr;
  return std::make_unique<RunPlan>(FindRuns(values));
}

class RunColumn final : public IntegerColumn {
 public:
  explicit RunColumn(ColumnParts parts) : IntegerColumn(std::move(parts)) {}

  Status Load(std::string_view payload) {
    PayloadReader reader(payload);
    const auto runs = reader.Take<std::uint32_t>();
    reader.Take<std::uint32_t>();
    if (runs == 0 || runs > statistics().rows) return Malformed();
    auto values = TakeFramedList(runs, &reader);
    const auto lengths = PackedBlocks::Take(runs, 32, &reader);
    if (!values.has_value() || !lengths.has_value() || !reader.AtEnd()) return Malformed();
    values_ = std::move(*values);
    return AddUp(*lengths) ? Status::Ok() : Malformed();
  }

 private:
  static Status Malformed() { return Status::Corruption("a run-length column is malformed"); }

  // Fails unless the lengths give exactly the rows. Lengths are at least 1, so ends rise strictly.
  bool AddUp(const PackedBlocks& lengths) {
    const std::vector<std::int64_t> all = UnpackAll(lengths, 1, 1);
    ends_.resize(all.size());
    std::uint64_t end = 0;  // No more than 2^24 lengths of at most 2^32.
    for (std::size_t run = 0; run < all.size(); ++run) {
      end += static_cast<std::uint64_t>(all[run]);
      ends_[run] = static_cast<std::uint32_t>(end);
    }
    if (end != statistics().rows) return false;
    first_runs_.resize(BlockCount(statistics().rows));
    for (std::uint32_t block = 0; block < first_runs_.size(); ++block) {
      const auto run = std::upper_bound(ends_.begin(), ends_.end(), block * kBlockRows);
      first_runs_[block] = static_cast<std::uint32_t>(run - ends_.begin());
    }
    return true;
  }

  template <typename T, typename Convert>
  void FillBlock(std::uint32_t block, T* out, Convert convert) const {
    const std::uint32_t first_row = block * kBlockRows;
    const std::uint32_t rows = RowsInBlock(statistics().rows, block);
    std::uint32_t run = first_runs_[block];
    for (std::uint32_t begin = 0; begin < rows; ++run) {
      const std::uint32_t end = std::min(ends_[run] - first_row, rows);
      FillRun<T>(convert(values_[run]), begin, end, out);
      begin = end;
    }
  }

  void DecodeIntegers(std::uint32_t block, std::int64_t* values) const override {
    FillBlock(block, values, [](std::int64_t value) { return value; });
  }

  void DecodeCodes(std::uint32_t block, std::uint32_t* codes) const override {
    FillBlock(block, codes, [limit = code_limit()](std::int64_t value) {
      return std::min(static_cast<std::uint32_t>(value), limit);
    });
  }

  std::uint32_t DecodeCodeRuns(std::uint32_t first_row, std::uint32_t count, std::uint32_t* codes,
                               std::uint32_t* ends) const override {
    const std::uint32_t first_run = first_runs_[first_row / kBlockRows];
    const std::uint32_t limit = code_limit();
    std::uint32_t runs = 0;
    for (std::uint32_t end = 0; end < count; ++runs) {
      end = std::min(ends_[first_run + runs] - first_row, count);
      codes[runs] = std::min(static_cast<std::uint32_t>(values_[first_run + runs]), limit);
      ends[runs] = end;
    }
    return runs;
  }

  std::int64_t ValueAt(std::uint32_t row) const override {
    const auto run = std::upper_bound(ends_.begin(), ends_.end(), row) - ends_.begin();
    return values_[static_cast<std::size_t>(run)];
  }

  std::vector<std::int64_t> values_;
  std::vector<std::uint32_t> ends_;        ///< Row behind each run; rises strictly, ends at rows.
  std::vector<std::uint32_t> first_runs_;  ///< The run that holds the first row of each block.
};

}  // namespace

const IntegerEncoding kRunLengthEncoding = {Encoding::kRunLength, 110, &Plan, &OpenAs<RunColumn>};

}  // namespace costdb::engine
