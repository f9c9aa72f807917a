#ifndef COSTDB_INGEST_DIALECT_KNOWN_KEYS_H_
#define COSTDB_INGEST_DIALECT_KNOWN_KEYS_H_

#include <absl/container/flat_hash_map.h>

#include <deque>
#include <string>
#include <string_view>

#include "ingest/dialect/content_policy.h"
#include "ingest/dialect/dialect_table.h"
#include "ingest/wire/short_text.h"

namespace costdb::ingest {

/// What tables and words say about an attribute key.
struct KnownKey {
  const KeyMeaning* meaning = nullptr;  ///< Whoever sends it; null for a key of no dialect.
  KeyPolicy policy = KeyPolicy::kKeep;  ///< For a text under it that no dialect reads.
};

/// Remembers the keys that came by, and which followed which: spans of one emitter have the same
/// keys in the same order, so that the next key is nearly always the one expected, and no table is
/// asked. Memory is bounded, whatever a sender makes up. Not thread-safe.
class KnownKeys {
 public:
  KnownKeys() = default;
  KnownKeys(const KnownKeys&) = delete;
  KnownKeys& operator=(const KnownKeys&) = delete;

  KnownKey Find(std::string_view key) {
    Entry* const expected = last_->next;
    if (!IsSameText(expected->text, key)) return Search(key);
    last_ = expected;
    return expected->known;
  }

 private:
  struct Entry {
    std::string text;
    KnownKey known;
    Entry* next;  ///< The key that came after it the last time.
  };

  KnownKey Search(std::string_view key);

  Entry empty_{{}, {}, &empty_};
  std::deque<Entry> entries_;
  absl::flat_hash_map<std::string_view, Entry*> index_;
  Entry* last_ = &empty_;
};

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_DIALECT_KNOWN_KEYS_H_
