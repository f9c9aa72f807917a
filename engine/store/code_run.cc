#include "engine/store/code_run.h"

#include <xxhash.h>

#include <algorithm>
#include <utility>

#include "engine/encoding/packed_blocks.h"
#include "engine/store/byte_codec.h"

namespace costdb::engine {
namespace {

constexpr std::uint32_t kHashBits = 32;
constexpr std::size_t kChecksumBytes = 8;
static_assert(kChecksumBytes >= kernels::kPackedSlackBytes);

// How a run of so many codes is laid out: u32 count, the first entry of each bucket and the count,
// the entries, u64 checksum. An entry is the lower bits of the hash above the code less the first.
struct Layout {
  explicit Layout(std::uint32_t count)
      : bucket_bits(BitWidth(count / 8U | 1U) - 1U),
        code_bits(BitWidth(count - 1)),
        start_width(BitWidth(count)) {}

  std::uint32_t buckets() const { return 1U << bucket_bits; }
  std::uint32_t hash_bits() const { return kHashBits - bucket_bits; }
  std::uint32_t entry_width() const { return hash_bits() + code_bits; }
  std::size_t start_bytes() const {
    return kernels::PackedBlockBytes(buckets() + 1, start_width, false);
  }
  std::size_t bytes(std::uint32_t count) const {
    return sizeof(count) + start_bytes() + kernels::PackedBlockBytes(count, entry_width(), false) +
           kChecksumBytes;
  }

  std::uint32_t bucket_bits;
  std::uint32_t code_bits;
  std::uint32_t start_width;
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

std::uint32_t TextHash(std::string_view text) {
  return static_cast<std::uint32_t>(XXH3_64bits(text.data(), text.size()) >> 32);
}

std::string CodeRun::Encode(std::vector<HashedCode> codes) {
  const auto count = static_cast<std::uint32_t>(codes.size());
  const Layout layout(count);
  std::sort(codes.begin(), codes.end(), [](const HashedCode& a, const HashedCode& b) {
    return std::pair(a.hash, a.code) < std::pair(b.hash, b.code);
  });
  const TextCode first = std::min_element(codes.begin(), codes.end(), [](auto& a, auto& b) {
                           return a.code < b.code;
                         })->code;
  std::vector<std::uint64_t> starts(layout.buckets() + 1);
  std::vector<std::uint64_t> entries;
  entries.reserve(count);
  for (const HashedCode& each : codes) {
    ++starts[(std::uint64_t{each.hash} >> layout.hash_bits()) + 1];
    entries.push_back(LowBits(each.hash, layout.hash_bits()) << layout.code_bits |
                      (each.code - first));
  }
  for (std::size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
  std::string bytes;
  ByteWriter(&bytes).Fixed(count);
  AppendPacked(starts, layout.start_width, &bytes);
  AppendPacked(entries, layout.entry_width(), &bytes);
  ByteWriter(&bytes).Fixed(std::uint64_t{XXH3_64bits(bytes.data(), bytes.size())});
  return bytes;
}

std::optional<CodeRun> CodeRun::Open(TextCode first, std::string_view bytes) {
  const auto count = ByteReader(bytes).Fixed<std::uint32_t>();
  if (count == 0 || count > kRunCodesMax) return std::nullopt;
  const Layout layout(count);
  if (bytes.size() != layout.bytes(count)) return std::nullopt;
  CodeRun run(first, bytes);
  const auto* const packed = reinterpret_cast<const std::uint8_t*>(bytes.data()) + sizeof(count);
  run.starts_ = {packed, layout.buckets() + 1, static_cast<std::uint8_t>(layout.start_width),
                 false};
  run.entries_ = {packed + layout.start_bytes(), count,
                  static_cast<std::uint8_t>(layout.entry_width()), false};
  return run;
}

bool CodeRun::IsSound() const {
  const std::string_view content = bytes_.substr(0, bytes_.size() - kChecksumBytes);
  return ByteReader(bytes_.substr(content.size())).Fixed<std::uint64_t>() ==
         XXH3_64bits(content.data(), content.size());
}

// Forged bytes may say anything: it is cut to the entries.
std::uint32_t CodeRun::StartOf(std::uint32_t bucket) const {
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>(kernels::UnpackOne(starts_, bucket), count()));
}

HashedCode CodeRun::EntryAt(std::uint32_t bucket, std::uint32_t index) const {
  const Layout layout(count());
  const std::uint64_t entry = kernels::UnpackOne(entries_, index);
  return {static_cast<std::uint32_t>(std::uint64_t{bucket} << layout.hash_bits() |
                                     entry >> layout.code_bits),
          first_ + static_cast<TextCode>(LowBits(entry, layout.code_bits))};
}

void CodeRun::Find(std::uint32_t hash, std::vector<TextCode>* codes) const {
  const auto bucket =
      static_cast<std::uint32_t>(std::uint64_t{hash} >> Layout(count()).hash_bits());
  const std::uint32_t end = StartOf(bucket + 1);
  for (std::uint32_t index = StartOf(bucket); index < end; ++index) {
    const HashedCode entry = EntryAt(bucket, index);
    if (entry.hash == hash) codes->push_back(entry.code);
  }
}

std::vector<HashedCode> CodeRun::List() const {
  std::vector<HashedCode> codes;
  codes.reserve(count());
  for (std::uint32_t bucket = 0; bucket + 1 < starts_.count; ++bucket) {
    const std::uint32_t end = StartOf(bucket + 1);
    // Forged buckets may overlap.
    for (std::uint32_t index = StartOf(bucket); index < end && codes.size() < count(); ++index) {
      codes.push_back(EntryAt(bucket, index));
    }
  }
  return codes;
}

}  // namespace costdb::engine
