#ifndef COSTDB_QUERY_FUNCTIONS_UTF8_H_
#define COSTDB_QUERY_FUNCTIONS_UTF8_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace costdb::query {

/// Whether a byte begins a character. Bytes that are no UTF-8 count as characters of their own
/// where that is possible; nothing here fails on them.
inline bool BeginsCharacter(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

/// The number of characters.
std::size_t CharacterCount(std::string_view text);

/// The offset of character `index`, or the size of the text when it has no more than `index`.
std::size_t OffsetOfCharacter(std::string_view text, std::size_t index);

/// Letters made small or capital one by one, as Unicode's simple mapping has it.
std::string ToLower(std::string_view text);
std::string ToUpper(std::string_view text);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_FUNCTIONS_UTF8_H_
