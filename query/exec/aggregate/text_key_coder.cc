#include "query/exec/aggregate/text_key_coder.h"

#include "query/functions/function_support.h"

namespace costdb::query {

std::uint32_t TextKeyCoder::NullCode() {
  if (null_code_ == UINT32_MAX) {
    null_code_ = static_cast<std::uint32_t>(texts_.size());
    texts_.emplace_back();
  }
  return null_code_;
}

std::uint32_t TextKeyCoder::CodeOf(std::string_view text) {
  const auto found = codes_.find(absl::string_view(text.data(), text.size()));
  if (found != codes_.end()) return found->second;
  const auto code = static_cast<std::uint32_t>(texts_.size());
  texts_.emplace_back(text);
  codes_.emplace(std::string(text), code);
  bytes_ += text.size();
  return code;
}

Status TextKeyCoder::Encode(const Vector& values, std::size_t rows, std::uint32_t* codes) {
  const TextReader texts(context_, values);
  for (std::size_t i = 0; i < rows; ++i) {
    if (IsNullAt(values, i)) {
      codes[i] = NullCode();
    } else if (i > 0 && codes[i - 1] != null_code_ && texts_[codes[i - 1]] == texts[i]) {
      codes[i] = codes[i - 1];
    } else {
      codes[i] = CodeOf(texts[i]);
    }
  }
  return Status::Ok();
}

Status TextKeyCoder::Merge(const KeyCoder& other, std::vector<std::uint32_t>* map) {
  const auto& from = static_cast<const TextKeyCoder&>(other);
  map->resize(from.size());
  for (std::uint32_t code = 0; code < from.size(); ++code) {
    (*map)[code] = code == from.null_code_ ? NullCode() : CodeOf(from.texts_[code]);
  }
  return Status::Ok();
}

void TextKeyCoder::Clear() {
  codes_.clear();
  texts_.clear();
  bytes_ = 0;
  null_code_ = UINT32_MAX;
}

void TextKeyCoder::Decode(std::span<const std::uint32_t> codes, Vector* values) const {
  ResetVector(Type::kText, Layout::kText, codes.size(), values);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    values->texts[i] = texts_[codes[i]];
    if (codes[i] == null_code_) SetNull(i, codes.size(), values);
  }
}

}  // namespace costdb::query
