#include "query/exec/expression/code_memo.h"

#include <algorithm>

#include "query/vector/vector_operations.h"

namespace costdb::query {
namespace {

template <typename T>
void Spread(const std::vector<std::uint32_t>& codes, const Vector& from,
            const std::vector<T>& values, std::vector<T>* table, std::size_t size) {
  table->resize(size);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    (*table)[codes[i]] = values[from.constant ? 0 : i];
  }
}

template <typename T>
void LookUp(const std::vector<std::uint32_t>& codes, const std::vector<T>& table, std::size_t rows,
            std::vector<T>* out) {
  out->resize(rows);
  for (std::size_t i = 0; i < rows; ++i) (*out)[i] = table[codes[i]];
}

}  // namespace

void CodeMemo::Reserve(std::size_t codes) {
  if (states_.size() < codes) states_.resize(codes, kUnknown);
}

Status CodeMemo::FindUnknown(const std::vector<std::uint32_t>& codes, std::size_t rows,
                             std::vector<std::uint32_t>* unknown) {
  unknown->clear();
  std::uint32_t largest = 0;
  for (std::size_t i = 0; i < rows; ++i) largest = std::max(largest, codes[i]);
  if (rows > 0 && largest >= states_.size()) {
    return Status::Corruption("a column holds a text code that its dictionary does not have");
  }
  bool any = false;
  for (std::size_t i = 0; i < rows; ++i) any |= states_[codes[i]] == kUnknown;
  if (!any) return Status::Ok();
  for (std::size_t i = 0; i < rows; ++i) {
    if (states_[codes[i]] != kUnknown) continue;
    unknown->push_back(codes[i]);
    states_[codes[i]] = kNull;
  }
  return Status::Ok();
}

void CodeMemo::Learn(const std::vector<std::uint32_t>& codes, const Vector& values) {
  values_.type = values.type;
  Vector widened;
  if (values_.layout != values.layout) {
    // Whole numbers that grew beyond 64 bits; the table follows them and stays there.
    if (values.layout == Layout::kInt128 && !values_.int64s.empty()) {
      values_.int128s.assign(values_.int64s.begin(), values_.int64s.end());
      values_.int64s.clear();
    }
    if (values_.layout != Layout::kInt128) values_.layout = values.layout;
  }
  const Vector& source =
      values_.layout == Layout::kInt128 ? Widen(values, codes.size(), &widened) : values;
  const std::size_t size = states_.size();
  if (values_.layout == Layout::kInt64) {
    Spread(codes, source, source.int64s, &values_.int64s, size);
  } else if (values_.layout == Layout::kInt128) {
    Spread(codes, source, source.int128s, &values_.int128s, size);
  } else if (values_.layout == Layout::kDouble) {
    Spread(codes, source, source.doubles, &values_.doubles, size);
  } else if (values_.layout == Layout::kText) {
    Spread(codes, source, source.texts, &values_.texts, size);
  }
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const bool is_null = IsNullAt(source, i);
    states_[codes[i]] = is_null ? kNull : kValue;
    has_nulls_ |= is_null;
  }
}

void CodeMemo::Forget(const std::vector<std::uint32_t>& codes) {
  for (const std::uint32_t code : codes) states_[code] = kUnknown;
}

void CodeMemo::Read(const std::vector<std::uint32_t>& codes, std::size_t rows,
                    Vector* result) const {
  ResetVector(values_.type, values_.layout, rows, result);
  if (values_.layout == Layout::kInt64) LookUp(codes, values_.int64s, rows, &result->int64s);
  if (values_.layout == Layout::kInt128) LookUp(codes, values_.int128s, rows, &result->int128s);
  if (values_.layout == Layout::kDouble) LookUp(codes, values_.doubles, rows, &result->doubles);
  if (values_.layout == Layout::kText) LookUp(codes, values_.texts, rows, &result->texts);
  if (!has_nulls_) return;
  result->nulls.resize(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    result->nulls[i] = static_cast<std::uint8_t>(states_[codes[i]] == kNull);
  }
}

}  // namespace costdb::query
