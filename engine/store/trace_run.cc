#include "engine/store/trace_run.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "engine/encoding/packed_blocks.h"
#include "engine/store/byte_codec.h"

namespace costdb::engine {
namespace {

// A run is u32 count of traces, u32 count of row groups, the row groups, the buckets of their
// indexes, and a checksum.
constexpr std::size_t kCountBytes = 2 * sizeof(std::uint32_t);
static_assert(kTrailingChecksumBytes >= HashBuckets::kSlackBytes);
constexpr std::uint32_t kRemoved = std::numeric_limits<std::uint32_t>::max();

std::uint32_t NumberBits(std::uint32_t row_groups) {
  return BitWidth(row_groups - 1);
}

}  // namespace

// Trace ids may be time-based, so their own bits are not evenly spread.
std::uint32_t HashOfTrace(const TraceId& trace) {
  return static_cast<std::uint32_t>(XXH3_64bits(&trace, sizeof(trace)) >> 32);
}

void TracePlaces::Append(const TracePlaces& later) {
  const auto before = static_cast<std::uint32_t>(row_groups.size());
  const auto middle = static_cast<std::ptrdiff_t>(traces.size());
  row_groups.insert(row_groups.end(), later.row_groups.begin(), later.row_groups.end());
  traces.reserve(traces.size() + later.traces.size());
  for (const HashedNumber& each : later.traces) {
    traces.push_back({each.hash, each.number + before});
  }
  std::inplace_merge(traces.begin(), traces.begin() + middle, traces.end());
}

void TracePlaces::Remove(const std::vector<std::uint32_t>& removed) {
  std::vector<std::uint32_t> kept;
  std::vector<std::uint32_t> new_index;
  for (const std::uint32_t row_group : row_groups) {
    const bool is_removed = std::binary_search(removed.begin(), removed.end(), row_group);
    new_index.push_back(is_removed ? kRemoved : static_cast<std::uint32_t>(kept.size()));
    if (!is_removed) kept.push_back(row_group);
  }
  for (HashedNumber& each : traces) each.number = new_index[each.number];
  traces.erase(std::remove_if(traces.begin(), traces.end(),
                              [](const HashedNumber& each) { return each.number == kRemoved; }),
               traces.end());
  row_groups = std::move(kept);
}

std::string TraceRun::Encode(const TracePlaces& places) {
  const auto row_groups = static_cast<std::uint32_t>(places.row_groups.size());
  std::string bytes;
  ByteWriter writer(&bytes);
  writer.Fixed(static_cast<std::uint32_t>(places.traces.size()));
  writer.Fixed(row_groups);
  for (const std::uint32_t row_group : places.row_groups) writer.Fixed(row_group);
  HashBuckets::Append(places.traces, NumberBits(row_groups), &bytes);
  AppendChecksum(&bytes);
  return bytes;
}

std::optional<TraceRun> TraceRun::Open(std::string_view bytes) {
  ByteReader reader(bytes);
  const auto traces = reader.Fixed<std::uint32_t>();
  const auto row_groups = reader.Fixed<std::uint32_t>();
  if (traces == 0 || traces > kRunTracesMax || row_groups == 0 || row_groups > traces) {
    return std::nullopt;
  }
  const std::uint32_t number_bits = NumberBits(row_groups);
  const std::size_t before = kCountBytes + row_groups * sizeof(std::uint32_t);
  if (bytes.size() != before + HashBuckets::Bytes(traces, number_bits) + kTrailingChecksumBytes) {
    return std::nullopt;
  }
  const auto* const packed = reinterpret_cast<const std::uint8_t*>(bytes.data()) + before;
  return TraceRun(bytes, row_groups, HashBuckets(traces, number_bits, packed));
}

// Forged bytes may ask for one beyond the last.
std::uint32_t TraceRun::RowGroup(std::uint32_t index) const {
  std::uint32_t row_group = 0;
  const std::size_t at = std::min(index, row_group_count_ - 1);
  std::memcpy(&row_group, bytes_.data() + kCountBytes + at * sizeof(row_group), sizeof(row_group));
  return row_group;
}

void TraceRun::Find(std::uint32_t hash, std::vector<std::uint32_t>* row_groups) const {
  const std::size_t before = row_groups->size();
  buckets_.Find(hash, row_groups);
  for (std::size_t i = before; i < row_groups->size(); ++i) {
    (*row_groups)[i] = RowGroup((*row_groups)[i]);
  }
}

TracePlaces TraceRun::List() const {
  TracePlaces places;
  for (std::uint32_t i = 0; i < row_group_count_; ++i) places.row_groups.push_back(RowGroup(i));
  places.traces = buckets_.List();
  // Forged bytes may have larger indexes.
  for (HashedNumber& each : places.traces)
    each.number = std::min(each.number, row_group_count_ - 1);
  return places;
}

}  // namespace costdb::engine
