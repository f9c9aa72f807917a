#ifndef COSTDB_ENGINE_KERNELS_TRANSLATE_H_
#define COSTDB_ENGINE_KERNELS_TRANSLATE_H_

#include <cstddef>
#include <cstdint>

namespace costdb::engine::kernels {

/// codes[i] = table[indexes[i]]. Every index is below `table_size`: unpack with that limit.
/// `codes` may be `indexes`.
void TranslateCodes(const std::uint32_t* indexes, std::size_t count, const std::uint32_t* table,
                    std::size_t table_size, std::uint32_t* codes);

/// values[i] = table[indexes[i]]. Every index is below `table_size`. No overlap.
void TranslateIntegers(const std::uint32_t* indexes, std::size_t count, const std::int64_t* table,
                       std::size_t table_size, std::int64_t* values);

/// codes[i] = values[i] == first ? 0 : 1; whether all values are `first` or `other`.
bool CodeTwoIntegers(const std::int64_t* values, std::size_t count, std::int64_t first,
                     std::int64_t other, std::uint32_t* codes);

/// The same, one value at a time; the tests compare against these.
namespace reference {

inline bool CodeTwoIntegers(const std::int64_t* values, std::size_t count, std::int64_t first,
                            std::int64_t other, std::uint32_t* codes) {
  bool are_two = true;
  for (std::size_t i = 0; i < count; ++i) {
    codes[i] = values[i] == first ? 0 : 1;
    are_two = are_two && (values[i] == first || values[i] == other);
  }
  return are_two;
}

template <typename T>
void Translate(const std::uint32_t* indexes, std::size_t count, const T* table, T* values) {
  for (std::size_t i = 0; i < count; ++i) values[i] = table[indexes[i]];
}

}  // namespace reference
}  // namespace costdb::engine::kernels

#endif  // COSTDB_ENGINE_KERNELS_TRANSLATE_H_
