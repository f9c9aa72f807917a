#include "query/exec/aggregate/trace_key_coder.h"

#include "query/vector/vector_operations.h"

namespace costdb::query {

std::uint32_t TraceKeyCoder::NullCode() {
  if (null_code_ == UINT32_MAX) {
    null_code_ = static_cast<std::uint32_t>(ordinals_.size());
    ordinals_.push_back(0);
  }
  return null_code_;
}

std::uint32_t TraceKeyCoder::CodeOf(std::int64_t ordinal) {
  const std::int64_t number = ordinal >> kPageBits;
  if (number != page_number_ || page_ == nullptr) {
    std::unique_ptr<Page>& page = pages_[number];
    if (page == nullptr) page = std::make_unique<Page>();
    page_ = page.get();
    page_number_ = number;
  }
  std::uint32_t& entry = (*page_)[static_cast<std::size_t>(ordinal) & (kPageSize - 1)];
  if (entry == 0) {
    ordinals_.push_back(ordinal);
    entry = static_cast<std::uint32_t>(ordinals_.size());
  }
  return entry - 1;
}

Status TraceKeyCoder::Encode(const Vector& values, std::size_t rows, std::uint32_t* codes) {
  const RowReader<std::int64_t> ordinals = Int64sOf(values);
  if (HasNulls(values, rows)) {
    for (std::size_t i = 0; i < rows; ++i) {
      codes[i] = IsNullAt(values, i) ? NullCode() : CodeOf(ordinals[i]);
    }
    return Status::Ok();
  }
  for (std::size_t i = 0; i < rows; ++i) codes[i] = CodeOf(ordinals[i]);
  return Status::Ok();
}

Status TraceKeyCoder::Merge(const KeyCoder& other, std::vector<std::uint32_t>* map) {
  const auto& from = static_cast<const TraceKeyCoder&>(other);
  map->resize(from.size());
  for (std::uint32_t code = 0; code < from.size(); ++code) {
    (*map)[code] = code == from.null_code_ ? NullCode() : CodeOf(from.ordinals_[code]);
  }
  return Status::Ok();
}

void TraceKeyCoder::Decode(std::span<const std::uint32_t> codes, Vector* values) const {
  ResetVector(Type::kTraceId, Layout::kInt64, codes.size(), values);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    values->int64s[i] = ordinals_[codes[i]];
    if (codes[i] == null_code_) SetNull(i, codes.size(), values);
  }
}

}  // namespace costdb::query
