#include "engine/store/single_texts.h"

#include <fmt/format.h>
#include <xxhash.h>

#include "engine/error/propagate.h"
#include "engine/store/byte_codec.h"

namespace costdb::engine {
namespace {

std::string TextKey(ColumnId dictionary, TextCode code) {
  return BigEndianKey(static_cast<std::uint32_t>(dictionary), code);
}

}  // namespace

// The last key below the next dictionary's.
Result<TextCode> LargestSingleCode(const Transaction& transaction, ColumnId dictionary) {
  COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction.OpenCursor(Table::kDictionaryText));
  const auto column = static_cast<std::uint32_t>(dictionary);
  COSTDB_ASSIGN_OR_RETURN(bool found, cursor.SeekAtLeast(TextKey(ColumnId{column + 1}, 0)));
  COSTDB_ASSIGN_OR_RETURN(found, found ? cursor.Previous() : cursor.Last());
  if (!found || BigEndianPart<std::uint32_t>(cursor.key(), 0) != column) return TextCode{0};
  return BigEndianPart<TextCode>(cursor.key(), sizeof(std::uint32_t));
}

// A stored text is followed by the upper half of its hash.
Result<std::optional<std::string_view>> ReadSingleText(const Transaction& transaction,
                                                       ColumnId dictionary, TextCode code) {
  COSTDB_ASSIGN_OR_RETURN(const auto stored,
                          transaction.Get(Table::kDictionaryText, TextKey(dictionary, code)));
  if (!stored) return std::optional<std::string_view>();
  if (stored->size() >= sizeof(std::uint32_t)) {
    const std::string_view text = stored->substr(0, stored->size() - sizeof(std::uint32_t));
    const auto checksum = ByteReader(stored->substr(text.size())).Fixed<std::uint32_t>();
    if (checksum == XXH3_64bits(text.data(), text.size()) >> 32) return std::optional(text);
  }
  return Status::Corruption(fmt::format("the text of code {} does not match its checksum", code));
}

// A hash value lists the codes of every text with that hash; nearly always one.
Result<TextCode> FindSingleCode(const Transaction& transaction, ColumnId dictionary,
                                std::string_view text) {
  const std::string key = BigEndianKey(static_cast<std::uint32_t>(dictionary),
                                       std::uint64_t{XXH3_64bits(text.data(), text.size())});
  COSTDB_ASSIGN_OR_RETURN(const auto codes, transaction.Get(Table::kDictionaryCode, key));
  if (!codes) return kNullCode;
  ByteReader reader(*codes);
  while (!reader.AtEnd()) {
    const auto code = reader.Fixed<TextCode>();
    if (!reader.ok()) return Status::Corruption("its table of codes is malformed");
    COSTDB_ASSIGN_OR_RETURN(const auto candidate, ReadSingleText(transaction, dictionary, code));
    if (!candidate) return Status::Corruption(fmt::format("the text of code {} is missing", code));
    if (*candidate == text) return code;
  }
  return kNullCode;
}

}  // namespace costdb::engine
