#ifndef COSTDB_ENGINE_KERNELS_REGISTERS_H_
#define COSTDB_ENGINE_KERNELS_REGISTERS_H_

#include <cstddef>
#include <type_traits>
#include <utility>

#include "hwy/base.h"

namespace costdb::engine::kernels {

/// Vectors that a kernel keeps in registers across a loop. An array of vectors would do, were it
/// not written back to memory in every round: GCC sees that an index is a constant too late.
/// A vector that is cast after the loop is kept in memory too, so what casts it is not to be
/// inline.
template <class V, class Indexes>
struct RegistersOf;

template <class V, std::size_t kIndex>
struct Register {
  V vector;
};

template <class V, std::size_t... kIndexes>
struct RegistersOf<V, std::index_sequence<kIndexes...>> : Register<V, kIndexes>... {};

template <class V, std::size_t kCount>
using Registers = RegistersOf<V, std::make_index_sequence<kCount>>;

/// The vector with that number.
template <std::size_t kIndex, class V>
HWY_INLINE V& Get(Register<V, kIndex>& one) {
  return one.vector;
}

template <std::size_t... kIndexes, class Do>
HWY_INLINE void ForEachOf(std::index_sequence<kIndexes...>, const Do& do_it) {
  (do_it(std::integral_constant<std::size_t, kIndexes>()), ...);
}

/// Calls do_it(index) for 0, ..., kCount - 1, as std::integral_constant.
template <std::size_t kCount, class Do>
HWY_INLINE void ForEachIndex(const Do& do_it) {
  ForEachOf(std::make_index_sequence<kCount>(), do_it);
}

}  // namespace costdb::engine::kernels

#endif  // COSTDB_ENGINE_KERNELS_REGISTERS_H_
