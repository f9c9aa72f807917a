#include "query/exec/aggregate/key_coder.h"

#include "engine/error/propagate.h"
#include "query/exec/aggregate/dictionary_key_coder.h"
#include "query/exec/aggregate/number_key_coder.h"
#include "query/exec/aggregate/text_key_coder.h"
#include "query/exec/aggregate/trace_key_coder.h"

namespace costdb::query {

std::unique_ptr<KeyCoder> KeyCoder::Make(const BoundExpression& key,
                                         const FunctionContext& context) {
  if (key.type == Type::kText) {
    if (key.kind == BoundKind::kColumn && key.dictionary.has_value()) {
      return std::make_unique<DictionaryKeyCoder>(*key.dictionary, context);
    }
    return std::make_unique<TextKeyCoder>(context);
  }
  if (key.type == Type::kTraceId) return std::make_unique<TraceKeyCoder>(context);
  return std::make_unique<NumberKeyCoder>(key.type);
}

Result<GroupedRows> KeyCoder::Number(const Vector& values, std::size_t rows) {
  const bool is_run = values.constant && rows != 0;
  const std::size_t count = is_run ? 1 : rows;
  numbers_.resize(count);
  COSTDB_RETURN_IF_ERROR(Encode(values, count, numbers_.data()));
  end_ = static_cast<std::uint32_t>(rows);
  return is_run ? GroupedByRun(numbers_.data(), {&end_, 1}) : GroupedByRow(numbers_.data(), rows);
}

}  // namespace costdb::query
