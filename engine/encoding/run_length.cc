// Run-length: neighbours with one value, such as the user of the calls of one trace. Payload:
// u32 runs, u32 0, the run values as a framed list, then packed blocks of the run lengths less one.
// Opening adds the lengths up: they must give exactly the column's rows.

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

#include "engine/encoding/framed_list.h"
#include "engine/encoding/integer_encoding.h"
#include "engine/encoding/packed_blocks.h"
#include "engine/encoding/payload_reader.h"
#include "engine/kernels/affine.h"
#include "engine/kernels/offset_sum.h"
#include "engine/kernels/prefix_sum.h"

namespace costdb::engine {
namespace {

// Shorter runs hardly save space and are slower to fill than single values are to unpack.
constexpr std::uint64_t kMeanRunRowsMin = 2;

// More than the rows of a column need, and no more than what adds them up takes.
constexpr std::uint32_t kLengthBitsMax = 26;
static_assert(kLengthBitsMax <= kernels::kOffsetBits);

struct Runs {
  std::vector<std::int64_t> values;
  std::vector<std::uint64_t> lengths_less_one;
};

Runs FindRuns(const IntegerProfile& profile) {
  const Integers values = profile.values();
  Runs runs;
  runs.values.reserve(profile.runs());
  runs.lengths_less_one.reserve(profile.runs());
  for (std::size_t begin = 0; begin < values.size();) {
    std::size_t end = begin + 1;
    while (end < values.size() && values[end] == values[begin]) ++end;
    runs.values.push_back(values[begin]);
    runs.lengths_less_one.push_back(end - begin - 1);
    begin = end;
  }
  return runs;
}

class RunPlan final : public EncodingPlan {
 public:
  explicit RunPlan(Runs runs)
      : runs_(std::move(runs)),
        values_(runs_.values),
        length_widths_(BlockWidths(runs_.lengths_less_one)) {}

  std::uint64_t payload_bytes() const override {
    return 2 * sizeof(std::uint32_t) + values_.bytes() + PackedBlocksBytes(length_widths_, count());
  }

  void Write(std::string* payload) const override {
    AppendFixed(count(), payload);
    AppendFixed(std::uint32_t{0}, payload);
    values_.Append(payload);
    AppendPackedBlocks(runs_.lengths_less_one, length_widths_, payload);
  }

 private:
  std::uint32_t count() const { return static_cast<std::uint32_t>(runs_.values.size()); }

  Runs runs_;
  FramedListPlan values_;
  std::vector<std::uint8_t> length_widths_;
};

std::unique_ptr<EncodingPlan> Plan(const IntegerProfile& profile, std::uint64_t budget) {
  const bool runs_are_short = profile.runs() * kMeanRunRowsMin > profile.values().size();
  if (runs_are_short && budget != kUnlimited) return nullptr;
  return std::make_unique<RunPlan>(FindRuns(profile));
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
    const auto lengths = PackedBlocks::Take(runs, kLengthBitsMax, &reader);
    if (!values.has_value() || !lengths.has_value() || !reader.AtEnd()) return Malformed();
    values_ = std::move(*values);
    return AddUp(*lengths) ? Status::Ok() : Malformed();
  }

 private:
  static Status Malformed() { return Status::Corruption("a run-length column is malformed"); }

  // Fails unless the lengths give exactly the rows. Lengths are at least 1, so ends rise strictly.
  bool AddUp(const PackedBlocks& lengths) {
    const std::uint32_t runs = lengths.count();
    ends_.resize(std::size_t{BlockCount(runs)} * kBlockRows);
    std::uint64_t rows = runs;
    for (std::uint32_t block = 0; block < BlockCount(runs); ++block) {
      std::uint32_t* const less_one = ends_.data() + std::size_t{block} * kBlockRows;
      kernels::UnpackOffsets(lengths[block], less_one);
      rows += kernels::SumOffsets(less_one, RowsInBlock(runs, block));
    }
    ends_.resize(runs);
    if (rows != statistics().rows) return false;
    // No sum is above the rows now.
    kernels::AffineCodes(ends_.data(), runs, 1, 1, kMaxColumnRows);
    kernels::PrefixSumCodes(0, kMaxColumnRows, ends_.data(), runs);
    FindFirstRuns();
    return true;
  }

  void FindFirstRuns() {
    first_runs_.resize(BlockCount(statistics().rows));
    auto run = ends_.begin();
    for (std::uint32_t block = 0; block < first_runs_.size(); ++block) {
      // A block has no more runs than rows.
      const auto end = ends_.end() - run > kBlockRows ? run + kBlockRows + 1 : ends_.end();
      run = std::upper_bound(run, end, block * kBlockRows);
      first_runs_[block] = static_cast<std::uint32_t>(run - ends_.begin());
    }
  }

  // The runs that have the rows [first_row, first_row + count), at the start of a block.
  std::span<const std::uint32_t> EndsOf(std::uint32_t first_row, std::uint32_t count) const {
    const auto rest = std::span(ends_).subspan(first_runs_[first_row / kBlockRows]);
    const auto some = rest.first(std::min<std::size_t>(rest.size(), count));
    const auto last = std::lower_bound(some.begin(), some.end(), first_row + count);
    return some.first(static_cast<std::size_t>(last - some.begin()) + 1);
  }

  // Sets out[i], where a run begins in a block, to what its value differs from the last one's, and
  // all others to 0. To add these up takes no loop over each run, which would be left by a wrong
  // guess of the processor's.
  template <typename T>
  void PutSteps(std::uint32_t block, T* out) const {
    const std::uint32_t first_row = block * kBlockRows;
    const std::uint32_t rows = RowsInBlock(statistics().rows, block);
    std::fill_n(out, rows, 0);
    const std::int64_t* value = values_.data() + first_runs_[block];
    std::uint32_t begin = 0;
    std::uint64_t before = 0;
    for (const std::uint32_t end : EndsOf(first_row, rows)) {
      const auto now = static_cast<std::uint64_t>(*value++);
      out[begin] = static_cast<T>(now - before);
      before = now;
      begin = end - first_row;
    }
  }

  void DecodeIntegers(std::uint32_t block, std::int64_t* values) const override {
    PutSteps(block, values);
    kernels::PrefixSumIntegers(0, values, RowsInBlock(statistics().rows, block));
  }

  void DecodeCodes(std::uint32_t block, std::uint32_t* codes) const override {
    PutSteps(block, codes);
    kernels::PrefixSumCodes(0, code_limit(), codes, RowsInBlock(statistics().rows, block));
  }

  std::uint32_t DecodeCodeRuns(std::uint32_t first_row, std::uint32_t count, std::uint32_t* codes,
                               std::uint32_t* ends) const override {
    const std::span<const std::uint32_t> runs = EndsOf(first_row, count);
    kernels::NarrowToCodes(values_.data() + first_runs_[first_row / kBlockRows], runs.size(),
                           code_limit(), codes);
    for (std::size_t run = 0; run + 1 < runs.size(); ++run) ends[run] = runs[run] - first_row;
    ends[runs.size() - 1] = count;
    return static_cast<std::uint32_t>(runs.size());
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
