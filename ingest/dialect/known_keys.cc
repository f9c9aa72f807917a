#include "ingest/dialect/known_keys.h"

#include "ingest/dialect/key_words.h"

namespace costdb::ingest {
namespace {

constexpr std::size_t kMostKeys = 10'000;
constexpr std::size_t kLongestKey = 256;

KnownKey AskTables(std::string_view key) {
  return {MeaningOf(key), IsDialectKey(key) ? KeyPolicy::kKeep : PolicyOfWords(key)};
}

}  // namespace

KnownKey KnownKeys::Search(std::string_view key) {
  if (key.size() > kLongestKey) return AskTables(key);
  auto found = index_.find(key);
  if (found == index_.end()) {
    if (entries_.size() >= kMostKeys) {
      index_.clear();
      entries_.clear();
      empty_.next = last_ = &empty_;
    }
    Entry& entry = entries_.emplace_back(Entry{std::string(key), AskTables(key), &empty_});
    found = index_.emplace(entry.text, &entry).first;
  }
  last_ = last_->next = found->second;
  return last_->known;
}

}  // namespace costdb::ingest
