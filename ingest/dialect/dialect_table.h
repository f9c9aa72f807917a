#ifndef COSTDB_INGEST_DIALECT_DIALECT_TABLE_H_
#define COSTDB_INGEST_DIALECT_DIALECT_TABLE_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "ingest/dialect/field.h"

namespace costdb::ingest {

/// One attribute key that a dialect uses for a field.
struct FieldSource {
  Field field = Field::kConsumed;
  std::string_view key;
  Emitter only = Emitter::kAny;         ///< The key means this only from that emitter.
  Reading reading = Reading::kUnknown;  ///< What its dialect says about parts, if it says.
};

/// Every key of every dialect. Of one field, earlier rows win over later ones.
std::span<const FieldSource> DialectTable();

/// What a key means: its row of the table, and its rank among the rows of the field, 0 first.
struct KeyMeaning {
  Field field = Field::kConsumed;
  std::uint8_t rank = 0;
  Emitter only = Emitter::kAny;
  Reading reading = Reading::kUnknown;

  /// Whether a span of `emitter` means this by the key.
  bool HoldsFor(Emitter emitter) const { return only == Emitter::kAny || only == emitter; }
};

/// The meaning of an attribute key, by one hash lookup (and, when that finds nothing, a look at the
/// prefixes of content); null for a key that is no dialect's. Thread-safe.
const KeyMeaning* MeaningOf(std::string_view key);

/// True for a key of the table, whoever sends it. Thread-safe.
bool IsDialectKey(std::string_view key);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_DIALECT_DIALECT_TABLE_H_
