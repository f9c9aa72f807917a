#include "engine/store/trace_filter.h"

#include <xxhash.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace costdb::engine {
namespace {

constexpr std::size_t kBlockBytes = 64;
constexpr std::size_t kBlockBits = 8 * kBlockBytes;
constexpr std::size_t kBitsPerTrace = 16;
constexpr int kProbes = 6;

// Trace ids may be time-based, so their own bits are not evenly spread.
XXH128_hash_t Hash(const TraceId& trace) {
  return XXH3_128bits(&trace, sizeof(trace));
}

std::size_t BlockOf(std::uint64_t hash, std::size_t blocks) {
  return static_cast<std::size_t>(hash % blocks) * kBlockBytes;
}

// Probe i takes nine bits of its own from the second half of the hash.
std::size_t BitOf(std::uint64_t hash, int probe) {
  return static_cast<std::size_t>(hash >> (9 * probe)) % kBlockBits;
}

}  // namespace

std::string BuildTraceFilter(std::span<const TraceId> traces) {
  const std::size_t blocks = (traces.size() * kBitsPerTrace + kBlockBits - 1) / kBlockBits;
  std::string filter(blocks * kBlockBytes, '\0');
  for (const TraceId& trace : traces) {
    const XXH128_hash_t hash = Hash(trace);
    char* block = filter.data() + BlockOf(hash.low64, blocks);
    for (int probe = 0; probe < kProbes; ++probe) {
      const std::size_t bit = BitOf(hash.high64, probe);
      block[bit / 8] = static_cast<char>(block[bit / 8] | (1 << (bit % 8)));
    }
  }
  return filter;
}

bool MayContainTrace(std::string_view filter, const TraceId& trace) {
  const std::size_t blocks = filter.size() / kBlockBytes;
  if (blocks == 0 || filter.size() % kBlockBytes != 0) return true;
  const XXH128_hash_t hash = Hash(trace);
  const char* block = filter.data() + BlockOf(hash.low64, blocks);
  for (int probe = 0; probe < kProbes; ++probe) {
    const std::size_t bit = BitOf(hash.high64, probe);
    if ((static_cast<unsigned char>(block[bit / 8]) & (1U << (bit % 8))) == 0) return false;
  }
  return true;
}

}  // namespace costdb::engine
