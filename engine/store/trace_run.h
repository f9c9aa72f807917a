#ifndef COSTDB_ENGINE_STORE_TRACE_RUN_H_
#define COSTDB_ENGINE_STORE_TRACE_RUN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/span/identifiers.h"
#include "engine/store/hash_buckets.h"
#include "engine/store/trailing_checksum.h"

namespace costdb::engine {

/// The hash that finds a trace's row group.
std::uint32_t HashOfTrace(const TraceId& trace);

/// The traces of some row groups: which of these each is in, by hash.
struct TracePlaces {
  std::vector<std::uint32_t> row_groups;  ///< Ascending; each has a trace.
  std::vector<HashedNumber> traces;       ///< Sorted; the number is an index of row_groups.

  /// Puts `later` in, whose row groups all have larger numbers.
  void Append(const TracePlaces& later);
  /// Takes out the row groups that are in `removed`, which is sorted, and their traces.
  void Remove(const std::vector<std::uint32_t>& removed);
};

/// The most traces of one run: some 6 MB.
inline constexpr std::uint32_t kRunTracesMax = 1U << 21;

/// A stored run of TracePlaces, three bytes a trace. Views the bytes it was opened on.
class TraceRun {
 public:
  /// The stored form of 1 to kRunTracesMax traces.
  static std::string Encode(const TracePlaces& places);

  /// Nothing when the size is not what the counts ask for. The checksum is not looked at: who
  /// relies on a trace that is not found asks IsSound first.
  static std::optional<TraceRun> Open(std::string_view bytes);

  std::uint32_t trace_count() const { return buckets_.count(); }
  std::uint32_t row_group_count() const { return row_group_count_; }
  std::uint32_t RowGroup(std::uint32_t index) const;

  std::uint64_t checksum() const { return TrailingChecksum(bytes_); }
  /// Whether the bytes match their checksum.
  bool IsSound() const { return MatchesChecksum(bytes_); }

  /// Adds the row groups of the traces with this hash to `row_groups`. A damaged run may name ones
  /// that do not exist.
  void Find(std::uint32_t hash, std::vector<std::uint32_t>* row_groups) const;
  /// All that the run has. It must be sound.
  TracePlaces List() const;

 private:
  TraceRun(std::string_view bytes, std::uint32_t row_group_count, const HashBuckets& buckets)
      : bytes_(bytes), row_group_count_(row_group_count), buckets_(buckets) {}

  std::string_view bytes_;
  std::uint32_t row_group_count_;
  HashBuckets buckets_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_TRACE_RUN_H_
