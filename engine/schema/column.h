#ifndef COSTDB_ENGINE_SCHEMA_COLUMN_H_
#define COSTDB_ENGINE_SCHEMA_COLUMN_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace costdb::engine {

/// Names a column of a row group. Fixed columns are numbered below; the columns of short attributes
/// follow from kFirstAttributeColumn on, as the database meets their keys. Numbers are stored:
/// append only.
enum class ColumnId : std::uint32_t {
  kTime,
  kDuration,
  kTraceId,
  kSpanId,
  kParentSpanId,
  kName,
  kKind,
  kService,
  kEnvironment,
  kProvider,
  kOperation,
  kModel,
  kRequestModel,
  kResponseModel,
  kInputTokens,
  kCachedTokens,
  kCacheWriteTokens,
  kCacheWrite1hTokens,
  kOutputTokens,
  kReasoningTokens,
  kCost,
  kInputCost,
  kOutputCost,
  kCacheCost,
  kCostSource,
  kUser,
  kSession,
  kAgent,
  kTool,
  kFeature,
  kFinishReason,
  kStatus,
  kErrorType,
  kRootName,
  kBilling,
  kInclusiveCost,
  kInclusiveTokens,
  kInclusiveCalls,
  kScope,
  kScopeVersion,
  kResponseId,
  kServiceTier,
  kContainment,
  kReportedCost,
  kRole,
  kCalls,
  kSpans,
  kErrors,
  kUnpricedCalls,
  kUnmeteredCalls,
  // Physical columns that no query names: what the ones above are computed from.
  kTraceIdHigh,
  kTraceIdLow,
  kParentRow,
  kExternalParent,
  kUnbilledCost,
  kUnbilledInputCost,
  kUnbilledOutputCost,
  kUnbilledCacheCost,
  kCostBeneath,
  kTokensBeneath,
  kCallsBeneath,
  kUnbilledCostSource,
  kUsageSource,   // One more that queries name.
  kArrived,       // Physical: the span as it arrived, where the row shows it amended.
  kPriceVersion,  // Physical: of the catalog that gave the cost; NULL is the built-in one.
};

/// One more than the largest fixed column.
inline constexpr std::uint32_t kFixedColumns =
    static_cast<std::uint32_t>(ColumnId::kPriceVersion) + 1;

inline constexpr std::uint32_t kFirstAttributeColumn = 1024;
/// Distinct attribute keys a database makes columns of, and as many of resources; attributes with
/// further keys are dropped and counted, so that keys made up by a program cannot flood the store.
inline constexpr std::uint32_t kMaximumAttributeKeys = 1000;
inline constexpr std::uint32_t kAttributeColumnsEnd =
    kFirstAttributeColumn + 2 * kMaximumAttributeKeys;
/// Attribute columns are numbered in pairs: even for attr[...], odd for resource[...].
constexpr bool IsResourceColumn(ColumnId column) {
  return static_cast<std::uint32_t>(column) >= kFirstAttributeColumn &&
         (static_cast<std::uint32_t>(column) & 1U) != 0;
}
constexpr bool IsAttributeColumn(ColumnId column) {
  return static_cast<std::uint32_t>(column) >= kFirstAttributeColumn && !IsResourceColumn(column);
}

/// How a column's values are represented in a scan.
enum class ColumnType : std::uint8_t {
  kInteger,   ///< int64
  kTime,      ///< int64, nanoseconds since the Unix epoch
  kDuration,  ///< int64, nanoseconds
  kMoney,     ///< int64, picodollars
  kCode,      ///< uint32, a code of the column's dictionary, 0 is NULL
  kText,      ///< text without a dictionary: ids that hardly repeat
  kTraceId,   ///< int64, the trace's ordinal in the snapshot; see Snapshot::TraceIdOf
  kSpanId,    ///< int64, the bits of the span id
};

/// The relations that row groups hold. `sessions` is a query over calls, `prices` is the catalog.
enum class Relation : std::uint8_t { kCalls, kSpans, kTraces };

/// One column that a query can name.
struct ColumnDefinition {
  ColumnId id;
  std::string_view name;
  ColumnType type;
  ColumnId dictionary;  ///< kCode: whose dictionary the codes belong to; mostly the column itself.
  bool in_calls;
  bool in_spans;
  bool in_traces;
  std::string_view documentation;  ///< One line, shown by the shell and in docs.
};

/// Every fixed column that a query can name, in the order that SELECT * shows.
std::span<const ColumnDefinition> Columns();

/// The definition of a fixed column, or nullptr for hidden and attribute columns.
const ColumnDefinition* FindColumn(ColumnId id);

/// True for columns that are worked out of others when they are read: row groups have no statistics
/// of them, although they have values.
bool IsComputedColumn(ColumnId id);

/// The named column of a relation, or nullptr. Attribute columns are found by the Snapshot.
const ColumnDefinition* FindColumn(Relation relation, std::string_view name);

/// True when `column` belongs to `relation`.
bool IsIn(const ColumnDefinition& column, Relation relation);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_SCHEMA_COLUMN_H_
