#include "query/exec/aggregate/dictionary_key_coder.h"

#include "engine/error/propagate.h"
#include "engine/kernels/min_max.h"
#include "query/functions/function_support.h"

namespace costdb::query {

// Accumulators are arrays indexed by code.
Status DictionaryKeyCoder::CheckCodes(engine::kernels::ValueBounds bounds,
                                      const std::uint32_t* codes, std::size_t count) const {
  const auto size = static_cast<std::int64_t>(size_);
  if (bounds.maximum < size) return Status::Ok();
  if (engine::kernels::MinMaxCodes(codes, count).maximum < size) return Status::Ok();
  return Status::Corruption("a column holds a text code that its dictionary does not have");
}

Status DictionaryKeyCoder::Encode(const Vector& values, std::size_t rows, std::uint32_t* codes) {
  if (values.layout != Layout::kCode) return EncodeTexts(values, rows, codes);
  const RowReader<std::uint32_t> reader = CodesOf(values);
  for (std::size_t i = 0; i < rows; ++i) codes[i] = reader[i];
  return CheckCodes(values.bounds, codes, rows);
}

Result<GroupedRows> DictionaryKeyCoder::Number(const Vector& values, std::size_t rows) {
  const bool in_runs = values.layout == Layout::kCodeRuns;
  if (!in_runs && (values.layout != Layout::kCode || values.constant)) {
    return KeyCoder::Number(values, rows);
  }
  const std::uint32_t* const codes = values.codes.data();
  COSTDB_RETURN_IF_ERROR(CheckCodes(values.bounds, codes, in_runs ? values.run_ends.size() : rows));
  GroupedRows grouped = in_runs ? GroupedByRun(codes, values.run_ends) : GroupedByRow(codes, rows);
  // Bounds may reach beyond the dictionary where codes do not.
  if (values.bounds.maximum < static_cast<std::int64_t>(size_)) grouped.bounds = values.bounds;
  return grouped;
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
