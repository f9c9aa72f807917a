#ifndef COSTDB_ENGINE_STORE_STORED_TEXTS_H_
#define COSTDB_ENGINE_STORE_STORED_TEXTS_H_

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "costdb/status.h"
#include "engine/store/code_run.h"
#include "engine/store/environment.h"
#include "engine/store/sound_runs.h"
#include "engine/store/text_chunk.h"

namespace costdb::engine {

/// One dictionary as a transaction sees it: chunks of texts, runs that find their codes, and in
/// older files single texts. Failures name the file and the dictionary. Not thread-safe.
class StoredTexts {
 public:
  /// The transaction must outlive it, and write no texts of the dictionary meanwhile.
  static Result<StoredTexts> Open(const Transaction& transaction, ColumnId dictionary);

  /// The largest code; 0 when the dictionary is empty.
  TextCode size() const { return size_; }
  const std::vector<CodeRun>& runs() const { return runs_; }

  /// The text of a code, valid as long as this: chunks that were read are kept, decompressed.
  Result<std::string_view> TextOf(TextCode code);

  /// The code of a text; kNullCode when it has none. A damaged text might be the one looked for,
  /// which must not get a second code: it is an error.
  Result<TextCode> Find(std::string_view text);

  /// Drops the chunks that were read, and so the texts.
  void ForgetTexts() { chunks_.clear(); }

  /// Fails when a run does not match its checksum. Who takes a text for new asks first. `known` are
  /// the dictionary's runs that were looked at.
  Status CheckRuns(SoundRuns* known) const;

 private:
  StoredTexts(const Transaction& transaction, ColumnId dictionary)
      : transaction_(&transaction), dictionary_(dictionary) {}

  Status ReadSize();
  Status ReadRuns();
  /// The chunk that a code belongs to; nullptr when it is not stored.
  Result<const TextChunk*> ChunkOf(TextCode code);
  Status Damaged(std::string_view what) const;

  const Transaction* transaction_;
  ColumnId dictionary_;
  TextCode size_ = 0;
  std::vector<CodeRun> runs_;  ///< By code.
  /// By number; those that were read.
  absl::flat_hash_map<std::uint32_t, std::unique_ptr<const TextChunk>> chunks_;
  std::vector<TextCode> candidates_;
};

/// Adds texts to a dictionary, whose codes follow those of `stored`; none may be there yet.
Status AddTexts(Transaction& transaction, ColumnId dictionary, StoredTexts& stored,
                const std::vector<std::string>& texts);

/// The dictionaries that a transaction sees.
Result<std::vector<ColumnId>> ListDictionaries(const Transaction& transaction);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_STORED_TEXTS_H_
