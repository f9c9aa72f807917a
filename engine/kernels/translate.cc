#include "engine/kernels/translate.h"

#include <algorithm>

#include "engine/kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernels/translate.cc"
#include "hwy/foreach_target.h"  // Before highway.h: compiles this file once an instruction set.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace costdb::engine::kernels {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// The whole table in one register: a lookup is one permutation.
void TranslateCodesInRegister(const std::uint32_t* indexes, std::size_t count,
                              const std::uint32_t* table, std::size_t table_size,
                              std::uint32_t* codes) {
  const hn::ScalableTag<std::uint32_t> d;
  const hn::ScalableTag<std::int32_t> index_d;
  const std::size_t lanes = hn::Lanes(d);
  alignas(64) std::uint32_t padded[hn::MaxLanes(d)] = {};
  std::copy_n(table, table_size, padded);
  const auto entries = hn::Load(d, padded);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto index = hn::BitCast(index_d, hn::LoadU(d, indexes + i));
    hn::StoreU(hn::TableLookupLanes(entries, hn::IndicesFromVec(d, index)), d, codes + i);
  }
  reference::Translate(indexes + i, count - i, table, codes + i);
}

void TranslateCodes(const std::uint32_t* indexes, std::size_t count, const std::uint32_t* table,
                    std::size_t table_size, std::uint32_t* codes) {
  const hn::ScalableTag<std::uint32_t> d;
  const hn::ScalableTag<std::int32_t> index_d;
  const std::size_t lanes = hn::Lanes(d);
  if (table_size <= lanes) {
    return TranslateCodesInRegister(indexes, count, table, table_size, codes);
  }
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto index = hn::BitCast(index_d, hn::LoadU(d, indexes + i));
    hn::StoreU(hn::GatherIndex(d, table, index), d, codes + i);
  }
  reference::Translate(indexes + i, count - i, table, codes + i);
}

void TranslateIntegers(const std::uint32_t* indexes, std::size_t count, const std::int64_t* table,
                       std::int64_t* values) {
  const hn::ScalableTag<std::int64_t> d;
  const hn::Rebind<std::int32_t, decltype(d)> half;
  const hn::Rebind<std::uint32_t, decltype(d)> unsigned_half;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto index = hn::BitCast(half, hn::LoadU(unsigned_half, indexes + i));
    hn::StoreU(hn::GatherIndex(d, table, hn::PromoteTo(d, index)), d, values + i);
  }
  reference::Translate(indexes + i, count - i, table, values + i);
}

bool CodeTwoIntegers(const std::int64_t* HWY_RESTRICT values, std::size_t count, std::int64_t first,
                     std::int64_t other, std::uint32_t* HWY_RESTRICT codes) {
  const hn::ScalableTag<std::int64_t> d;
  const hn::RebindToUnsigned<decltype(d)> wide;
  const hn::Rebind<std::uint32_t, decltype(d)> narrow;
  const auto firsts = hn::Set(d, first);
  const auto others = hn::Set(d, other);
  const std::size_t lanes = hn::Lanes(d);
  auto strangers = hn::Zero(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto value = hn::LoadU(d, values + i);
    const auto is_first = hn::Eq(value, firsts);
    const auto is_known = hn::Or(is_first, hn::Eq(value, others));
    strangers = hn::Or(strangers, hn::IfThenZeroElse(is_known, hn::Set(d, 1)));
    const auto code = hn::BitCast(wide, hn::IfThenZeroElse(is_first, hn::Set(d, 1)));
    hn::StoreU(hn::TruncateTo(narrow, code), narrow, codes + i);
  }
  const bool are_two = hn::AllTrue(d, hn::Eq(strangers, hn::Zero(d)));
  return reference::CodeTwoIntegers(values + i, count - i, first, other, codes + i) && are_two;
}

}  // namespace HWY_NAMESPACE
}  // namespace costdb::engine::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace costdb::engine::kernels {

HWY_EXPORT(TranslateCodes);
HWY_EXPORT(TranslateIntegers);
HWY_EXPORT(CodeTwoIntegers);

void TranslateCodes(const std::uint32_t* indexes, std::size_t count, const std::uint32_t* table,
                    std::size_t table_size, std::uint32_t* codes) {
  HWY_DYNAMIC_DISPATCH(TranslateCodes)(indexes, count, table, table_size, codes);
}

void TranslateIntegers(const std::uint32_t* indexes, std::size_t count, const std::int64_t* table,
                       std::size_t, std::int64_t* values) {
  HWY_DYNAMIC_DISPATCH(TranslateIntegers)(indexes, count, table, values);
}

bool CodeTwoIntegers(const std::int64_t* values, std::size_t count, std::int64_t first,
                     std::int64_t other, std::uint32_t* codes) {
  return HWY_DYNAMIC_DISPATCH(CodeTwoIntegers)(values, count, first, other, codes);
}

}  // namespace costdb::engine::kernels
#endif  // HWY_ONCE
