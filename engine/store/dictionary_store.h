#ifndef COSTDB_ENGINE_STORE_DICTIONARY_STORE_H_
#define COSTDB_ENGINE_STORE_DICTIONARY_STORE_H_

#include <absl/container/flat_hash_map.h>

#include <mutex>
#include <string>
#include <string_view>

#include "costdb/status.h"
#include "engine/store/dictionaries.h"
#include "engine/store/environment.h"
#include "engine/store/error_latch.h"

namespace costdb::engine {

/// Pseudo columns whose dictionaries number the attribute keys met so far: the key with code c of
/// kAttributeKeys is column kFirstAttributeColumn + 2 * (c - 1), of kResourceKeys one more.
inline constexpr ColumnId kAttributeKeys{1000};
inline constexpr ColumnId kResourceKeys{1001};

/// The column of an attribute key's code.
constexpr ColumnId AttributeColumnOf(TextCode key_code, bool of_resource) {
  return static_cast<ColumnId>(kFirstAttributeColumn + 2 * (key_code - 1) + (of_resource ? 1 : 0));
}

/// The dictionaries as a transaction sees them. Reads of the one transaction are serialized by
/// `mutex`, since LMDB's are not safe side by side; `errors` keeps what fails. All must outlive it.
class DictionaryReader final : public Dictionaries {
 public:
  DictionaryReader(const Transaction& transaction, std::mutex& mutex, ErrorLatch& errors)
      : transaction_(transaction), mutex_(mutex), errors_(errors) {}

  TextCode Size(ColumnId dictionary) const override;
  std::string_view TextOf(ColumnId dictionary, TextCode code) const override;
  std::optional<TextCode> CodeOf(ColumnId dictionary, std::string_view text) const override;
  void ForEach(ColumnId dictionary,
               const std::function<void(TextCode, std::string_view)>& visit) const override;

 private:
  const Transaction& transaction_;
  std::mutex& mutex_;
  ErrorLatch& errors_;
  mutable absl::flat_hash_map<ColumnId, TextCode> sizes_;  ///< Of the dictionaries asked for.
};

/// Turns texts into codes and gives new texts new codes, remembering what it has seen. The memory
/// outlives transactions; Forget it when one is aborted. Not thread-safe.
class DictionaryWriter {
 public:
  /// The code of a text, 0 for an empty one.
  Result<TextCode> CodeOf(Transaction& transaction, ColumnId dictionary, std::string_view text);

  /// The code of a text only if the dictionary is below `limit` entries or has it already; else 0.
  Result<TextCode> CodeWithin(Transaction& transaction, ColumnId dictionary, std::string_view text,
                              TextCode limit);

  /// Drops everything remembered: codes of an aborted transaction do not exist.
  void Forget();

  /// Call at the start of a transaction: another process may have added codes since the last.
  void BeginTransaction() { next_code_.clear(); }

 private:
  using Texts = absl::flat_hash_map<std::string, TextCode>;

  Result<TextCode> Find(Transaction& transaction, ColumnId dictionary, std::string_view text);
  Result<TextCode> Add(Transaction& transaction, ColumnId dictionary, std::string_view text);
  Result<TextCode> NextCode(Transaction& transaction, ColumnId dictionary);
  void Remember(ColumnId dictionary, std::string_view text, TextCode code);

  absl::flat_hash_map<ColumnId, Texts> texts_;
  absl::flat_hash_map<ColumnId, TextCode> next_code_;
  std::size_t remembered_bytes_ = 0;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_DICTIONARY_STORE_H_
