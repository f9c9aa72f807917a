#include "query/exec/aggregate/key_coder.h"

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

}  // namespace costdb::query
