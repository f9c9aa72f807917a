#ifndef COSTDB_TOOLS_OUTPUT_UTF8_H_
#define COSTDB_TOOLS_OUTPUT_UTF8_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace costdb::tools {

/// The bytes of the UTF-8 character at `text[position]`; 0 when there is no valid one. `position`
/// is inside `text`.
std::size_t CharacterBytes(std::string_view text, std::size_t position);

/// How many columns a terminal needs for `text`. East Asian wide characters and emoji take two,
/// combining marks none, and a byte that is not UTF-8 one.
std::size_t DisplayWidth(std::string_view text);

/// The longest prefix that takes at most `width` columns.
std::string_view PrefixOfWidth(std::string_view text, std::size_t width);

/// `text` with control characters written as \n, \t or \x1b, and bytes that are not UTF-8 as \xff:
/// nothing that came in a span can move a terminal's cursor.
std::string EscapeControls(std::string_view text);

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_OUTPUT_UTF8_H_
