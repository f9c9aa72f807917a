#include "engine/store/dictionary_store.h"

#include <memory>
#include <utility>

#include "engine/error/propagate.h"

namespace costdb::engine {
namespace {

// What a writer remembers from one transaction to the next; beyond it, texts are looked up again.
constexpr std::size_t kMaximumRememberedBytes = std::size_t{256} << 20;
constexpr std::size_t kRememberedOverheadBytes = 64;

}  // namespace

StoredTexts* DictionaryReader::Opened(ColumnId dictionary) const {
  const auto known = opened_.find(dictionary);
  if (known != opened_.end()) return known->second.get();
  auto opened = StoredTexts::Open(transaction_, dictionary);
  if (!opened.ok()) {
    errors_.Record(opened.status());
    return nullptr;
  }
  auto texts = std::make_unique<StoredTexts>(std::move(opened).value());
  return opened_.emplace(dictionary, std::move(texts)).first->second.get();
}

TextCode DictionaryReader::Size(ColumnId dictionary) const {
  const std::lock_guard lock(mutex_);
  const StoredTexts* const texts = Opened(dictionary);
  return texts == nullptr ? kNullCode : texts->size();
}

std::string_view DictionaryReader::TextOf(ColumnId dictionary, TextCode code) const {
  if (code == kNullCode) return {};
  const std::lock_guard lock(mutex_);
  StoredTexts* const texts = Opened(dictionary);
  if (texts == nullptr) return {};
  const auto text = texts->TextOf(code);
  if (text.ok()) return *text;
  errors_.Record(text.status());
  return {};
}

std::optional<TextCode> DictionaryReader::CodeOf(ColumnId dictionary, std::string_view text) const {
  const std::lock_guard lock(mutex_);
  StoredTexts* const texts = Opened(dictionary);
  if (texts == nullptr) return std::nullopt;
  const Result<TextCode> code = texts->Find(text);
  if (!code.ok()) errors_.Record(code.status());
  if (!code.ok() || *code == kNullCode) return std::nullopt;
  return *code;
}

void DictionaryReader::ForEach(ColumnId dictionary,
                               const std::function<void(TextCode, std::string_view)>& visit) const {
  const std::lock_guard lock(mutex_);
  StoredTexts* const texts = Opened(dictionary);
  if (texts == nullptr) return;
  for (TextCode code = 1; code != 0 && code <= texts->size(); ++code) {
    const auto text = texts->TextOf(code);
    if (!text.ok()) return errors_.Record(text.status());
    visit(code, *text);
  }
}

void DictionaryWriter::BeginTransaction() {
  current_.clear();
  if (remembered_bytes_ <= kMaximumRememberedBytes) return;
  texts_.clear();
  remembered_bytes_ = 0;
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
  COSTDB_ASSIGN_OR_RETURN(const Current* current, Open(transaction, dictionary));
  const bool is_full = current->stored.size() + current->added.size() >= limit;
  return is_full ? Result<TextCode>(kNullCode) : Add(transaction, dictionary, text);
}

Status DictionaryWriter::Finish(Transaction& transaction) {
  for (auto& [dictionary, current] : current_) {
    if (current.added.empty()) continue;
    COSTDB_RETURN_IF_ERROR(AddTexts(transaction, dictionary, current.stored, current.added));
  }
  current_.clear();
  return Status::Ok();
}

void DictionaryWriter::Forget() {
  texts_.clear();
  current_.clear();
  remembered_bytes_ = 0;
}

Result<TextCode> DictionaryWriter::Find(Transaction& transaction, ColumnId dictionary,
                                        std::string_view text) {
  const auto known = texts_.find(dictionary);
  if (known != texts_.end()) {
    const auto found = known->second.find(absl::string_view(text.data(), text.size()));
    if (found != known->second.end()) return found->second;
  }
  COSTDB_ASSIGN_OR_RETURN(Current * current, Open(transaction, dictionary));
  COSTDB_ASSIGN_OR_RETURN(const TextCode code, current->stored.Find(text));
  if (code != kNullCode) Remember(dictionary, text, code);
  return code;
}

Result<DictionaryWriter::Current*> DictionaryWriter::Open(Transaction& transaction,
                                                          ColumnId dictionary) {
  const auto known = current_.find(dictionary);
  if (known != current_.end()) return &known->second;
  COSTDB_ASSIGN_OR_RETURN(StoredTexts stored, StoredTexts::Open(transaction, dictionary));
  COSTDB_RETURN_IF_ERROR(stored.CheckRuns(&sound_runs_[dictionary]));
  return &current_.emplace(dictionary, Current{std::move(stored), {}}).first->second;
}

Result<TextCode> DictionaryWriter::Add(Transaction& transaction, ColumnId dictionary,
                                       std::string_view text) {
  COSTDB_ASSIGN_OR_RETURN(Current * current, Open(transaction, dictionary));
  const std::uint64_t code = std::uint64_t{current->stored.size()} + current->added.size() + 1;
  if (code >= 0xFFFF'FFFF) return Status::ResourceExhausted("a dictionary is full");
  current->added.emplace_back(text);
  Remember(dictionary, text, static_cast<TextCode>(code));
  return static_cast<TextCode>(code);
}

void DictionaryWriter::Remember(ColumnId dictionary, std::string_view text, TextCode code) {
  texts_[dictionary].emplace(text, code);
  remembered_bytes_ += text.size() + kRememberedOverheadBytes;
}

}  // namespace costdb::engine
