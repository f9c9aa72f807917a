#ifndef COSTDB_QUERY_EXEC_AGGREGATE_LARGE_VECTOR_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_LARGE_VECTOR_H_

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <new>
#include <vector>

namespace costdb::query {

/// Asks for large pages where an array is large: one that is touched all over would otherwise miss
/// the processor's table of pages with nearly every touch. A system without them gives others.
template <typename T>
struct LargePageAllocator {
  using value_type = T;

  static constexpr std::size_t kPageBytes = std::size_t{2} << 20;

  LargePageAllocator() = default;
  template <typename U>
  explicit LargePageAllocator(const LargePageAllocator<U>& /*other*/) {}

  /// Throws std::bad_alloc, as containers expect.
  T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    const bool is_large = bytes >= 2 * kPageBytes;
    const std::size_t rounded = (bytes + kPageBytes - 1) / kPageBytes * kPageBytes;
    void* const memory = is_large ? std::aligned_alloc(kPageBytes, rounded) : std::malloc(bytes);
    if (memory == nullptr) throw std::bad_alloc();
    if (is_large) static_cast<void>(::madvise(memory, rounded, MADV_HUGEPAGE));
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t /*count*/) { std::free(memory); }

  bool operator==(const LargePageAllocator& /*other*/) const { return true; }
};

/// An array that may become large, and is then touched all over.
template <typename T>
using LargeVector = std::vector<T, LargePageAllocator<T>>;

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_LARGE_VECTOR_H_
