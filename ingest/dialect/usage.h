#ifndef COSTDB_INGEST_DIALECT_USAGE_H_
#define COSTDB_INGEST_DIALECT_USAGE_H_

#include <cstdint>
#include <string_view>

#include "engine/span/span_record.h"
#include "ingest/dialect/field.h"

namespace costdb::ingest {

/// Token counts as a span reports them, each engine::kNullInteger or 0..kMaximumTokens, and what is
/// known of how they were counted.
struct ReportedUsage {
  std::int64_t input = engine::kNullInteger;
  std::int64_t output = engine::kNullInteger;
  std::int64_t cached = engine::kNullInteger;
  std::int64_t cache_write = engine::kNullInteger;
  std::int64_t cache_write_1h = engine::kNullInteger;
  std::int64_t reasoning = engine::kNullInteger;
  std::int64_t total = engine::kNullInteger;  ///< Only looked at to tell the readings apart.
  Reading cache_reading = Reading::kUnknown;  ///< Declared by the emitter's convention.
  Reading reasoning_reading = Reading::kUnknown;
  std::string_view provider;  ///< Folded; what its API does is the last resort.
};

/// Usage in normal form, and how it was found.
struct NormalUsage {
  engine::Usage usage;
  engine::Containment containment = engine::Containment::kNone;
};

/// Brings counts into normal form: input with all cached tokens, output with reasoning. Numbers
/// that admit one reading only decide first, then the declared reading, then the provider's habit,
/// then the OpenTelemetry convention (ambiguous).
NormalUsage Normalize(const ReportedUsage& reported);

/// True when a count is beyond what the engine takes.
bool IsImplausible(const engine::Usage& usage);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_DIALECT_USAGE_H_
