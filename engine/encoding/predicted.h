#ifndef COSTDB_ENGINE_ENCODING_PREDICTED_H_
#define COSTDB_ENGINE_ENCODING_PREDICTED_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "costdb/status.h"
#include "engine/encoding/column_decoder.h"
#include "engine/encoding/integer_encoding.h"

namespace costdb::engine {

/// How the numbers of a prediction are found.
enum class Fit : std::uint8_t {
  kConstant,      ///< The value that most rows of a key have; no terms.
  kSum,           ///< The sum of the terms.
  kProportional,  ///< The sum of the terms, times the rate that most rows of a key have exactly.
  kLinear,        ///< A line through the sums of the terms for each key, by least squares.
};

/// A guess of a column's values by other columns of the same rows, for EncodeIntegers. Columns are
/// numbered as those who will open it understand.
struct Prediction {
  static constexpr std::uint32_t kNoKey = 0xFFFF'FFFF;
  struct Term {
    std::uint32_t column = 0;
    std::int32_t weight = 1;
    std::span<const std::int64_t> values;  ///< As many as rows; NULL counts as 0.
  };

  std::uint32_t key_column = kNoKey;
  std::span<const std::int64_t> keys;  ///< Codes, as many as rows; empty without a key column.
  std::vector<Term> terms;
  Fit fit = Fit::kConstant;
};

/// The payload of a prediction that misses every row by the same; nothing when one row differs, as
/// it always may for kLinear. Found in one pass, which ends at the first row that differs. NULL is
/// kNullInteger.
std::optional<std::string> PredictExactly(Integers values, const Prediction& prediction);

/// The payload of a prediction that need not be exact, of values that have so many runs. Nothing
/// when it can't be made, or will not pay: keys that are too far apart, or, for kConstant, too many
/// rows that differ.
std::optional<std::string> Predict(Integers values, std::uint64_t runs,
                                   const Prediction& prediction);

/// Opens a predicted column; `siblings` gives the columns that it reads.
Result<std::unique_ptr<const IntegerColumn>> OpenPredicted(ColumnParts parts,
                                                           const SiblingColumns& siblings);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_ENCODING_PREDICTED_H_
