#ifndef COSTDB_ENGINE_SPAN_SPAN_RECORD_H_
#define COSTDB_ENGINE_SPAN_SPAN_RECORD_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <vector>

#include "engine/span/identifiers.h"

namespace costdb::engine {

/// Marks an absent number in token counts, costs and integer columns.
inline constexpr std::int64_t kNullInteger = std::numeric_limits<std::int64_t>::min();

/// More tokens than this in one call are refused as implausible; it keeps every cost inside 64
/// bits.
inline constexpr std::int64_t kMaximumTokens = 1'000'000'000;

/// What a dialect says a span is. Numbers are stored: append only.
enum class SpanRole : std::uint8_t {
  kOther,      ///< Anything else: HTTP, databases, the application's own spans.
  kInference,  ///< One request to a model: billable.
  kEmbedding,  ///< One embeddings request: billable.
  kWrapper,    ///< Encloses calls and may repeat their usage: agents, chains, ai.generateText.
  kTool,       ///< A tool execution, a retrieval.
};

/// OpenTelemetry's span kind, with its numbers.
enum class SpanKind : std::uint8_t {
  kUnspecified,
  kInternal,
  kServer,
  kClient,
  kProducer,
  kConsumer,
};

/// OpenTelemetry's status code, with its numbers.
enum class SpanStatus : std::uint8_t { kUnset, kOk, kError };

/// How it was decided whether the reported input includes cached tokens and the reported output
/// includes reasoning. Numbers are stored: append only.
enum class Containment : std::uint8_t {
  kNone,       ///< No usage, or nothing that could be contained.
  kDeclared,   ///< The emitter's convention says so.
  kInferred,   ///< The numbers admit only one reading.
  kAmbiguous,  ///< Either reading is possible; the convention's was taken.
};

/// Text that a span brings, one column each. An empty text is NULL.
enum class SpanText : std::uint8_t {
  kName,
  kService,
  kEnvironment,
  kProvider,
  kOperation,
  kRequestModel,
  kResponseModel,
  kUser,
  kSession,
  kAgent,
  kTool,
  kFeature,
  kFinishReason,
  kErrorType,
  kScope,
  kScopeVersion,
  kServiceTier,
};
inline constexpr std::size_t kSpanTextCount = 17;

/// Tokens in normal form: `input` includes `cached` and `cache_write`, `cache_write` includes
/// `cache_write_1h`, `output` includes `reasoning`, and both include the audio in them. Each is
/// kNullInteger when not reported.
struct Usage {
  std::int64_t input = kNullInteger;
  std::int64_t cached = kNullInteger;
  std::int64_t cache_write = kNullInteger;
  std::int64_t cache_write_1h = kNullInteger;
  std::int64_t output = kNullInteger;
  std::int64_t reasoning = kNullInteger;
  std::int64_t audio_input = kNullInteger;   ///< Cached audio included.
  std::int64_t cached_audio = kNullInteger;  ///< Also in `cached`.
  std::int64_t audio_output = kNullInteger;

  /// True when the span reports usage at all.
  bool is_reported() const { return input != kNullInteger || output != kNullInteger; }
  bool operator==(const Usage&) const = default;
};

/// A short attribute kept as a column: attr['key'] of a span, resource['key'] of its resource.
struct AttributeRecord {
  std::string_view key;
  std::string_view value;
};

/// One span, normalized whatever the dialect: what ingest hands to the engine. The texts and the
/// attributes live in the SpanBatch that holds the record.
struct SpanRecord {
  TraceId trace_id;
  SpanId span_id = 0;
  SpanId parent_span_id = 0;
  std::int64_t start_unix_ns = 0;
  std::int64_t end_unix_ns = 0;  ///< Not before start_unix_ns.
  SpanRole role = SpanRole::kOther;
  SpanKind kind = SpanKind::kUnspecified;
  SpanStatus status = SpanStatus::kUnset;
  Containment containment = Containment::kNone;
  std::array<std::string_view, kSpanTextCount> text;
  std::string_view response_id;
  Usage usage;
  /// What the span itself says the call cost, in picodollars; kNullInteger when it does not.
  std::int64_t reported_cost_pico = kNullInteger;
  std::uint32_t first_attribute = 0;  ///< Index into SpanBatch::attributes.
  std::uint32_t attribute_count = 0;
  std::uint32_t resource = 0;  ///< Index into SpanBatch::resources.

  std::string_view& operator[](SpanText column) { return text[static_cast<std::size_t>(column)]; }
  std::string_view operator[](SpanText column) const {
    return text[static_cast<std::size_t>(column)];
  }
};

/// The attributes that every span of one resource shares, as a range of SpanBatch::attributes.
struct ResourceRecord {
  std::uint32_t first_attribute = 0;
  std::uint32_t attribute_count = 0;
};

/// Spans that become durable together. Texts are views of memory that the batch owns, or that
/// outlives it. Movable, not copyable; not thread-safe.
class SpanBatch {
 public:
  SpanBatch() = default;
  SpanBatch(SpanBatch&&) = default;
  SpanBatch& operator=(SpanBatch&&) = default;

  std::vector<SpanRecord> spans;
  std::vector<AttributeRecord> attributes;
  std::vector<ResourceRecord> resources;

  /// Memory for texts, which lives as long as the batch and moves with it.
  char* Allocate(std::size_t bytes) {
    return pieces_.emplace_back(std::make_unique_for_overwrite<char[]>(bytes)).get();
  }

  /// Makes it empty, ready for other spans; their records take the memory of these.
  void Clear() {
    spans.clear();
    attributes.clear();
    resources.clear();
    pieces_.clear();
  }

 private:
  std::vector<std::unique_ptr<char[]>> pieces_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_SPAN_SPAN_RECORD_H_
