#ifndef COSTDB_QUERY_FUNCTIONS_TEXT_CACHE_H_
#define COSTDB_QUERY_FUNCTIONS_TEXT_CACHE_H_

#include <absl/container/flat_hash_map.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/scan/snapshot.h"

namespace costdb::query {

/// Texts of dictionary codes that were looked up lately: looking one up in the dictionary takes a
/// lock, a search and a checksum. Views live as long as the snapshot. Not thread-safe: every
/// evaluator has its own.
class TextCache {
 public:
  std::string_view TextOf(const engine::Dictionaries& dictionaries, engine::ColumnId dictionary,
                          std::uint32_t code) {
    const std::uint64_t key = std::uint64_t{static_cast<std::uint32_t>(dictionary)} << 32 | code;
    const auto found = texts_.find(key);
    if (found != texts_.end()) return found->second;
    if (texts_.size() >= kMostTexts) texts_.clear();
    return texts_.emplace(key, dictionaries.TextOf(dictionary, code)).first->second;
  }

 private:
  static constexpr std::size_t kMostTexts = std::size_t{1} << 16;

  absl::flat_hash_map<std::uint64_t, std::string_view> texts_;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_FUNCTIONS_TEXT_CACHE_H_
