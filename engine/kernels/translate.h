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

/// The same, one value at a time; the tests compare against this.
namespace reference {

template <typename T>
void Translate(const std::uint32_t* indexes, std::size_t count, const T* table, T* values) {
  for (std::size_t i = 0; i < count; ++i) values[i] = table[indexes[i]];
}

}  // namespace reference
}  // namespace costdb::engine::kernels

#endif  // COSTDB_ENGINE_KERNELS_TRANSLATE_H_
