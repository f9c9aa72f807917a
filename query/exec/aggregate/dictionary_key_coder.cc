#include "query/exec/aggregate/dictionary_key_coder.h"

#include <algorithm>

#include "query/functions/function_support.h"

namespace costdb::query {

Status DictionaryKeyCoder::Encode(const Vector& values, std::size_t rows, std::uint32_t* codes) {
  if (values.layout != Layout::kCode) return EncodeTexts(values, rows, codes);
  const RowReader<std::uint32_t> reader = CodesOf(values);
  std::uint32_t largest = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    codes[i] = reader[i];
    largest = std::max(largest, codes[i]);
  }
  // Accumulators are arrays indexed by code.
  if (rows > 0 && largest >= size_) {
    return Status::Corruption("a column holds a text code that its dictionary does not have");
  }
  return Status::Ok();
}

Status DictionaryKeyCoder::EncodeTexts(const Vector& values, std::size_t rows,
                                       std::uint32_t* codes) const {
  const TextReader texts(context_, values);
  for (std::size_t i = 0; i < rows; ++i) {
    codes[i] = 0;
    if (IsNullAt(values, i)) continue;
    const auto code = context_.dictionaries->CodeOf(dictionary_, texts[i]);
    if (!code.has_value() || *code >= size_) {
      return Status::Internal("a text that its column's dictionary does not have");
    }
    codes[i] = *code;
  }
  return Status::Ok();
}

Status DictionaryKeyCoder::Merge(const KeyCoder& /*other*/, std::vector<std::uint32_t>* map) {
  map->clear();
  return Status::Ok();
}

void DictionaryKeyCoder::Decode(std::span<const std::uint32_t> codes, Vector* values) const {
  ResetVector(Type::kText, Layout::kCode, 0, values);
  values->dictionary = dictionary_;
  values->codes.assign(codes.begin(), codes.end());
}

}  // namespace costdb::query
