// Predicted: a column that others of the same rows tell nearly or wholly. Payload: u32 key column,
// u32 base, u32 entries, u32 terms; for each term u32 column, i32 weight; a constant for each entry
// as a framed list; with terms, a rate for each entry as a framed list; the residual as an encoded
// column. With e the row's code in the key column less the base (0 without a key column),
//
//     value = constant[e] + rate[e] * (sum of weight * term) + residual      wrapping at 2^64
//
// A term that is NULL counts as 0; e past the end counts as the last entry.

#include "engine/encoding/predicted.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "costdb/int128.h"
#include "engine/encoding/framed_list.h"
#include "engine/encoding/packed_blocks.h"
#include "engine/encoding/payload_reader.h"
#include "engine/error/propagate.h"
#include "engine/kernels/affine.h"
#include "engine/kernels/mask.h"
#include "engine/kernels/translate.h"
#include "engine/span/span_record.h"

namespace costdb::engine {
namespace {

// Tables of constants and rates stay in the first-level cache.
constexpr std::uint32_t kEntriesMax = 4096;
constexpr std::uint32_t kTermsMax = 4;
// A prediction that is wrong in more stretches of rows than one in so many rows does not pay.
constexpr std::size_t kRowsPerStretch = 16;

std::uint64_t Word(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

// What a prediction multiplies: the weighted sum of its terms, row by row.
std::vector<std::int64_t> SumTerms(std::size_t rows, const std::vector<Prediction::Term>& terms) {
  std::vector<std::uint64_t> sums(rows);
  for (const Prediction::Term& term : terms) {
    const std::uint64_t weight = Word(term.weight);
    for (std::size_t row = 0; row < rows; ++row) {
      const std::int64_t value = term.values[row];
      if (value != kNullInteger) sums[row] += weight * Word(value);
    }
  }
  return std::vector<std::int64_t>(sums.begin(), sums.end());
}

// The rows with the entries that their keys name.
struct Rows {
  Integers values;
  std::vector<std::uint32_t> entry;
  std::uint32_t base = 0;
  std::uint32_t entries = 1;
};

std::optional<Rows> GroupByKey(Integers values, Integers keys) {
  Rows rows{values, std::vector<std::uint32_t>(values.size())};
  if (keys.empty()) return rows;
  const auto [least, largest] = std::minmax_element(keys.begin(), keys.end());
  if (*least < 0 || *largest > std::numeric_limits<std::uint32_t>::max() ||
      *largest - *least >= kEntriesMax) {
    return std::nullopt;
  }
  rows.base = static_cast<std::uint32_t>(*least);
  rows.entries = static_cast<std::uint32_t>(*largest - *least) + 1;
  for (std::size_t row = 0; row < keys.size(); ++row) {
    rows.entry[row] = static_cast<std::uint32_t>(keys[row]) - rows.base;
  }
  return rows;
}

struct Numbers {
  std::vector<std::int64_t> constants;
  std::vector<std::int64_t> rates;
};

// The value that more rows of a key have than all others, if there is one such.
void VoteConstants(const Rows& rows, Numbers* numbers) {
  std::vector<std::uint32_t> votes(rows.entries);
  for (std::size_t row = 0; row < rows.values.size(); ++row) {
    const std::int64_t value = rows.values[row];
    if (value == kNullInteger) continue;
    std::uint32_t& vote = votes[rows.entry[row]];
    std::int64_t& constant = numbers->constants[rows.entry[row]];
    if (vote == 0) constant = value;
    constant == value ? ++vote : --vote;
  }
}

bool FitConstant(const Rows& rows, Numbers* numbers) {
  VoteConstants(rows, numbers);
  std::size_t stretches = 0;
  bool was_wrong = false;
  for (std::size_t row = 0; row < rows.values.size(); ++row) {
    const std::int64_t value = rows.values[row];
    if (value == kNullInteger) continue;
    const bool is_wrong = numbers->constants[rows.entry[row]] != value;
    if (is_wrong && !was_wrong) ++stretches;
    was_wrong = is_wrong;
    if (stretches > row / kRowsPerStretch + kRowsPerStretch) return false;
  }
  return true;
}

// The rate of each key that more rows have exactly than all others, if there is one such.
void FitProportional(const Rows& rows, Integers sums, Numbers* numbers) {
  std::vector<std::uint32_t> votes(rows.entries);
  for (std::size_t row = 0; row < rows.values.size(); ++row) {
    const std::int64_t value = rows.values[row];
    const std::int64_t sum = sums[row];
    if (value == kNullInteger || sum <= 0 || value % sum != 0) continue;
    std::int64_t& rate = numbers->rates[rows.entry[row]];
    std::uint32_t& vote = votes[rows.entry[row]];
    if (vote == 0) rate = value / sum;
    rate == value / sum ? ++vote : --vote;
  }
}

// Least squares in whole numbers: the residual mends what the division cuts off.
void FitLinear(const Rows& rows, Integers sums, Numbers* numbers) {
  constexpr std::int64_t kMostSum = std::int64_t{1} << 31;
  constexpr std::int64_t kMostValue = std::int64_t{1} << 47;
  struct Moments {
    Int128 n = 0, x = 0, y = 0, xx = 0, xy = 0;
  };
  std::vector<Moments> moments(rows.entries);
  for (std::size_t row = 0; row < rows.values.size(); ++row) {
    const std::int64_t y = rows.values[row];
    const std::int64_t x = sums[row];
    if (y < 0 || y > kMostValue || x < 0 || x > kMostSum) continue;
    Moments& of_key = moments[rows.entry[row]];
    of_key.n += 1;
    of_key.x += x;
    of_key.y += y;
    of_key.xx += Int128{x} * x;
    of_key.xy += Int128{x} * y;
  }
  // Fits: rows are below 2^24, so no product is above 2^(24 + 24 + 31 + 47).
  for (std::uint32_t entry = 0; entry < rows.entries; ++entry) {
    const Moments& of_key = moments[entry];
    const Int128 spread = of_key.n * of_key.xx - of_key.x * of_key.x;
    if (spread == 0) continue;
    const Int128 rate = (of_key.n * of_key.xy - of_key.x * of_key.y) / spread;
    if (rate < 0 || rate > kMostValue) continue;
    numbers->rates[entry] = static_cast<std::int64_t>(rate);
    numbers->constants[entry] = static_cast<std::int64_t>((of_key.y - rate * of_key.x) / of_key.n);
  }
}

bool FitNumbers(Fit fit, const Rows& rows, Integers sums, Numbers* numbers) {
  numbers->constants.assign(rows.entries, 0);
  numbers->rates.assign(rows.entries, fit == Fit::kSum ? 1 : 0);
  switch (fit) {
    case Fit::kConstant:
      return FitConstant(rows, numbers);
    case Fit::kSum:
      return true;
    case Fit::kProportional:
      FitProportional(rows, sums, numbers);
      return true;
    case Fit::kLinear:
      FitLinear(rows, sums, numbers);
      return true;
  }
  return false;
}

// What the prediction misses; of a NULL, what it misses in the row before. Nothing when that is the
// one number that an encoded column cannot hold.
std::optional<std::vector<std::int64_t>> Residuals(const Rows& rows, Integers sums,
                                                   const Numbers& numbers) {
  std::vector<std::int64_t> residuals(rows.values.size());
  std::int64_t before = 0;
  for (std::size_t row = 0; row < residuals.size(); ++row) {
    const std::uint32_t entry = rows.entry[row];
    if (rows.values[row] != kNullInteger) {
      before = static_cast<std::int64_t>(Word(rows.values[row]) - Word(numbers.constants[entry]) -
                                         Word(numbers.rates[entry]) * Word(sums[row]));
    }
    if (before == kNullInteger) return std::nullopt;
    residuals[row] = before;
  }
  return residuals;
}

class PredictedColumn final : public IntegerColumn {
 public:
  explicit PredictedColumn(ColumnParts parts) : IntegerColumn(std::move(parts)) {}

  Status Load(std::string_view payload, const SiblingColumns& siblings) {
    PayloadReader reader(payload);
    const auto key_column = reader.Take<std::uint32_t>();
    base_ = reader.Take<std::uint32_t>();
    const auto entries = reader.Take<std::uint32_t>();
    const auto terms = reader.Take<std::uint32_t>();
    if (entries == 0 || entries > kEntriesMax || terms > kTermsMax) return Malformed();
    for (std::uint32_t i = 0; i < terms; ++i) {
      const auto column = reader.Take<std::uint32_t>();
      const auto weight = reader.Take<std::int32_t>();
      if (reader.failed()) return Malformed();
      COSTDB_ASSIGN_OR_RETURN(auto term, OpenSibling(column, siblings));
      terms_.push_back({std::move(term), weight});
    }
    COSTDB_RETURN_IF_ERROR(TakeNumbers(entries, &reader));
    if (key_column == Prediction::kNoKey) return Status::Ok();
    COSTDB_ASSIGN_OR_RETURN(key_, OpenSibling(key_column, siblings));
    return Status::Ok();
  }

 private:
  struct Term {
    std::shared_ptr<const IntegerColumn> column;
    std::int64_t weight;
  };

  static Status Malformed() { return Status::Corruption("a predicted column is malformed"); }

  Result<std::shared_ptr<const IntegerColumn>> OpenSibling(std::uint32_t column,
                                                           const SiblingColumns& siblings) const {
    if (!siblings) return Status::Corruption("a predicted column stands alone");
    COSTDB_ASSIGN_OR_RETURN(auto opened, siblings(column));
    if (opened == nullptr || opened->statistics().rows != statistics().rows) return Malformed();
    return opened;
  }

  Status TakeNumbers(std::uint32_t entries, PayloadReader* reader) {
    auto constants = TakeFramedList(entries, reader);
    if (!constants.has_value()) return Malformed();
    constants_ = std::move(*constants);
    rates_.assign(entries, 0);
    if (!terms_.empty()) {
      auto rates = TakeFramedList(entries, reader);
      if (!rates.has_value()) return Malformed();
      rates_ = std::move(*rates);
    }
    COSTDB_ASSIGN_OR_RETURN(residual_, Open(reader->TakeRest()));
    if (residual_->statistics().rows != statistics().rows) return Malformed();
    const ColumnStatistics& residuals = residual_->statistics();
    // The constant of all residuals joins the constants.
    if (residuals.nulls != 0 || residuals.encoding != Encoding::kConstant) return Status::Ok();
    const std::int64_t common = residual_->At(0);
    for (std::int64_t& constant : constants_) {
      constant = static_cast<std::int64_t>(Word(constant) + Word(common));
    }
    residual_ = nullptr;
    codes_.resize(terms_.empty() ? entries : 0);
    kernels::NarrowToCodes(constants_.data(), codes_.size(), code_limit(), codes_.data());
    return Status::Ok();
  }

  std::uint32_t last_entry() const { return static_cast<std::uint32_t>(constants_.size() - 1); }

  // The entry of each row of a block; there is room for kBlockRows.
  void DecodeEntries(std::uint32_t block, std::uint32_t rows, std::uint32_t* entries) const {
    if (key_ == nullptr) {
      std::fill_n(entries, rows, 0);
      return;
    }
    key_->ReadCodes(block * kBlockRows, rows, entries);
    kernels::AffineCodes(entries, rows, 0 - base_, 1, last_entry());
  }

  void AddTerm(const Term& term, std::uint32_t block, std::uint32_t rows,
               std::uint64_t* sums) const {
    alignas(64) std::int64_t values[kBlockRows];
    term.column->Read(block * kBlockRows, rows, values);
    if (term.column->has_nulls()) {
      std::uint64_t valid[kBlockRows / 64];
      term.column->ReadValidity(block * kBlockRows, rows, valid);
      for (std::uint32_t i = 0; i < rows; ++i) {
        if ((valid[i / 64] >> (i % 64) & 1) == 0) values[i] = 0;
      }
    }
    for (std::uint32_t i = 0; i < rows; ++i) sums[i] += Word(term.weight) * Word(values[i]);
  }

  void DecodeIntegers(std::uint32_t block, std::int64_t* values) const override {
    const std::uint32_t rows = RowsInBlock(statistics().rows, block);
    if (residual_ != nullptr) {
      residual_->Read(block * kBlockRows, rows, values);
    } else {
      std::fill_n(values, rows, 0);
    }
    alignas(64) std::uint32_t entries[kBlockRows];
    DecodeEntries(block, rows, entries);
    std::uint64_t sums[kBlockRows] = {};
    for (const Term& term : terms_) AddTerm(term, block, rows, sums);
    for (std::uint32_t i = 0; i < rows; ++i) {
      values[i] = static_cast<std::int64_t>(Word(values[i]) + Word(constants_[entries[i]]) +
                                            Word(rates_[entries[i]]) * sums[i]);
    }
  }

  void DecodeCodes(std::uint32_t block, std::uint32_t* codes) const override {
    if (codes_.empty()) return DecodeCodesFromIntegers(block, codes);
    const std::uint32_t rows = RowsInBlock(statistics().rows, block);
    DecodeEntries(block, rows, codes);
    kernels::TranslateCodes(codes, rows, codes_.data(), codes_.size(), codes);
  }

  std::int64_t ValueAt(std::uint32_t row) const override {
    std::uint64_t sum = 0;
    for (const Term& term : terms_) {
      const std::int64_t value = term.column->At(row);
      if (value != kNullInteger) sum += Word(term.weight) * Word(value);
    }
    const std::uint64_t code = key_ == nullptr ? base_ : Word(key_->At(row));
    const auto entry = std::min(static_cast<std::uint32_t>(code) - base_, last_entry());
    const std::uint64_t residual = residual_ == nullptr ? 0 : Word(residual_->At(row));
    return static_cast<std::int64_t>(residual + Word(constants_[entry]) +
                                     Word(rates_[entry]) * sum);
  }

  std::shared_ptr<const IntegerColumn> key_;  ///< Null without a key column.
  std::uint32_t base_ = 0;
  std::vector<Term> terms_;
  std::vector<std::int64_t> constants_;
  std::vector<std::int64_t> rates_;
  std::unique_ptr<const IntegerColumn> residual_;  ///< Null when it is all zero.
  std::vector<std::uint32_t> codes_;  ///< The constants, where they alone are the values.
};

}  // namespace

std::optional<PredictedPayload> Predict(Integers values, const Prediction& prediction) {
  const auto rows = GroupByKey(values, prediction.keys);
  if (!rows) return std::nullopt;
  const std::vector<std::int64_t> sums = SumTerms(values.size(), prediction.terms);
  Numbers numbers;
  if (!FitNumbers(prediction.fit, *rows, sums, &numbers)) return std::nullopt;
  const auto residuals = Residuals(*rows, sums, numbers);
  if (!residuals) return std::nullopt;
  const EncodedColumn residual = EncodeIntegers(*residuals);
  PredictedPayload payload;
  payload.is_exact = residual.statistics.encoding == Encoding::kConstant;
  AppendFixed(prediction.key_column, &payload.bytes);
  AppendFixed(rows->base, &payload.bytes);
  AppendFixed(rows->entries, &payload.bytes);
  AppendFixed(static_cast<std::uint32_t>(prediction.terms.size()), &payload.bytes);
  for (const Prediction::Term& term : prediction.terms) {
    AppendFixed(term.column, &payload.bytes);
    AppendFixed(term.weight, &payload.bytes);
  }
  FramedListPlan(numbers.constants).Append(&payload.bytes);
  if (!prediction.terms.empty()) FramedListPlan(numbers.rates).Append(&payload.bytes);
  payload.bytes += residual.bytes;
  return payload;
}

Result<std::unique_ptr<const IntegerColumn>> OpenPredicted(ColumnParts parts,
                                                           const SiblingColumns& siblings) {
  const std::string_view payload = parts.payload;
  auto column = std::make_unique<PredictedColumn>(std::move(parts));
  COSTDB_RETURN_IF_ERROR(column->Load(payload, siblings));
  return std::unique_ptr<const IntegerColumn>(std::move(column));
}

}  // namespace costdb::engine
