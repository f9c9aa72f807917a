#include "engine/store/code_run.h"

#include <xxhash.h>

#include <algorithm>

#include "engine/encoding/packed_blocks.h"
#include "engine/store/byte_codec.h"

namespace costdb::engine {
namespace {

// A run is its count, the buckets of its codes less the first, and a checksum.
static_assert(kTrailingChecksumBytes >= HashBuckets::kSlackBytes);

std::uint32_t NumberBits(std::uint32_t count) {
  return BitWidth(count - 1);
}

}  // namespace

std::uint32_t TextHash(std::string_view text) {
  return static_cast<std::uint32_t>(XXH3_64bits(text.data(), text.size()) >> 32);
}

std::string CodeRun::Encode(const std::vector<HashedCode>& codes) {
  const auto count = static_cast<std::uint32_t>(codes.size());
  const TextCode first = std::min_element(codes.begin(), codes.end(), [](auto& a, auto& b) {
                           return a.code < b.code;
                         })->code;
  std::vector<HashedNumber> entries;
  entries.reserve(count);
  for (const HashedCode& each : codes) entries.push_back({each.hash, each.code - first});
  std::sort(entries.begin(), entries.end());
  std::string bytes;
  ByteWriter(&bytes).Fixed(count);
  HashBuckets::Append(entries, NumberBits(count), &bytes);
  AppendChecksum(&bytes);
  return bytes;
}

std::optional<CodeRun> CodeRun::Open(TextCode first, std::string_view bytes) {
  const auto count = ByteReader(bytes).Fixed<std::uint32_t>();
  if (count == 0 || count > kRunCodesMax) return std::nullopt;
  const std::uint32_t number_bits = NumberBits(count);
  const std::size_t size =
      sizeof(count) + HashBuckets::Bytes(count, number_bits) + kTrailingChecksumBytes;
  if (bytes.size() != size) return std::nullopt;
  const auto* const packed = reinterpret_cast<const std::uint8_t*>(bytes.data()) + sizeof(count);
  return CodeRun(first, bytes, HashBuckets(count, number_bits, packed));
}

void CodeRun::Find(std::uint32_t hash, std::vector<TextCode>* codes) const {
  const std::size_t before = codes->size();
  buckets_.Find(hash, codes);
  for (std::size_t i = before; i < codes->size(); ++i) (*codes)[i] += first_;
}

std::vector<HashedCode> CodeRun::List() const {
  std::vector<HashedCode> codes;
  codes.reserve(count());
  for (const HashedNumber& each : buckets_.List())
    codes.push_back({each.hash, first_ + each.number});
  return codes;
}

}  // namespace costdb::engine
