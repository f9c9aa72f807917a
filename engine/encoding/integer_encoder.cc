#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/encoding/column_header.h"
#include "engine/encoding/encoded_column.h"
#include "engine/encoding/integer_encoding.h"
#include "engine/encoding/payload_reader.h"
#include "engine/encoding/predicted.h"
#include "engine/kernels/sum.h"
#include "engine/span/span_record.h"

namespace costdb::engine {
namespace {

// Against bit-packing; the columns that it reads are decoded with it.
constexpr std::uint64_t kPredictedWeightPercent = 115;

struct PreparedColumn {
  ColumnStatistics statistics;
  std::string validity;              // One bit a row in u64 words.
  std::vector<std::int64_t> filled;  // NULLs replaced; empty when there are none.
  Integers values;                   // `filled`, or the values as they came.
  BlockRanges ranges;                // Of `values`.

  bool is_constant() const { return ranges.all.minimum == ranges.all.maximum; }
};

// A NULL takes the value before it in its block, or the first of the block. It then lies within the
// block's range, is a difference of zero, adds no run and no distinct value.
void FillNulls(std::span<std::int64_t> block, std::int64_t before) {
  const auto first =
      std::find_if(block.begin(), block.end(), [](auto value) { return value != kNullInteger; });
  std::int64_t filler = first == block.end() ? before : *first;
  for (std::int64_t& value : block) {
    if (value == kNullInteger) {
      value = filler;
    } else {
      filler = value;
    }
  }
}

ColumnStatistics Summarize(Integers values) {
  ColumnStatistics statistics;
  statistics.rows = static_cast<std::uint32_t>(values.size());
  statistics.minimum = std::numeric_limits<std::int64_t>::max();
  statistics.maximum = std::numeric_limits<std::int64_t>::min();
  for (const std::int64_t value : values) {
    if (value == kNullInteger) {
      ++statistics.nulls;
      continue;
    }
    statistics.minimum = std::min(statistics.minimum, value);
    statistics.maximum = std::max(statistics.maximum, value);
    statistics.sum += value;
  }
  if (statistics.nulls == statistics.rows) statistics.minimum = statistics.maximum = 0;
  return statistics;
}

std::string ValidityOf(Integers values) {
  std::string validity(ValidityBytes(static_cast<std::uint32_t>(values.size())), '\0');
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (values[row] == kNullInteger) continue;
    validity[row / 8] = static_cast<char>(validity[row / 8] | (1 << (row % 8)));
  }
  return validity;
}

void ReplaceNulls(Integers values, std::vector<std::int64_t>* filled) {
  filled->assign(values.begin(), values.end());
  const auto first =
      std::find_if(values.begin(), values.end(), [](auto value) { return value != kNullInteger; });
  std::int64_t before = first == values.end() ? 0 : *first;
  for (std::size_t begin = 0; begin < values.size(); begin += kBlockRows) {
    const std::size_t rows = std::min<std::size_t>(kBlockRows, values.size() - begin);
    FillNulls(std::span(*filled).subspan(begin, rows), before);
    before = (*filled)[begin + rows - 1];
  }
}

PreparedColumn Prepare(Integers values) {
  PreparedColumn column;
  column.values = values;
  column.ranges = FindRanges(values);
  const kernels::MinMax& range = column.ranges.all;
  if (range.minimum != kNullInteger) {
    column.statistics.rows = static_cast<std::uint32_t>(values.size());
    column.statistics.minimum = range.minimum;
    column.statistics.maximum = range.maximum;
    column.statistics.sum =
        kernels::SumIntegers(values.data(), values.size(), {range.minimum, range.maximum});
    return column;
  }
  column.statistics = Summarize(values);
  column.validity = ValidityOf(values);
  ReplaceNulls(values, &column.filled);
  column.values = column.filled;
  column.ranges = FindRanges(column.values);
  return column;
}

EncodedColumn Assemble(const PreparedColumn& column, Encoding encoding, std::string_view payload) {
  ColumnStatistics statistics = column.statistics;
  statistics.encoding = encoding;
  return AssembleColumn(statistics, column.validity, payload);
}

EncodedColumn Assemble(const PreparedColumn& column, Encoding encoding, const EncodingPlan& plan) {
  std::string payload;
  payload.reserve(plan.payload_bytes());
  plan.Write(&payload);
  return Assemble(column, encoding, payload);
}

// An encoding that is not predicted, and its weighted size.
struct Choice {
  Encoding encoding = Encoding::kRaw;
  std::unique_ptr<EncodingPlan> plan;
  std::uint64_t weight = std::numeric_limits<std::uint64_t>::max();
};

Choice Choose(const IntegerProfile& profile, Reading reading) {
  Choice best;
  for (const IntegerEncoding& encoding : IntegerEncodings()) {
    if (encoding.is_for_seldom_read && reading != Reading::kSeldom) continue;
    const std::uint64_t percent = std::max(encoding.size_weight_percent, 1U);
    auto plan = encoding.plan(profile, best.weight / percent);
    if (plan == nullptr) continue;
    const std::uint64_t weight = plan->payload_bytes() * encoding.size_weight_percent;
    if (weight >= best.weight) continue;
    best = {encoding.encoding, std::move(plan), weight};
    if (best.encoding == Encoding::kConstant) break;
  }
  return best;
}

std::optional<std::string> PredictExactlyByAny(Integers values,
                                               std::span<const Prediction> predictions) {
  for (const Prediction& prediction : predictions) {
    auto payload = PredictExactly(values, prediction);
    if (payload) return payload;
  }
  return std::nullopt;
}

std::optional<std::string> PredictBest(Integers values, std::uint64_t runs,
                                       std::span<const Prediction> predictions) {
  std::optional<std::string> best;
  for (const Prediction& prediction : predictions) {
    auto payload = Predict(values, runs, prediction);
    if (payload && (!best || payload->size() < best->size())) best = std::move(payload);
  }
  return best;
}

}  // namespace

std::span<const IntegerEncoding> IntegerEncodings() {
  static const std::array kEncodings = {
      kConstantEncoding, kFrameOfReferenceEncoding, kRawEncoding,  kRunLengthEncoding,
      kDeltaEncoding,    kDictionaryEncoding,       kZstdEncoding, kPlanesEncoding,
  };
  return kEncodings;
}

const IntegerEncoding* FindIntegerEncoding(Encoding encoding) {
  for (const IntegerEncoding& candidate : IntegerEncodings()) {
    if (candidate.encoding == encoding) return &candidate;
  }
  return nullptr;
}

EncodedColumn EncodeConstant(std::int64_t value, std::uint32_t rows) {
  ColumnStatistics statistics;
  statistics.encoding = Encoding::kConstant;
  statistics.rows = rows;
  if (value == kNullInteger) {
    statistics.nulls = rows;
    value = 0;
  }
  statistics.minimum = statistics.maximum = value;
  statistics.sum = Int128{value} * rows;
  std::string payload;
  AppendFixed(value, &payload);
  return AssembleColumn(statistics, {}, payload);
}

EncodedColumn EncodeIntegers(std::span<const std::int64_t> values) {
  return EncodeIntegers(values, {}, Reading::kOften);
}

EncodedColumn EncodeIntegers(std::span<const std::int64_t> values,
                             std::span<const Prediction> predictions, Reading reading) {
  PreparedColumn column = Prepare(values);
  if (column.is_constant()) predictions = {};
  if (const auto exact = PredictExactlyByAny(values, predictions)) {
    return Assemble(column, Encoding::kPredicted, *exact);
  }
  const IntegerProfile profile(column.values, std::move(column.ranges));
  const Choice choice = Choose(profile, reading);
  const auto predicted = PredictBest(values, profile.runs(), predictions);
  if (predicted && predicted->size() * kPredictedWeightPercent < choice.weight) {
    return Assemble(column, Encoding::kPredicted, *predicted);
  }
  return Assemble(column, choice.encoding, *choice.plan);
}

std::optional<EncodedColumn> EncodeIntegersAs(Encoding encoding,
                                              std::span<const std::int64_t> values) {
  const IntegerEncoding* const found = FindIntegerEncoding(encoding);
  if (found == nullptr) return std::nullopt;
  PreparedColumn column = Prepare(values);
  const IntegerProfile profile(column.values, std::move(column.ranges));
  const auto plan = found->plan(profile, kUnlimited);
  if (plan == nullptr) return std::nullopt;
  return Assemble(column, encoding, *plan);
}

}  // namespace costdb::engine
