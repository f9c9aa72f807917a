#ifndef COSTDB_ENGINE_STORE_SPAN_COLUMNS_H_
#define COSTDB_ENGINE_STORE_SPAN_COLUMNS_H_

#include <array>
#include <cstdint>

#include "engine/schema/column.h"
#include "engine/span/span_record.h"
#include "engine/trace/coded_span.h"

namespace costdb::engine {

/// The column, and so the dictionary, of each SpanText, in its order.
inline constexpr std::array<ColumnId, kSpanTextCount> kTextColumns = {
    ColumnId::kName,          ColumnId::kService,     ColumnId::kEnvironment,
    ColumnId::kProvider,      ColumnId::kOperation,   ColumnId::kRequestModel,
    ColumnId::kResponseModel, ColumnId::kUser,        ColumnId::kSession,
    ColumnId::kAgent,         ColumnId::kTool,        ColumnId::kFeature,
    ColumnId::kFinishReason,  ColumnId::kErrorType,   ColumnId::kScope,
    ColumnId::kScopeVersion,  ColumnId::kServiceTier,
};

constexpr ColumnId ColumnOf(SpanText text) {
  return kTextColumns[static_cast<std::size_t>(text)];
}

/// A number of Usage and its column.
struct UsageColumn {
  std::int64_t Usage::*tokens;
  ColumnId column;
};
inline constexpr std::array<UsageColumn, 6> kUsageColumns = {{
    {&Usage::input, ColumnId::kInputTokens},
    {&Usage::cached, ColumnId::kCachedTokens},
    {&Usage::cache_write, ColumnId::kCacheWriteTokens},
    {&Usage::cache_write_1h, ColumnId::kCacheWrite1hTokens},
    {&Usage::output, ColumnId::kOutputTokens},
    {&Usage::reasoning, ColumnId::kReasoningTokens},
}};

/// A part of CallCost, its column when the span is billed, and when it is not.
struct CostColumn {
  std::int64_t CallCost::*part;
  ColumnId billed;
  ColumnId unbilled;
};
inline constexpr std::array<CostColumn, 4> kCostColumns = {{
    {&CallCost::total, ColumnId::kCost, ColumnId::kUnbilledCost},
    {&CallCost::input, ColumnId::kInputCost, ColumnId::kUnbilledInputCost},
    {&CallCost::output, ColumnId::kOutputCost, ColumnId::kUnbilledOutputCost},
    {&CallCost::cache, ColumnId::kCacheCost, ColumnId::kUnbilledCacheCost},
}};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_SPAN_COLUMNS_H_
