#ifndef COSTDB_ENGINE_ENCODING_INTEGER_ENCODING_H_
#define COSTDB_ENGINE_ENCODING_INTEGER_ENCODING_H_

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "costdb/status.h"
#include "engine/encoding/column_decoder.h"
#include "engine/encoding/column_header.h"
#include "engine/encoding/encoded_column.h"
#include "engine/encoding/integer_profile.h"

namespace costdb::engine {

/// How one encoding would store given values: measured first, written only if it wins.
class EncodingPlan {
 public:
  virtual ~EncodingPlan() = default;

  /// The exact size of the payload.
  virtual std::uint64_t payload_bytes() const = 0;

  /// Appends the payload to empty `payload`.
  virtual void Write(std::string* payload) const = 0;
};

/// The budget that makes an encoding plan whatever it can hold.
inline constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

/// One integer encoding. Its file states the layout and the invariants.
struct IntegerEncoding {
  Encoding encoding;

  /// The weight of its size, in percent, when encodings compete: above 100 it decodes slower than
  /// bit-unpacking and must save as much space for it.
  std::uint32_t size_weight_percent;

  /// nullptr when it can't hold the values, or hardly takes less than `budget` bytes. The plan
  /// views `profile`.
  std::unique_ptr<EncodingPlan> (*plan)(const IntegerProfile& profile, std::uint64_t budget);

  /// Opens a column in this encoding; fails on any malformed payload.
  Result<std::unique_ptr<const IntegerColumn>> (*open)(ColumnParts parts);

  /// Too slow for columns that queries scan much, whatever it saves.
  bool is_for_seldom_read = false;
};

/// All of them, in the order in which they are tried: the cheapest to measure first.
std::span<const IntegerEncoding> IntegerEncodings();

/// nullptr for kText and unknown numbers.
const IntegerEncoding* FindIntegerEncoding(Encoding encoding);

extern const IntegerEncoding kConstantEncoding;
extern const IntegerEncoding kFrameOfReferenceEncoding;
extern const IntegerEncoding kRawEncoding;
extern const IntegerEncoding kRunLengthEncoding;
extern const IntegerEncoding kDeltaEncoding;
extern const IntegerEncoding kDictionaryEncoding;
extern const IntegerEncoding kZstdEncoding;
extern const IntegerEncoding kPlanesEncoding;

/// Makes `Column` of the parts and lets its `Status Load(std::string_view payload)` check them.
template <typename Column>
Result<std::unique_ptr<const IntegerColumn>> OpenAs(ColumnParts parts) {
  const std::string_view payload = parts.payload;
  auto column = std::make_unique<Column>(std::move(parts));
  Status status = column->Load(payload);
  if (!status.ok()) return status;
  return std::unique_ptr<const IntegerColumn>(std::move(column));
}

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_ENCODING_INTEGER_ENCODING_H_
