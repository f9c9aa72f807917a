#ifndef COSTDB_QUERY_EXEC_AGGREGATE_ID_TABLE_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_ID_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace costdb::query {

/// Numbers distinct 64-bit keys 0, 1, 2, ... in the order of their first appearance. An
/// open-addressed hash table with linear probing, at most half full, so that a look-up is one cache
/// miss; keys in blocks, so that the misses of neighbours overlap; and neighbours that are equal,
/// the usual case in time-ordered data, are not looked up again. Not thread-safe.
class IdTable {
 public:
  IdTable();

  /// Sets ids[i] to the number of keys[i]; new keys get new numbers.
  void FindOrAdd(const std::uint64_t* keys, std::size_t rows, std::uint32_t* ids);

  /// The same for one key.
  std::uint32_t FindOrAdd(std::uint64_t key) {
    std::uint32_t id = 0;
    FindOrAdd(&key, 1, &id);
    return id;
  }

  /// Takes a number that belongs to no key: NULL's.
  std::uint32_t AddKeyless();

  /// Forgets all keys; memory is kept.
  void Clear();

  /// The keys by number.
  const std::vector<std::uint64_t>& keys() const { return keys_; }
  std::size_t size() const { return keys_.size(); }
  std::size_t memory() const {
    return slots_.size() * sizeof(Slot) + keys_.capacity() * sizeof(std::uint64_t);
  }

 private:
  static constexpr std::uint32_t kEmpty = UINT32_MAX;

  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t id = kEmpty;
  };

  static std::uint64_t Hash(std::uint64_t key) {
    key ^= key >> 32;
    key *= 0x9E3779B97F4A7C15ULL;
    key ^= key >> 29;
    return key * 0xBF58476D1CE4E5B9ULL;
  }
  std::size_t SlotOf(std::uint64_t key) const { return Hash(key) >> shift_; }

  void Grow(std::size_t keys);
  void FindOrAddSome(const std::uint64_t* keys, std::size_t rows, std::uint32_t* ids);

  std::vector<Slot> slots_;
  int shift_ = 0;  ///< 64 - log2(slots): the high bits of a hash are its slot.
  std::vector<std::uint64_t> keys_;
  std::vector<bool> keyless_;  ///< Empty until a number without a key is taken.
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_ID_TABLE_H_
