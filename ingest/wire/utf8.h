#ifndef COSTDB_INGEST_WIRE_UTF8_H_
#define COSTDB_INGEST_WIRE_UTF8_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace costdb::ingest {

/// What stands for bytes that are no UTF-8: U+FFFD.
inline constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";

/// The length of the valid UTF-8 character at the start of `bytes`, 0 when there is none.
std::size_t Utf8CharacterLength(std::string_view bytes);

/// True when `bytes` is valid UTF-8.
bool IsValidUtf8(std::string_view bytes);

/// Appends `bytes` to `text`, with kReplacementCharacter for each byte that belongs to no
/// character.
void AppendAsUtf8(std::string_view bytes, std::string* text);

/// The longest prefix of valid UTF-8 `text` of at most `limit` bytes that splits no character.
std::string_view Utf8Prefix(std::string_view text, std::size_t limit);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_WIRE_UTF8_H_
