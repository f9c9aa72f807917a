#ifndef COSTDB_ENGINE_STORE_DICTIONARY_STORE_H_
#define COSTDB_ENGINE_STORE_DICTIONARY_STORE_H_

#include <absl/container/flat_hash_map.h>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "costdb/status.h"
#include "engine/store/dictionaries.h"
#include "engine/store/environment.h"
#include "engine/store/error_latch.h"
#include "engine/store/stored_texts.h"

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
  /// The dictionary, opened once; nullptr when that fails. Call with the mutex held.
  StoredTexts* Opened(ColumnId dictionary) const;

  const Transaction& transaction_;
  std::mutex& mutex_;
  ErrorLatch& errors_;
  /// The dictionaries asked for.
  mutable absl::flat_hash_map<ColumnId, std::unique_ptr<StoredTexts>> opened_;
};

/// Turns texts into codes and gives new texts new codes, remembering what it has seen. The memory
/// outlives transactions; Forget it when one is aborted. Not thread-safe.
///
/// New texts are stored by Finish, together: nothing else sees them before.
class DictionaryWriter {
 public:
  /// Call at the start of a transaction: another process may have added codes since the last.
  void BeginTransaction();

  /// The code of a text, 0 for an empty one.
  Result<TextCode> CodeOf(Transaction& transaction, ColumnId dictionary, std::string_view text);

  /// The code of a text only if the dictionary is below `limit` entries or has it already; else 0.
  Result<TextCode> CodeWithin(Transaction& transaction, ColumnId dictionary, std::string_view text,
                              TextCode limit);

  /// Stores the texts that got codes since the last Finish. Call before the transaction commits.
  Status Finish(Transaction& transaction);

  /// Drops everything remembered: codes of an aborted transaction do not exist.
  void Forget();

 private:
  using Texts = absl::flat_hash_map<std::string, TextCode>;

  /// A dictionary in the transaction at hand.
  struct Current {
    StoredTexts stored;
    std::vector<std::string> added;  ///< Their codes follow the stored ones.
  };

  Result<TextCode> Find(Transaction& transaction, ColumnId dictionary, std::string_view text);
  Result<TextCode> Add(Transaction& transaction, ColumnId dictionary, std::string_view text);
  Result<Current*> Open(Transaction& transaction, ColumnId dictionary);
  void Remember(ColumnId dictionary, std::string_view text, TextCode code);

  absl::flat_hash_map<ColumnId, Texts> texts_;
  absl::flat_hash_map<ColumnId, Current> current_;
  std::size_t remembered_bytes_ = 0;
  absl::flat_hash_map<ColumnId, SoundRuns> sound_runs_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_DICTIONARY_STORE_H_
