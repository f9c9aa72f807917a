#ifndef COSTDB_ENGINE_TRACE_TRACE_RESOLVER_H_
#define COSTDB_ENGINE_TRACE_TRACE_RESOLVER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "engine/trace/coded_span.h"

namespace costdb::engine {

/// Why a span is billed, or is not. Numbers are stored: append only.
enum class Billing : std::uint8_t {
  kNone,         ///< Reports no usage and is no call.
  kBilled,       ///< A call, billed here: the deepest span with this usage.
  kUnmetered,    ///< A call that reports no usage; nothing to bill.
  kWrapper,      ///< Reports usage that a span beneath it is billed for.
  kTwin,         ///< Reports a call that a span of another instrumentation is billed for.
  kUnexplained,  ///< Reports more usage than is billed beneath it, and no one knows whose it is.
};

/// True when a span is a row of `calls`.
constexpr bool IsCall(Billing billing) {
  return billing == Billing::kBilled || billing == Billing::kUnmetered;
}

/// Where the usage of a span comes from. Numbers are stored: append only.
enum class UsageSource : std::uint8_t {
  kOwn,      ///< The span reports it, or there is none.
  kTwin,     ///< At least one count is of a twin.
  kWrapper,  ///< What an enclosing span reports beyond the calls beneath it.
};

/// Says what a span's usage costs by its model and time, whatever its `cost` says now.
using PriceFunction = std::function<CallCost(const CodedSpan&)>;

/// No amended form: the span is as it arrived.
inline constexpr std::uint32_t kNotAmended = 0xFFFF'FFFF;

/// No parent row: the span is a root, or its parent has not arrived.
inline constexpr std::uint32_t kNoParent = 0xFFFF'FFFF;

/// Sums over a span and all beneath it, or over a trace: cost and tokens of billed calls, and the
/// number of calls. Money and tokens are kNullInteger when no call beneath has a price, or reports
/// usage, and when the sum does not fit 64 bits.
struct InclusiveSums {
  std::int64_t cost_pico = kNullInteger;
  std::int64_t tokens = kNullInteger;
  std::uint32_t calls = 0;
};

/// One span of a resolved trace.
struct ResolvedSpan {
  std::uint32_t source = 0;             ///< Index of the CodedSpan that it came from.
  std::uint32_t parent = kNoParent;     ///< Index into ResolvedTrace::spans.
  std::uint32_t amended = kNotAmended;  ///< Index into ResolvedTrace::amended.
  Billing billing = Billing::kNone;
  UsageSource usage_source = UsageSource::kOwn;
  TextCode user = kNullCode;  ///< These five: own, else of the nearest ancestor with one.
  TextCode session = kNullCode;
  TextCode agent = kNullCode;
  TextCode feature = kNullCode;
  TextCode environment = kNullCode;
  InclusiveSums inclusive;
  /// Own and inherited attr[...] columns and own resource[...] columns, sorted by column. A list
  /// that several spans share exists once: the view is into the source span, or into the
  /// ResolvedTrace.
  std::span<const CodedAttribute> attributes;
};

/// One trace as queries see it. Movable, not copyable. Its attribute lists are valid as long as
/// both it and the spans that it was resolved from.
struct ResolvedTrace {
  TraceId trace_id;
  /// Calls (kBilled, kUnmetered) first, then the other spans; each part by start time, then span
  /// id.
  std::vector<ResolvedSpan> spans;
  /// The spans that took usage or texts from a twin or an enclosing span, as they are billed and
  /// shown. Their attributes are those that arrived; ResolvedSpan::attributes has all.
  std::vector<CodedSpan> amended;
  std::uint32_t call_count = 0;
  std::uint32_t duplicates = 0;    ///< Resent spans that were dropped, conflicts included.
  std::uint32_t conflicts = 0;     ///< Of these, the ones that differ from the span kept.
  TextCode root_name = kNullCode;  ///< In the dictionary of the `name` column.
  TextCode root_service = kNullCode;
  TextCode environment =
      kNullCode;  ///< These three: the root's, else the first call's that has one.
  TextCode user = kNullCode;
  TextCode session = kNullCode;
  std::int64_t start_unix_ns = 0;
  std::int64_t end_unix_ns = 0;
  std::uint32_t errors = 0;           ///< Spans with status ERROR.
  std::uint32_t unpriced_calls = 0;   ///< Calls with usage and without a price.
  std::uint32_t unmetered_calls = 0;  ///< Calls without usage.
  std::int64_t input_tokens = kNullInteger;
  std::int64_t output_tokens = kNullInteger;
  InclusiveSums total;
  std::unique_ptr<const CodedAttribute[]> inherited_attributes;  ///< What `attributes` views.
};

/// The span of `trace` that `resolved` stands for, as it is billed and shown. `spans` is what the
/// trace was resolved from.
inline const CodedSpan& EffectiveSpan(const ResolvedTrace& trace, const ResolvedSpan& resolved,
                                      std::span<const CodedSpan> spans) {
  return resolved.amended == kNotAmended ? spans[resolved.source] : trace.amended[resolved.amended];
}

/// Resolves one trace: drops duplicates, merges twins, decides which span is billed, passes
/// dimensions down from the nearest ancestor, sums upward and finds the root. `spans` are all of
/// one trace, in any order, fewer than 2^32 - 1; the answer does not depend on the order but for
/// duplicates, of which the first stays. `price` prices the few calls that are amended. Takes
/// near-linear time and no stack, however deep the trace. A pure function, thread-safe when `price`
/// is. docs/traces.md gives the rules.
ResolvedTrace ResolveTrace(std::span<const CodedSpan> spans, const PriceFunction& price);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_TRACE_TRACE_RESOLVER_H_
