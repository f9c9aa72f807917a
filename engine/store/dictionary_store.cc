#include "engine/store/dictionary_store.h"

#include <fmt/format.h>
#include <xxhash.h>

#include "engine/error/propagate.h"
#include "engine/store/byte_codec.h"
#include "engine/store/stored_place.h"

namespace costdb::engine {
namespace {

// What a writer remembers between transactions; beyond it, texts are looked up in the map again.
constexpr std::size_t kMaximumRememberedBytes = std::size_t{256} << 20;
constexpr std::size_t kRememberedOverheadBytes = 64;

std::string TextKey(ColumnId dictionary, TextCode code) {
  return BigEndianKey(static_cast<std::uint32_t>(dictionary), code);
}

std::string CodeKey(ColumnId dictionary, std::string_view text) {
  return BigEndianKey(static_cast<std::uint32_t>(dictionary),
                      std::uint64_t{XXH3_64bits(text.data(), text.size())});
}

std::uint32_t ChecksumOf(std::string_view text) {
  return static_cast<std::uint32_t>(XXH3_64bits(text.data(), text.size()) >> 32);
}

// A stored text is followed by the upper half of its hash.
std::string WithChecksum(std::string_view text) {
  std::string stored(text);
  ByteWriter(&stored).Fixed(ChecksumOf(text));
  return stored;
}

Status Damaged(const Transaction& transaction, ColumnId dictionary, std::string_view what) {
  return Status::Corruption(fmt::format("{}: dictionary of {}: {}", transaction.path(),
                                        StoredColumnName(dictionary), what));
}

Result<std::string_view> CheckedText(const Transaction& transaction, ColumnId dictionary,
                                     TextCode code, std::string_view stored) {
  if (stored.size() >= sizeof(std::uint32_t)) {
    const std::string_view text = stored.substr(0, stored.size() - sizeof(std::uint32_t));
    const auto checksum = ByteReader(stored.substr(text.size())).Fixed<std::uint32_t>();
    if (checksum == ChecksumOf(text)) return text;
  }
  return Damaged(transaction, dictionary,
                 fmt::format("the text of code {} does not match its checksum", code));
}

Result<std::string_view> ReadText(const Transaction& transaction, ColumnId dictionary,
                                  TextCode code) {
  COSTDB_ASSIGN_OR_RETURN(const auto stored,
                          transaction.Get(Table::kDictionaryText, TextKey(dictionary, code)));
  if (stored) return CheckedText(transaction, dictionary, code, *stored);
  return Damaged(transaction, dictionary, fmt::format("the text of code {} is missing", code));
}

// The largest code of a dictionary: the last key below the next dictionary's.
Result<TextCode> LargestCode(const Transaction& transaction, ColumnId dictionary) {
  COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction.OpenCursor(Table::kDictionaryText));
  const auto column = static_cast<std::uint32_t>(dictionary);
  COSTDB_ASSIGN_OR_RETURN(bool found, cursor.SeekAtLeast(TextKey(ColumnId{column + 1}, 0)));
  COSTDB_ASSIGN_OR_RETURN(found, found ? cursor.Previous() : cursor.Last());
  if (!found || BigEndianPart<std::uint32_t>(cursor.key(), 0) != column) return TextCode{0};
  return BigEndianPart<std::uint32_t>(cursor.key(), sizeof(std::uint32_t));
}

// A hash value lists the codes of every text with that hash; nearly always one. A damaged text
// might be the one looked for, which must not get a second code.
Result<TextCode> FindCode(const Transaction& transaction, ColumnId dictionary,
                          std::string_view text) {
  COSTDB_ASSIGN_OR_RETURN(const auto codes,
                          transaction.Get(Table::kDictionaryCode, CodeKey(dictionary, text)));
  if (!codes) return kNullCode;
  ByteReader reader(*codes);
  while (!reader.AtEnd()) {
    const auto code = reader.Fixed<TextCode>();
    if (!reader.ok()) return Damaged(transaction, dictionary, "its table of codes is malformed");
    COSTDB_ASSIGN_OR_RETURN(const auto candidate, ReadText(transaction, dictionary, code));
    if (candidate == text) return code;
  }
  return kNullCode;
}

}  // namespace

TextCode DictionaryReader::Size(ColumnId dictionary) const {
  const std::lock_guard lock(mutex_);
  const auto known = sizes_.find(dictionary);
  if (known != sizes_.end()) return known->second;
  const Result<TextCode> largest = LargestCode(transaction_, dictionary);
  if (!largest.ok()) errors_.Record(largest.status());
  return sizes_[dictionary] = largest.ok() ? *largest : kNullCode;
}

std::string_view DictionaryReader::TextOf(ColumnId dictionary, TextCode code) const {
  if (code == kNullCode) return {};
  const std::lock_guard lock(mutex_);
  const auto text = ReadText(transaction_, dictionary, code);
  if (text.ok()) return *text;
  errors_.Record(text.status());
  return {};
}

std::optional<TextCode> DictionaryReader::CodeOf(ColumnId dictionary, std::string_view text) const {
  const std::lock_guard lock(mutex_);
  const Result<TextCode> code = FindCode(transaction_, dictionary, text);
  if (!code.ok()) errors_.Record(code.status());
  if (!code.ok() || *code == kNullCode) return std::nullopt;
  return *code;
}

void DictionaryReader::ForEach(ColumnId dictionary,
                               const std::function<void(TextCode, std::string_view)>& visit) const {
  const std::lock_guard lock(mutex_);
  const auto read = [&]() -> Status {
    COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction_.OpenCursor(Table::kDictionaryText));
    const auto column = static_cast<std::uint32_t>(dictionary);
    COSTDB_ASSIGN_OR_RETURN(bool found, cursor.SeekAtLeast(TextKey(dictionary, 0)));
    while (found && BigEndianPart<std::uint32_t>(cursor.key(), 0) == column) {
      const auto code = BigEndianPart<TextCode>(cursor.key(), sizeof(std::uint32_t));
      COSTDB_ASSIGN_OR_RETURN(const auto text,
                              CheckedText(transaction_, dictionary, code, cursor.value()));
      visit(code, text);
      COSTDB_ASSIGN_OR_RETURN(found, cursor.Next());
    }
    return Status::Ok();
  };
  const Status status = read();
  if (!status.ok()) errors_.Record(status);
}

Result<TextCode> DictionaryWriter::CodeOf(Transaction& transaction, ColumnId dictionary,
                                          std::string_view text) {
  if (text.empty()) return kNullCode;
  COSTDB_ASSIGN_OR_RETURN(const TextCode code, Find(transaction, dictionary, text));
  return code != kNullCode ? Result<TextCode>(code) : Add(transaction, dictionary, text);
}

Result<TextCode> DictionaryWriter::CodeWithin(Transaction& transaction, ColumnId dictionary,
                                              std::string_view text, TextCode limit) {
  if (text.empty()) return kNullCode;
  COSTDB_ASSIGN_OR_RETURN(const TextCode code, Find(transaction, dictionary, text));
  if (code != kNullCode) return code;
  COSTDB_ASSIGN_OR_RETURN(const TextCode next, NextCode(transaction, dictionary));
  return next > limit ? Result<TextCode>(kNullCode) : Add(transaction, dictionary, text);
}

void DictionaryWriter::Forget() {
  texts_.clear();
  next_code_.clear();
  remembered_bytes_ = 0;
}

Result<TextCode> DictionaryWriter::Find(Transaction& transaction, ColumnId dictionary,
                                        std::string_view text) {
  const auto known = texts_.find(dictionary);
  if (known != texts_.end()) {
    const auto found = known->second.find(absl::string_view(text.data(), text.size()));
    if (found != known->second.end()) return found->second;
  }
  COSTDB_ASSIGN_OR_RETURN(const TextCode code, FindCode(transaction, dictionary, text));
  if (code != kNullCode) Remember(dictionary, text, code);
  return code;
}

Result<TextCode> DictionaryWriter::NextCode(Transaction& transaction, ColumnId dictionary) {
  const auto known = next_code_.find(dictionary);
  if (known != next_code_.end()) return known->second;
  COSTDB_ASSIGN_OR_RETURN(const TextCode largest, LargestCode(transaction, dictionary));
  next_code_[dictionary] = largest + 1;
  return largest + 1;
}

Result<TextCode> DictionaryWriter::Add(Transaction& transaction, ColumnId dictionary,
                                       std::string_view text) {
  COSTDB_ASSIGN_OR_RETURN(const TextCode code, NextCode(transaction, dictionary));
  if (code == 0xFFFF'FFFF) return Status::ResourceExhausted("a dictionary is full");
  COSTDB_RETURN_IF_ERROR(
      transaction.Put(Table::kDictionaryText, TextKey(dictionary, code), WithChecksum(text)));
  const std::string key = CodeKey(dictionary, text);
  COSTDB_ASSIGN_OR_RETURN(const auto others, transaction.Get(Table::kDictionaryCode, key));
  std::string codes(others.value_or(std::string_view()));
  ByteWriter(&codes).Fixed(code);
  COSTDB_RETURN_IF_ERROR(transaction.Put(Table::kDictionaryCode, key, codes));
  next_code_[dictionary] = code + 1;
  Remember(dictionary, text, code);
  return code;
}

void DictionaryWriter::Remember(ColumnId dictionary, std::string_view text, TextCode code) {
  if (remembered_bytes_ > kMaximumRememberedBytes) {
    texts_.clear();
    remembered_bytes_ = 0;
  }
  texts_[dictionary].emplace(text, code);
  remembered_bytes_ += text.size() + kRememberedOverheadBytes;
}

}  // namespace costdb::engine
