#ifndef COSTDB_TESTS_PROPERTY_RANDOM_H_
#define COSTDB_TESTS_PROPERTY_RANDOM_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace costdb::property {

/// Random decisions that a seed repeats on every machine: the standard's distributions may differ
/// from library to library, its engine may not.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  /// A number of [from, to].
  std::int64_t Number(std::int64_t from, std::int64_t to) {
    const auto count = static_cast<std::uint64_t>(to - from) + 1;
    return from + static_cast<std::int64_t>(engine_() % count);
  }

  std::size_t Index(std::size_t count) { return engine_() % count; }

  bool Chance(int percent) { return Number(1, 100) <= percent; }

  template <typename Container>
  const auto& Pick(const Container& container) {
    return container[Index(std::size(container))];
  }

  template <typename T>
  void Shuffle(std::vector<T>* items) {
    for (std::size_t left = items->size(); left > 1; --left) {
      std::swap((*items)[left - 1], (*items)[Index(left)]);
    }
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace costdb::property

#endif  // COSTDB_TESTS_PROPERTY_RANDOM_H_
