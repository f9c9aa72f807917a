#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/encoding/column_header.h"
#include "engine/encoding/encoded_column.h"
#include "engine/encoding/integer_encoding.h"
#include "engine/encoding/predicted.h"
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

PreparedColumn Prepare(Integers values) {
  PreparedColumn column;
  column.statistics = Summarize(values);
  column.values = values;
  if (column.statistics.nulls == 0) return column;
  column.filled.assign(values.begin(), values.end());
  column.validity = ValidityOf(values);
  const auto first =
      std::find_if(values.begin(), values.end(), [](auto value) { return value != kNullInteger; });
  std::int64_t before = first == values.end() ? 0 : *first;
  for (std::size_t begin = 0; begin < values.size(); begin += kBlockRows) {
    const std::size_t rows = std::min<std::size_t>(kBlockRows, values.size() - begin);
    FillNulls(std::span(column.filled).subspan(begin, rows), before);
    before = column.filled[begin + rows - 1];
  }
  column.values = column.filled;
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

Choice Choose(Integers values, Reading reading) {
  Choice best;
  for (const IntegerEncoding& encoding : IntegerEncodings()) {
    if (encoding.is_for_seldom_read && reading != Reading::kSeldom) continue;
    const std::uint64_t percent = std::max(encoding.size_weight_percent, 1U);
    auto plan = encoding.plan(values, best.weight / percent);
    if (plan == nullptr) continue;
    const std::uint64_t weight = plan->payload_bytes() * encoding.size_weight_percent;
    if (weight >= best.weight) continue;
    best = {encoding.encoding, std::move(plan), weight};
    if (best.encoding == Encoding::kConstant) break;
  }
  return best;
}

bool IsConstant(Integers values) {
  return std::all_of(values.begin(), values.end(),
                     [&](std::int64_t value) { return value == values.front(); });
}

// One that is exact ends the search.
std::optional<PredictedPayload> PredictBest(Integers values,
                                            std::span<const Prediction> predictions) {
  std::optional<PredictedPayload> best;
  for (const Prediction& prediction : predictions) {
    auto payload = Predict(values, prediction);
    if (!payload) continue;
    if (!best || payload->bytes.size() < best->bytes.size()) best = std::move(payload);
    if (best->is_exact) break;
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

EncodedColumn EncodeIntegers(std::span<const std::int64_t> values) {
  const PreparedColumn column = Prepare(values);
  const Choice choice = Choose(column.values, Reading::kOften);
  return Assemble(column, choice.encoding, *choice.plan);
}

EncodedColumn EncodeIntegers(std::span<const std::int64_t> values,
                             std::span<const Prediction> predictions, Reading reading) {
  const PreparedColumn column = Prepare(values);
  std::optional<PredictedPayload> predicted;
  if (!IsConstant(column.values)) predicted = PredictBest(values, predictions);
  if (predicted && predicted->is_exact) {
    return Assemble(column, Encoding::kPredicted, predicted->bytes);
  }
  const Choice choice = Choose(column.values, reading);
  if (predicted && predicted->bytes.size() * kPredictedWeightPercent < choice.weight) {
    return Assemble(column, Encoding::kPredicted, predicted->bytes);
  }
  return Assemble(column, choice.encoding, *choice.plan);
}

std::optional<EncodedColumn> EncodeIntegersAs(Encoding encoding,
                                              std::span<const std::int64_t> values) {
  const IntegerEncoding* const found = FindIntegerEncoding(encoding);
  if (found == nullptr) return std::nullopt;
  const PreparedColumn column = Prepare(values);
  const auto plan = found->plan(column.values, kUnlimited);
  if (plan == nullptr) return std::nullopt;
  return Assemble(column, encoding, *plan);
}

}  // namespace costdb::engine
