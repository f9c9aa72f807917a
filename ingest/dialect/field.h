#ifndef COSTDB_INGEST_DIALECT_FIELD_H_
#define COSTDB_INGEST_DIALECT_FIELD_H_

#include <cstddef>
#include <cstdint>

namespace costdb::ingest {

/// What an attribute can tell, whatever the dialect calls it.
enum class Field : std::uint8_t {
  // Texts that become columns.
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
  kServiceTier,
  kResponseId,
  // Texts that tell what a span is.
  kVercelOperation,
  kOpenInferenceKind,
  kTraceloopKind,
  kTraceloopEntity,
  kLangsmithKind,
  kLangfuseType,
  kRequestType,
  kLogfireSpanType,
  kLevel,
  kSuccess,
  // JSON texts that hold numbers and names.
  kLangfuseUsage,
  kLangfuseCost,
  kVercelProviderMetadata,
  kLangsmithUsage,
  kInputTokenDetails,
  kOutputTokenDetails,
  kInvocationParameters,
  kMetadata,
  // Token counts.
  kInputTokens,
  kOutputTokens,
  kCachedTokens,
  kCacheWriteTokens,
  kCacheWrite1hTokens,
  kReasoningTokens,
  kTotalTokens,
  kUncachedTokens,
  // The sum over a run of several calls: marks a wrapper.
  kAggregatedInput,
  kAggregatedOutput,
  // Money.
  kReportedCost,
  // Told by another field already: no column.
  kConsumed,
  // A prompt, a completion, tool arguments: dropped.
  kContent,
  // A header or the like, which may hold a key: dropped.
  kSecret,
};
inline constexpr std::size_t kFieldCount = static_cast<std::size_t>(Field::kSecret) + 1;

/// Texts are converted, JSON is looked into, counts and money are parsed.
enum class FieldKind : std::uint8_t { kText, kJson, kCount, kMoney, kNone };

constexpr FieldKind KindOf(Field field) {
  if (field <= Field::kSuccess) return FieldKind::kText;
  if (field <= Field::kMetadata) return FieldKind::kJson;
  if (field <= Field::kAggregatedOutput) return FieldKind::kCount;
  return field == Field::kReportedCost ? FieldKind::kMoney : FieldKind::kNone;
}

/// Who wrote the span, from its instrumentation scope, where that decides how attributes are read.
enum class Emitter : std::uint8_t {
  kAny,
  kVercel,
  kClaudeCode,
  kGoogleAdk,
};

/// Whether a total holds its parts: cached tokens in the input, reasoning in the output.
enum class Reading : std::uint8_t {
  kUnknown,
  kInside,  ///< The total includes the part, as the OpenTelemetry convention says.
  kApart,   ///< The part is counted beside the total.
};

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_DIALECT_FIELD_H_
