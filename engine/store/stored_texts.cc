#include "engine/store/stored_texts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "engine/error/propagate.h"
#include "engine/store/byte_codec.h"
#include "engine/store/single_texts.h"
#include "engine/store/stored_place.h"

namespace costdb::engine {
namespace {

std::string Key(ColumnId dictionary, std::uint32_t number) {
  return BigEndianKey(static_cast<std::uint32_t>(dictionary), number);
}

ColumnId DictionaryOf(std::string_view key) {
  return static_cast<ColumnId>(BigEndianPart<std::uint32_t>(key, 0));
}

std::uint32_t NumberOf(std::string_view key) {
  return BigEndianPart<std::uint32_t>(key, sizeof(std::uint32_t));
}

// The first code of chunk n is n * kTextsPerChunk + 1.
std::uint32_t ChunkNumber(TextCode code) {
  return (code - 1) / kTextsPerChunk;
}

std::uint32_t PlaceInChunk(TextCode code) {
  return (code - 1) % kTextsPerChunk;
}

// The texts that the chunk of the next code begins with.
Result<std::vector<std::string>> BeginOfChunk(StoredTexts& stored) {
  std::vector<std::string> texts;
  const TextCode next = stored.size() + 1;
  for (TextCode code = next - PlaceInChunk(next); code < next; ++code) {
    COSTDB_ASSIGN_OR_RETURN(const std::string_view text, stored.TextOf(code));
    texts.emplace_back(text);
  }
  return texts;
}

Status WriteChunks(Transaction& transaction, ColumnId dictionary, StoredTexts& stored,
                   const std::vector<std::string>& added) {
  COSTDB_ASSIGN_OR_RETURN(std::vector<std::string> texts, BeginOfChunk(stored));
  std::uint32_t number = ChunkNumber(stored.size() + 1);
  for (std::size_t i = 0; i < added.size(); ++i) {
    texts.push_back(added[i]);
    if (texts.size() < kTextsPerChunk && i + 1 < added.size()) continue;
    COSTDB_RETURN_IF_ERROR(
        transaction.Put(Table::kTextChunks, Key(dictionary, number++), EncodeTextChunk(texts)));
    texts.clear();
  }
  return Status::Ok();
}

// Runs before the new one that are not twice as long are merged into it: so each is at least twice
// as long as the next, and a code is rewritten once for each doubling.
Status WriteRun(Transaction& transaction, ColumnId dictionary, const StoredTexts& stored,
                const std::vector<std::string>& added) {
  std::vector<HashedCode> codes;
  codes.reserve(added.size());
  TextCode first = stored.size() + 1;
  for (const std::string& text : added) {
    codes.push_back({TextHash(text), first + static_cast<TextCode>(codes.size())});
  }
  std::vector<TextCode> merged;
  for (auto run = stored.runs().rbegin(); run != stored.runs().rend(); ++run) {
    const bool is_short = run->count() < 2 * codes.size();
    if (!is_short || codes.size() + run->count() > kRunCodesMax) break;
    const std::vector<HashedCode> earlier = run->List();
    codes.insert(codes.end(), earlier.begin(), earlier.end());
    merged.push_back(run->first());
  }
  // Only now: writing moves what runs view.
  for (const TextCode each : merged) {
    COSTDB_RETURN_IF_ERROR(transaction.Delete(Table::kCodeRuns, Key(dictionary, each)));
    first = each;
  }
  return transaction.Put(Table::kCodeRuns, Key(dictionary, first), CodeRun::Encode(codes));
}

}  // namespace

Result<StoredTexts> StoredTexts::Open(const Transaction& transaction, ColumnId dictionary) {
  StoredTexts texts(transaction, dictionary);
  COSTDB_RETURN_IF_ERROR(texts.ReadSize());
  COSTDB_RETURN_IF_ERROR(texts.ReadRuns());
  return texts;
}

Status StoredTexts::Damaged(std::string_view what) const {
  return Status::Corruption(fmt::format("{}: dictionary of {}: {}", transaction_->path(),
                                        StoredColumnName(dictionary_), what));
}

// The last chunk is the last key below the next dictionary's.
Status StoredTexts::ReadSize() {
  COSTDB_ASSIGN_OR_RETURN(size_, LargestSingleCode(*transaction_, dictionary_));
  if (!transaction_->Has(Table::kTextChunks)) return Status::Ok();
  COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction_->OpenCursor(Table::kTextChunks));
  const ColumnId next{static_cast<std::uint32_t>(dictionary_) + 1};
  COSTDB_ASSIGN_OR_RETURN(bool found, cursor.SeekAtLeast(Key(next, 0)));
  COSTDB_ASSIGN_OR_RETURN(found, found ? cursor.Previous() : cursor.Last());
  if (!found || DictionaryOf(cursor.key()) != dictionary_) return Status::Ok();
  const auto count = CountTextsOfChunk(cursor.value());
  const std::uint64_t last =
      std::uint64_t{NumberOf(cursor.key())} * kTextsPerChunk + count.value_or(0);
  if (!count || last > 0xFFFF'FFFF) return Damaged("its last texts are malformed");
  size_ = std::max(size_, static_cast<TextCode>(last));
  return Status::Ok();
}

Status StoredTexts::ReadRuns() {
  if (!transaction_->Has(Table::kCodeRuns)) return Status::Ok();
  COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction_->OpenCursor(Table::kCodeRuns));
  COSTDB_ASSIGN_OR_RETURN(bool found, cursor.SeekAtLeast(Key(dictionary_, 0)));
  while (found && DictionaryOf(cursor.key()) == dictionary_) {
    const auto run = CodeRun::Open(NumberOf(cursor.key()), cursor.value());
    if (!run) return Damaged("its table of codes is malformed");
    runs_.push_back(*run);
    COSTDB_ASSIGN_OR_RETURN(found, cursor.Next());
  }
  return Status::Ok();
}

Status StoredTexts::CheckRuns(SoundRuns* known) const {
  return known->HasAll(runs_) ? Status::Ok()
                              : Damaged("its table of codes does not match its checksum");
}

Result<const TextChunk*> StoredTexts::ChunkOf(TextCode code) {
  const std::uint32_t number = ChunkNumber(code);
  const auto known = chunks_.find(number);
  if (known != chunks_.end()) return known->second.get();
  if (!transaction_->Has(Table::kTextChunks)) return nullptr;
  COSTDB_ASSIGN_OR_RETURN(const auto stored,
                          transaction_->Get(Table::kTextChunks, Key(dictionary_, number)));
  if (!stored) return nullptr;
  auto chunk = TextChunk::Decode(*stored);
  if (!chunk.ok()) {
    return Damaged(fmt::format("the text of code {} does not match its checksum", code));
  }
  auto kept = std::make_unique<const TextChunk>(std::move(chunk).value());
  return chunks_.emplace(number, std::move(kept)).first->second.get();
}

Result<std::string_view> StoredTexts::TextOf(TextCode code) {
  if (code != kNullCode && code <= size_) {
    COSTDB_ASSIGN_OR_RETURN(const TextChunk* chunk, ChunkOf(code));
    const std::uint32_t place = PlaceInChunk(code);
    if (chunk != nullptr && place < chunk->size()) return (*chunk)[place];
    const auto single = ReadSingleText(*transaction_, dictionary_, code);
    if (!single.ok()) return Damaged(single.status().message());
    if (*single) return **single;
  }
  return Damaged(fmt::format("the text of code {} is missing", code));
}

Result<TextCode> StoredTexts::Find(std::string_view text) {
  const std::uint32_t hash = TextHash(text);
  candidates_.clear();
  for (const CodeRun& run : runs_) run.Find(hash, &candidates_);
  for (const TextCode code : candidates_) {
    COSTDB_ASSIGN_OR_RETURN(const std::string_view candidate, TextOf(code));
    if (candidate == text) return code;
  }
  const auto single = FindSingleCode(*transaction_, dictionary_, text);
  return single.ok() ? single : Damaged(single.status().message());
}

Status AddTexts(Transaction& transaction, ColumnId dictionary, StoredTexts& stored,
                const std::vector<std::string>& texts) {
  COSTDB_RETURN_IF_ERROR(WriteChunks(transaction, dictionary, stored, texts));
  return WriteRun(transaction, dictionary, stored, texts);
}

Result<std::vector<ColumnId>> ListDictionaries(const Transaction& transaction) {
  std::set<ColumnId> dictionaries;
  for (const Table table : {Table::kDictionaryText, Table::kTextChunks}) {
    if (!transaction.Has(table)) continue;
    COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction.OpenCursor(table));
    COSTDB_ASSIGN_OR_RETURN(bool found, cursor.First());
    while (found) {
      const ColumnId dictionary = DictionaryOf(cursor.key());
      dictionaries.insert(dictionary);
      COSTDB_ASSIGN_OR_RETURN(
          found, cursor.SeekAtLeast(Key(ColumnId{static_cast<std::uint32_t>(dictionary) + 1}, 0)));
    }
  }
  return std::vector<ColumnId>(dictionaries.begin(), dictionaries.end());
}

}  // namespace costdb::engine
