#ifndef COSTDB_ENGINE_TRACE_CODED_SPAN_H_
#define COSTDB_ENGINE_TRACE_CODED_SPAN_H_

#include <absl/container/inlined_vector.h>

#include <array>
#include <cstdint>
#include <string>

#include "engine/schema/column.h"
#include "engine/span/span_record.h"

namespace costdb::engine {

/// A database-wide code of a text in its column's dictionary; 0 is NULL.
using TextCode = std::uint32_t;
inline constexpr TextCode kNullCode = 0;

/// A short attribute as a column and a code.
struct CodedAttribute {
  ColumnId column{};
  TextCode value = kNullCode;
  bool operator==(const CodedAttribute&) const = default;
};

/// The attributes of a span; the few that most spans have need no memory of their own.
using CodedAttributes = absl::InlinedVector<CodedAttribute, 8>;

/// Where a call's cost comes from. Numbers are stored: append only.
enum class CostSource : std::uint8_t { kNone, kCatalog, kSpan };

/// What a call costs, in picodollars; kNullInteger when there is no price. `input` is the tokens
/// neither read from nor written to a cache, `cache` is reads and writes, and the three add up to
/// `total`.
struct CallCost {
  std::int64_t total = kNullInteger;
  std::int64_t input = kNullInteger;
  std::int64_t output = kNullInteger;
  std::int64_t cache = kNullInteger;
  CostSource source = CostSource::kNone;

  bool operator==(const CallCost&) const = default;
};

/// A span as the head stores it: texts are dictionary codes, and the price of its own usage, should
/// it be billed, is already known. The attributes are sorted by column, one value a column.
struct CodedSpan {
  TraceId trace_id;
  SpanId span_id = 0;
  SpanId parent_span_id = 0;
  std::int64_t start_unix_ns = 0;
  std::int64_t end_unix_ns = 0;
  SpanRole role = SpanRole::kOther;
  SpanKind kind = SpanKind::kUnspecified;
  SpanStatus status = SpanStatus::kUnset;
  Containment containment = Containment::kNone;
  std::array<TextCode, kSpanTextCount> text{};
  TextCode model = kNullCode;  ///< The price catalog's canonical name, or the name as it came.
  Usage usage;
  CallCost cost;
  std::uint32_t price_version = 0;  ///< Of the price catalog that gave the cost; 0: built in.
  std::int64_t reported_cost_pico = kNullInteger;
  std::string response_id;
  CodedAttributes attributes;

  TextCode operator[](SpanText column) const { return text[static_cast<std::size_t>(column)]; }
  TextCode& operator[](SpanText column) { return text[static_cast<std::size_t>(column)]; }
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_TRACE_CODED_SPAN_H_
