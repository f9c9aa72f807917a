#ifndef COSTDB_ENGINE_STORE_HASH_BUCKETS_H_
#define COSTDB_ENGINE_STORE_HASH_BUCKETS_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace costdb::engine {

/// A number and the hash that it is found by. Several may share a hash.
struct HashedNumber {
  std::uint32_t hash = 0;
  std::uint32_t number = 0;

  auto operator<=>(const HashedNumber&) const = default;  // NOLINT(modernize-use-nullptr)
};

/// Finds numbers by hash, in packed bytes: entries are sorted into buckets by the upper bits of
/// their hash, eight to sixteen a bucket, and stand in it with the lower bits, by hash and number.
/// Views the bytes it was opened on; forged ones find wrong numbers, and nothing else.
class HashBuckets {
 public:
  /// Appends the packed form of one entry or more, sorted. No number has more than `number_bits`
  /// bits, 25 at most.
  static void Append(std::span<const HashedNumber> sorted, std::uint32_t number_bits,
                     std::string* bytes);

  /// Bytes that must follow the packed form.
  static constexpr std::size_t kSlackBytes = 8;

  /// The size of the packed form.
  static std::size_t Bytes(std::uint32_t count, std::uint32_t number_bits);

  HashBuckets(std::uint32_t count, std::uint32_t number_bits, const std::uint8_t* bytes);

  std::uint32_t count() const { return count_; }
  /// Adds the numbers with this hash to `numbers`.
  void Find(std::uint32_t hash, std::vector<std::uint32_t>* numbers) const;
  /// Every entry, sorted.
  std::vector<HashedNumber> List() const;

 private:
  /// Numbers of one width, end to end. Inside, since a look-up reads a dozen.
  struct PackedNumbers {
    const std::uint8_t* bytes = nullptr;
    std::uint32_t width = 0;

    std::uint64_t At(std::uint32_t index) const {
      const std::uint64_t bit = std::uint64_t{index} * width;
      std::uint64_t word = 0;
      std::memcpy(&word, bytes + bit / 8, sizeof(word));
      return (word >> (bit % 8)) & ((std::uint64_t{1} << width) - 1);
    }
  };

  std::uint32_t StartOf(std::uint32_t bucket) const;
  HashedNumber EntryAt(std::uint32_t bucket, std::uint32_t index) const;

  std::uint32_t count_;
  std::uint32_t number_bits_;
  std::uint32_t hash_bits_;  ///< Of an entry: those that do not name its bucket.
  PackedNumbers starts_;
  PackedNumbers entries_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_HASH_BUCKETS_H_
