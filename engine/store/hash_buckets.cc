#include "engine/store/hash_buckets.h"

#include <algorithm>

#include "engine/encoding/packed_blocks.h"
#include "engine/kernels/bit_packing.h"

namespace costdb::engine {
namespace {

constexpr std::uint32_t kHashBits = 32;

// How so many entries are laid out: the first entry of each bucket and the count, then the entries.
// An entry is the lower bits of the hash above the number.
struct Layout {
  Layout(std::uint32_t count, std::uint32_t number_bits)
      : bucket_bits(BitWidth(count / 8U | 1U) - 1U),
        start_width(BitWidth(count)),
        entry_width(hash_bits() + number_bits) {}

  std::uint32_t buckets() const { return 1U << bucket_bits; }
  std::uint32_t hash_bits() const { return kHashBits - bucket_bits; }
  std::size_t start_bytes() const {
    return kernels::PackedBlockBytes(buckets() + 1, start_width, false);
  }

  std::uint32_t bucket_bits;
  std::uint32_t start_width;
  std::uint32_t entry_width;
};

std::uint64_t LowBits(std::uint64_t value, std::uint32_t bits) {
  return value & ((std::uint64_t{1} << bits) - 1);
}

void AppendPacked(const std::vector<std::uint64_t>& values, std::uint32_t width,
                  std::string* bytes) {
  const auto count = static_cast<std::uint32_t>(values.size());
  const std::size_t before = bytes->size();
  bytes->resize(before + kernels::PackedBlockBytes(count, width, false));
  kernels::PackBlock(values.data(), count, width, false,
                     reinterpret_cast<std::uint8_t*>(bytes->data()) + before);
}

}  // namespace

void HashBuckets::Append(std::span<const HashedNumber> sorted, std::uint32_t number_bits,
                         std::string* bytes) {
  const Layout layout(static_cast<std::uint32_t>(sorted.size()), number_bits);
  std::vector<std::uint64_t> starts(layout.buckets() + 1);
  std::vector<std::uint64_t> entries;
  entries.reserve(sorted.size());
  for (const HashedNumber& each : sorted) {
    ++starts[(std::uint64_t{each.hash} >> layout.hash_bits()) + 1];
    entries.push_back(LowBits(each.hash, layout.hash_bits()) << number_bits | each.number);
  }
  for (std::size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
  AppendPacked(starts, layout.start_width, bytes);
  AppendPacked(entries, layout.entry_width, bytes);
}

std::size_t HashBuckets::Bytes(std::uint32_t count, std::uint32_t number_bits) {
  const Layout layout(count, number_bits);
  return layout.start_bytes() + kernels::PackedBlockBytes(count, layout.entry_width, false);
}

HashBuckets::HashBuckets(std::uint32_t count, std::uint32_t number_bits, const std::uint8_t* bytes)
    : count_(count), number_bits_(number_bits) {
  const Layout layout(count, number_bits);
  hash_bits_ = layout.hash_bits();
  starts_ = {bytes, layout.start_width};
  entries_ = {bytes + layout.start_bytes(), layout.entry_width};
}

// Forged bytes may say anything: it is cut to the entries.
std::uint32_t HashBuckets::StartOf(std::uint32_t bucket) const {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(starts_.At(bucket), count_));
}

HashedNumber HashBuckets::EntryAt(std::uint32_t bucket, std::uint32_t index) const {
  const std::uint64_t entry = entries_.At(index);
  return {static_cast<std::uint32_t>(std::uint64_t{bucket} << hash_bits_ | entry >> number_bits_),
          static_cast<std::uint32_t>(LowBits(entry, number_bits_))};
}

void HashBuckets::Find(std::uint32_t hash, std::vector<std::uint32_t>* numbers) const {
  const auto bucket = static_cast<std::uint32_t>(std::uint64_t{hash} >> hash_bits_);
  const std::uint64_t wanted = LowBits(hash, hash_bits_);
  const std::uint32_t end = StartOf(bucket + 1);
  for (std::uint32_t index = StartOf(bucket); index < end; ++index) {
    const std::uint64_t entry = entries_.At(index);
    if (entry >> number_bits_ != wanted) continue;
    numbers->push_back(static_cast<std::uint32_t>(LowBits(entry, number_bits_)));
  }
}

std::vector<HashedNumber> HashBuckets::List() const {
  std::vector<HashedNumber> entries;
  entries.reserve(count_);
  const std::uint32_t buckets = 1U << (kHashBits - hash_bits_);
  for (std::uint32_t bucket = 0; bucket < buckets; ++bucket) {
    const std::uint32_t end = StartOf(bucket + 1);
    // Forged buckets may overlap.
    for (std::uint32_t index = StartOf(bucket); index < end && entries.size() < count_; ++index) {
      entries.push_back(EntryAt(bucket, index));
    }
  }
  return entries;
}

}  // namespace costdb::engine
