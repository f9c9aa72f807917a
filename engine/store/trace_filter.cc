#include "engine/store/trace_filter.h"

#include <xxhash.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace costdb::engine {
namespace {

constexpr std::size_t kBlockBytes = 64;
constexpr std::size_t kBlockBits = 8 * kBlockBytes;
// One row group in 5,000 or so says yes to a trace that it does not have. Readers take the size as
// it comes: older files have 16 bits.
constexpr std::size_t kBitsPerTrace = 24;
constexpr int kProbes = 6;

std::size_t BlockOf(std::uint64_t hash, std::size_t blocks) {
  return static_cast<std::size_t>(hash % blocks) * kBlockBytes;
}

// Probe i takes nine bits of its own from the second half of the hash.
std::size_t BitOf(std::uint64_t hash, int probe) {
  return static_cast<std::size_t>(hash >> (9 * probe)) % kBlockBits;
}

}  // namespace

// Trace ids may be time-based, so their own bits are not evenly spread.
TraceHash::TraceHash(const TraceId& trace) {
  const XXH128_hash_t hash = XXH3_128bits(&trace, sizeof(trace));
  block = hash.low64;
  probes = hash.high64;
}

std::string BuildTraceFilter(std::span<const TraceId> traces) {
  const std::size_t blocks = (traces.size() * kBitsPerTrace + kBlockBits - 1) / kBlockBits;
  std::string filter(blocks * kBlockBytes, '\0');
  for (const TraceId& trace : traces) {
    const TraceHash hash(trace);
    char* block = filter.data() + BlockOf(hash.block, blocks);
    for (int probe = 0; probe < kProbes; ++probe) {
      const std::size_t bit = BitOf(hash.probes, probe);
      block[bit / 8] = static_cast<char>(block[bit / 8] | (1 << (bit % 8)));
    }
  }
  return filter;
}

bool MayContainTrace(std::string_view filter, const TraceHash& trace) {
  const std::size_t blocks = filter.size() / kBlockBytes;
  if (blocks == 0 || filter.size() % kBlockBytes != 0) return true;
  const char* block = filter.data() + BlockOf(trace.block, blocks);
  for (int probe = 0; probe < kProbes; ++probe) {
    const std::size_t bit = BitOf(trace.probes, probe);
    if ((static_cast<unsigned char>(block[bit / 8]) & (1U << (bit % 8))) == 0) return false;
  }
  return true;
}

}  // namespace costdb::engine
