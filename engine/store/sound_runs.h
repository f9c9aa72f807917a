#ifndef COSTDB_ENGINE_STORE_SOUND_RUNS_H_
#define COSTDB_ENGINE_STORE_SOUND_RUNS_H_

#include <absl/container/flat_hash_set.h>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace costdb::engine {

/// The runs of a table that were found to match their checksums, by these, so that a writer looks
/// at each once and not in every transaction. Not thread-safe.
class SoundRuns {
 public:
  /// Whether all runs that the table has now match their checksums.
  template <typename Run>
  bool HasAll(const std::vector<Run>& runs) {
    absl::flat_hash_set<std::uint64_t> sound;
    const bool is_sound = std::all_of(runs.begin(), runs.end(), [&](const Run& run) {
      sound.insert(run.checksum());
      return checksums_.contains(run.checksum()) || run.IsSound();
    });
    if (is_sound) checksums_ = std::move(sound);
    return is_sound;
  }

 private:
  absl::flat_hash_set<std::uint64_t> checksums_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_SOUND_RUNS_H_
