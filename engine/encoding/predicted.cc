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
#include "engine/kernels/min_max.h"
#include "engine/kernels/neighbours.h"
#include "engine/kernels/translate.h"
#include "engine/span/span_record.h"

namespace costdb::engine {
namespace {

// Tables of constants and rates stay in the first-level cache.
constexpr std::uint32_t kEntriesMax = 4096;
constexpr std::uint32_t kTermsMax = 4;
// A prediction that is wrong in more stretches of rows than one in so many rows does not pay.
constexpr std::size_t kRowsPerStretch = 16;
// Two runs a wrong stretch must be so much less than the runs of the values themselves.
constexpr std::size_t kLeastSavingPercent = 105;
// Enough rows to tell that.
constexpr std::size_t kSampleRows = 8192;

std::uint64_t Word(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

// What a prediction multiplies: the weighted sum of its terms, row by row, from row `begin` on.
void SumTerms(const std::vector<Prediction::Term>& terms, std::size_t begin,
              std::span<std::int64_t> sums) {
  std::fill(sums.begin(), sums.end(), 0);
  for (const Prediction::Term& term : terms) {
    const std::uint64_t weight = Word(term.weight);
    for (std::size_t i = 0; i < sums.size(); ++i) {
      const std::int64_t value = term.values[begin + i];
      const std::uint64_t product = value == kNullInteger ? 0 : weight * Word(value);
      sums[i] = static_cast<std::int64_t>(Word(sums[i]) + product);
    }
  }
}

// The entries that keys name.
class Entries {
 public:
  // Nothing when the keys are too far apart.
  static std::optional<Entries> Of(Integers keys) {
    if (keys.empty()) return Entries({}, 0, 1);
    const auto [least, largest] = kernels::MinMaxIntegers(keys.data(), keys.size());
    if (least < 0 || largest > std::numeric_limits<std::uint32_t>::max() ||
        largest - least >= kEntriesMax) {
      return std::nullopt;
    }
    return Entries(keys, static_cast<std::uint32_t>(least),
                   static_cast<std::uint32_t>(largest - least) + 1);
  }

  std::uint32_t base() const { return base_; }
  std::uint32_t count() const { return count_; }
  std::uint32_t OfRow(std::size_t row) const {
    return keys_.empty() ? 0 : static_cast<std::uint32_t>(keys_[row]) - base_;
  }

 private:
  Entries(Integers keys, std::uint32_t base, std::uint32_t count)
      : keys_(keys), base_(base), count_(count) {}

  Integers keys_;
  std::uint32_t base_;
  std::uint32_t count_;
};

struct Numbers {
  Numbers(Fit fit, std::uint32_t entries)
      : constants(entries, 0), rates(entries, fit == Fit::kSum ? 1 : 0) {}

  std::vector<std::int64_t> constants;
  std::vector<std::int64_t> rates;
};

std::string WritePayload(const Prediction& prediction, const Entries& entries,
                         const Numbers& numbers, const EncodedColumn& residual) {
  std::string payload;
  AppendFixed(prediction.key_column, &payload);
  AppendFixed(entries.base(), &payload);
  AppendFixed(entries.count(), &payload);
  AppendFixed(static_cast<std::uint32_t>(prediction.terms.size()), &payload);
  for (const Prediction::Term& term : prediction.terms) {
    AppendFixed(term.column, &payload);
    AppendFixed(term.weight, &payload);
  }
  FramedListPlan(numbers.constants).Append(&payload);
  if (!prediction.terms.empty()) FramedListPlan(numbers.rates).Append(&payload);
  payload += residual.bytes;
  return payload;
}

// Whether all rows of a key have one value, which becomes its constant.
bool FitConstantExactly(Integers values, const Entries& entries, Numbers* numbers) {
  std::vector<std::int64_t>& constants = numbers->constants;
  constants.assign(entries.count(), kNullInteger);
  for (std::size_t row = 0; row < values.size(); ++row) {
    std::int64_t& constant = constants[entries.OfRow(row)];
    if (values[row] == constant || values[row] == kNullInteger) continue;
    if (constant != kNullInteger) return false;
    constant = values[row];
  }
  std::replace(constants.begin(), constants.end(), kNullInteger, std::int64_t{0});
  return true;
}

// Calls `visit(row, value, sum of the terms)` for rows that are not NULL until it gives false, and
// says whether it never did.
template <typename Visit>
bool AllRows(Integers values, const Prediction& prediction, const Visit& visit) {
  std::int64_t sums[kBlockRows];
  for (std::size_t begin = 0; begin < values.size(); begin += kBlockRows) {
    const std::size_t count = std::min<std::size_t>(kBlockRows, values.size() - begin);
    SumTerms(prediction.terms, begin, {sums, count});
    for (std::size_t i = 0; i < count; ++i) {
      const std::int64_t value = values[begin + i];
      if (value != kNullInteger && !visit(begin + i, value, sums[i])) return false;
    }
  }
  return true;
}

// What every row is beyond the sum of its terms, if that is one number.
std::optional<std::int64_t> FitSumExactly(Integers values, const Prediction& prediction) {
  std::int64_t residual = kNullInteger;
  const bool is_exact =
      AllRows(values, prediction, [&](std::size_t, std::int64_t value, std::int64_t sum) {
        const auto rest = static_cast<std::int64_t>(Word(value) - Word(sum));
        if (residual == kNullInteger) residual = rest;
        return rest == residual && rest != kNullInteger;
      });
  return is_exact ? std::optional(residual) : std::nullopt;
}

// Whether each row is its sum times one rate of its key.
bool FitProportionalExactly(Integers values, const Prediction& prediction, const Entries& entries,
                            Numbers* numbers) {
  std::vector<char> is_known(entries.count());
  return AllRows(values, prediction, [&](std::size_t row, std::int64_t value, std::int64_t sum) {
    const std::uint32_t entry = entries.OfRow(row);
    std::int64_t& rate = numbers->rates[entry];
    if (is_known[entry] == 0 && sum > 0 && value % sum == 0) {
      rate = value / sum;
      is_known[entry] = 1;
    }
    return Word(value) == Word(rate) * Word(sum) && (is_known[entry] != 0 || sum == 0);
  });
}

// The value that more rows of a key have than all others, if there is one such.
void VoteConstants(Integers values, const Entries& entries, Numbers* numbers) {
  std::vector<std::uint32_t> votes(entries.count());
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (values[row] == kNullInteger) continue;
    std::uint32_t& vote = votes[entries.OfRow(row)];
    std::int64_t& constant = numbers->constants[entries.OfRow(row)];
    if (vote == 0) constant = values[row];
    constant == values[row] ? ++vote : --vote;
  }
}

// False when the constants are wrong in too many stretches, or in as many as it takes for runs to
// tell the values without a prediction.
bool DoConstantsPay(Integers values, std::uint64_t runs, const Entries& entries,
                    const Numbers& numbers) {
  std::size_t stretches = 0;
  bool was_wrong = false;
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (values[row] == kNullInteger) continue;
    const bool is_wrong = numbers.constants[entries.OfRow(row)] != values[row];
    if (is_wrong && !was_wrong) ++stretches;
    was_wrong = is_wrong;
    if (stretches > row / kRowsPerStretch + kRowsPerStretch) return false;
  }
  return 2 * stretches * kLeastSavingPercent < runs * 100;
}

// The first rows tell of most predictions that they will not pay.
bool FitConstant(Integers values, std::uint64_t runs, const Entries& entries, Numbers* numbers) {
  if (values.size() > 2 * kSampleRows) {
    const Integers sample = values.first(kSampleRows);
    const std::size_t changes = kernels::FindSteps(sample.data(), sample.size()).changes;
    Numbers of_sample(Fit::kConstant, entries.count());
    VoteConstants(sample, entries, &of_sample);
    if (!DoConstantsPay(sample, changes + 1, entries, of_sample)) return false;
  }
  VoteConstants(values, entries, numbers);
  return DoConstantsPay(values, runs, entries, *numbers);
}

// The rate of each key that more rows have exactly than all others, if there is one such.
void FitProportional(Integers values, const Entries& entries, Integers sums, Numbers* numbers) {
  std::vector<std::uint32_t> votes(entries.count());
  for (std::size_t row = 0; row < values.size(); ++row) {
    const std::int64_t value = values[row];
    const std::int64_t sum = sums[row];
    if (value == kNullInteger || sum <= 0 || value % sum != 0) continue;
    std::int64_t& rate = numbers->rates[entries.OfRow(row)];
    std::uint32_t& vote = votes[entries.OfRow(row)];
    if (vote == 0) rate = value / sum;
    rate == value / sum ? ++vote : --vote;
  }
}

// Least squares in whole numbers, of some rows of many: the residual mends what the division cuts
// off.
void FitLinear(Integers values, const Entries& entries, Integers sums, Numbers* numbers) {
  constexpr std::int64_t kMostSum = std::int64_t{1} << 31;
  constexpr std::int64_t kMostValue = std::int64_t{1} << 47;
  struct Moments {
    Int128 n = 0, x = 0, y = 0, xx = 0, xy = 0;
  };
  std::vector<Moments> moments(entries.count());
  const std::size_t stride = std::max<std::size_t>(values.size() / kSampleRows, 1);
  for (std::size_t row = 0; row < values.size(); row += stride) {
    const std::int64_t y = values[row];
    const std::int64_t x = sums[row];
    if (y < 0 || y > kMostValue || x < 0 || x > kMostSum) continue;
    Moments& of_key = moments[entries.OfRow(row)];
    of_key.n += 1;
    of_key.x += x;
    of_key.y += y;
    of_key.xx += Int128{x} * x;
    of_key.xy += Int128{x} * y;
  }
  // Fits: rows are below 2^24, so no product is above 2^(24 + 24 + 31 + 47).
  for (std::uint32_t entry = 0; entry < entries.count(); ++entry) {
    const Moments& of_key = moments[entry];
    const Int128 spread = of_key.n * of_key.xx - of_key.x * of_key.x;
    if (spread == 0) continue;
    const Int128 rate = (of_key.n * of_key.xy - of_key.x * of_key.y) / spread;
    if (rate < 0 || rate > kMostValue) continue;
    numbers->rates[entry] = static_cast<std::int64_t>(rate);
    numbers->constants[entry] = static_cast<std::int64_t>((of_key.y - rate * of_key.x) / of_key.n);
  }
}

bool FitNumbers(Fit fit, Integers values, std::uint64_t runs, const Entries& entries, Integers sums,
                Numbers* numbers) {
  switch (fit) {
    case Fit::kConstant:
      return FitConstant(values, runs, entries, numbers);
    case Fit::kSum:
      return true;
    case Fit::kProportional:
      FitProportional(values, entries, sums, numbers);
      return true;
    case Fit::kLinear:
      FitLinear(values, entries, sums, numbers);
      return true;
  }
  return false;
}

// What the prediction misses; of a NULL, what it misses in the row before. Nothing when that is the
// one number that an encoded column cannot hold.
std::optional<std::vector<std::int64_t>> Residuals(Integers values, const Entries& entries,
                                                   Integers sums, const Numbers& numbers) {
  std::vector<std::int64_t> residuals(values.size());
  std::int64_t before = 0;
  for (std::size_t row = 0; row < residuals.size(); ++row) {
    if (values[row] != kNullInteger) {
      const std::uint32_t entry = entries.OfRow(row);
      before = static_cast<std::int64_t>(Word(values[row]) - Word(numbers.constants[entry]) -
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
  std::unique_ptr<const IntegerColumn>
      residual_;                      ///< Null when it is one number, which the constants include.
  std::vector<std::uint32_t> codes_;  ///< The constants, where they alone are the values.
};

}  // namespace

std::optional<std::string> PredictExactly(Integers values, const Prediction& prediction) {
  const auto entries = Entries::Of(prediction.keys);
  if (!entries || prediction.fit == Fit::kLinear) return std::nullopt;
  Numbers numbers(prediction.fit, entries->count());
  std::optional<std::int64_t> residual;
  if (prediction.fit == Fit::kSum) {
    residual = FitSumExactly(values, prediction);
  } else if (prediction.fit == Fit::kConstant
                 ? FitConstantExactly(values, *entries, &numbers)
                 : FitProportionalExactly(values, prediction, *entries, &numbers)) {
    residual = 0;
  }
  if (!residual) return std::nullopt;
  return WritePayload(prediction, *entries, numbers,
                      EncodeConstant(*residual, static_cast<std::uint32_t>(values.size())));
}

std::optional<std::string> Predict(Integers values, std::uint64_t runs,
                                   const Prediction& prediction) {
  const auto entries = Entries::Of(prediction.keys);
  if (!entries) return std::nullopt;
  std::vector<std::int64_t> sums(values.size());
  SumTerms(prediction.terms, 0, sums);
  Numbers numbers(prediction.fit, entries->count());
  if (!FitNumbers(prediction.fit, values, runs, *entries, sums, &numbers)) return std::nullopt;
  const auto residuals = Residuals(values, *entries, sums, numbers);
  if (!residuals) return std::nullopt;
  return WritePayload(prediction, *entries, numbers, EncodeIntegers(*residuals));
}

Result<std::unique_ptr<const IntegerColumn>> OpenPredicted(ColumnParts parts,
                                                           const SiblingColumns& siblings) {
  const std::string_view payload = parts.payload;
  auto column = std::make_unique<PredictedColumn>(std::move(parts));
  COSTDB_RETURN_IF_ERROR(column->Load(payload, siblings));
  return std::unique_ptr<const IntegerColumn>(std::move(column));
}

}  // namespace costdb::engine
