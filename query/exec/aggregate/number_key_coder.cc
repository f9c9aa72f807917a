#include "query/exec/aggregate/number_key_coder.h"

#include <algorithm>

#include <bit>

#include "engine/kernels/min_max.h"
#include "engine/kernels/translate.h"
#include "query/functions/number_arithmetic.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {
namespace {

/// Equal doubles have equal bits once zero has one sign; results hold no NaN.
std::uint64_t BitsOf(double value) {
  return std::bit_cast<std::uint64_t>(value == 0 ? 0.0 : value);
}

}  // namespace

std::uint32_t NumberKeyCoder::NullCode() {
  if (null_code_ == UINT32_MAX) null_code_ = table_.AddKeyless();
  return null_code_;
}

std::uint32_t NumberKeyCoder::WideCode(Int128 value) {
  const auto [found, is_new] = wide_.try_emplace(
      WideKey(static_cast<std::int64_t>(value >> 64), static_cast<std::uint64_t>(value)), 0);
  if (is_new) {
    found->second = table_.AddKeyless();
    wide_values_.emplace(found->second, value);
  }
  return found->second;
}

/// Codes of values that are all one or the other of two, as hours are in a block that the hour ends
/// in; false when there are more.
bool NumberKeyCoder::EncodeTwo(const std::int64_t* values, std::size_t rows, std::uint32_t* codes) {
  const engine::kernels::MinMax range = engine::kernels::MinMaxIntegers(values, rows);
  const std::int64_t first = values[0];
  const std::int64_t other = first == range.minimum ? range.maximum : range.minimum;
  if (!engine::kernels::CodeTwoIntegers(values, rows, first, other, codes)) return false;
  const std::uint64_t keys[] = {static_cast<std::uint64_t>(first),
                                static_cast<std::uint64_t>(other)};
  std::uint32_t numbers[2];
  table_.FindOrAdd(keys, 2, numbers);
  engine::kernels::TranslateCodes(codes, rows, numbers, 2, codes);
  return true;
}

Status NumberKeyCoder::Encode(const Vector& values, std::size_t rows, std::uint32_t* codes) {
  scale_ = values.scale;
  const bool is_plain = values.layout == Layout::kInt64 && !values.constant && rows != 0;
  if (is_plain && !HasNulls(values, rows) && EncodeTwo(values.int64s.data(), rows, codes)) {
    return Status::Ok();
  }
  keys_.resize(rows);
  if (values.layout == Layout::kInt64) {
    const RowReader<std::int64_t> reader = Int64sOf(values);
    for (std::size_t i = 0; i < rows; ++i) keys_[i] = static_cast<std::uint64_t>(reader[i]);
  } else if (values.layout == Layout::kDouble) {
    const RowReader<double> reader = DoublesOf(values);
    for (std::size_t i = 0; i < rows; ++i) keys_[i] = BitsOf(reader[i]);
  }
  const bool is_wide = values.layout == Layout::kInt128;
  if (!is_wide && !HasNulls(values, rows)) {
    table_.FindOrAdd(keys_.data(), rows, codes);
    return Status::Ok();
  }
  for (std::size_t i = 0; i < rows; ++i) {
    if (IsNullAt(values, i)) {
      codes[i] = NullCode();
      continue;
    }
    const Int128 wide = is_wide ? WideReader(values)[i] : Int128{0};
    if (is_wide) keys_[i] = static_cast<std::uint64_t>(wide);
    codes[i] = FitsInt64(wide) ? table_.FindOrAdd(keys_[i]) : WideCode(wide);
  }
  return Status::Ok();
}

Status NumberKeyCoder::Merge(const KeyCoder& other, std::vector<std::uint32_t>* map) {
  const auto& from = static_cast<const NumberKeyCoder&>(other);
  scale_ = std::max(scale_, from.scale_);  // Only a worker that met rows knows it.
  map->resize(from.size());
  if (from.null_code_ == UINT32_MAX && from.wide_.empty()) {
    table_.FindOrAdd(from.table_.keys().data(), from.size(), map->data());
    return Status::Ok();
  }
  for (std::uint32_t code = 0; code < from.size(); ++code) {
    const auto wide = from.wide_values_.find(code);
    if (code == from.null_code_) {
      (*map)[code] = NullCode();
    } else if (wide != from.wide_values_.end()) {
      (*map)[code] = WideCode(wide->second);
    } else {
      (*map)[code] = table_.FindOrAdd(from.table_.keys()[code]);
    }
  }
  return Status::Ok();
}

void NumberKeyCoder::Clear() {
  table_.Clear();
  null_code_ = UINT32_MAX;
  wide_.clear();
  wide_values_.clear();
}

void NumberKeyCoder::Decode(std::span<const std::uint32_t> codes, Vector* values) const {
  const std::vector<std::uint64_t>& keys = table_.keys();
  const Layout layout = !wide_.empty() ? Layout::kInt128 : DefaultLayout(type_);
  ResetVector(type_, layout, codes.size(), values);
  values->scale = scale_;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const std::uint64_t key = keys[codes[i]];
    if (layout == Layout::kDouble) {
      values->doubles[i] = std::bit_cast<double>(key);
    } else if (layout == Layout::kInt64) {
      values->int64s[i] = static_cast<std::int64_t>(key);
    } else {
      const auto wide = wide_values_.find(codes[i]);
      values->int128s[i] =
          wide == wide_values_.end() ? Int128{static_cast<std::int64_t>(key)} : wide->second;
    }
    if (codes[i] == null_code_) SetNull(i, codes.size(), values);
  }
}

}  // namespace costdb::query
