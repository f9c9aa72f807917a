#include "tools/output/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace costdb::tools {
namespace {

struct Character {
  char32_t code = 0;
  std::size_t bytes = 0;  // 0: not valid.
};

unsigned ByteAt(std::string_view text, std::size_t position) {
  return static_cast<unsigned char>(text[position]);
}

Character Decode(std::string_view text, std::size_t position) {
  const unsigned first = ByteAt(text, position);
  if (first < 0x80) return {first, 1};
  const std::size_t bytes = first < 0xC2   ? 0
                            : first < 0xE0 ? 2
                            : first < 0xF0 ? 3
                            : first < 0xF5 ? 4
                                           : 0;
  if (bytes == 0 || text.size() - position < bytes) return {};
  char32_t code = first & (0x7FU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    const unsigned next = ByteAt(text, position + i);
    if ((next & 0xC0U) != 0x80) return {};
    code = (code << 6U) | (next & 0x3FU);
  }
  const bool overlong = (bytes == 3 && code < 0x800) || (bytes == 4 && code < 0x10000);
  const bool surrogate = code >= 0xD800 && code < 0xE000;
  if (overlong || surrogate || code > 0x10FFFF) return {};
  return {code, bytes};
}

constexpr std::array<std::pair<char32_t, char32_t>, 6> kZeroWidth = {{
    {0x0300, 0x036F},
    {0x200B, 0x200F},
    {0x20D0, 0x20FF},
    {0xFE00, 0xFE0F},
    {0xFE20, 0xFE2F},
    {0xE0100, 0xE01EF},
}};
constexpr std::array<std::pair<char32_t, char32_t>, 10> kDoubleWidth = {{
    {0x1100, 0x115F},
    {0x2E80, 0x303E},
    {0x3041, 0xA4CF},
    {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6},
    {0x1F300, 0x1FAFF},
    {0x20000, 0x3FFFD},
}};

template <std::size_t kCount>
bool IsInRanges(const std::array<std::pair<char32_t, char32_t>, kCount>& ranges, char32_t code) {
  return std::any_of(ranges.begin(), ranges.end(), [code](const auto& range) {
    return code >= range.first && code <= range.second;
  });
}

std::size_t WidthOf(char32_t code) {
  if (code < 0x300) return 1;
  if (IsInRanges(kZeroWidth, code)) return 0;
  return IsInRanges(kDoubleWidth, code) ? 2 : 1;
}

// Controls, and the characters that reorder the text around them.
bool IsControl(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069);
}

std::string EscapeOf(char32_t code) {
  switch (code) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return code < 0x100 ? fmt::format("\\x{:02x}", static_cast<std::uint32_t>(code))
                          : fmt::format("\\u{:04x}", static_cast<std::uint32_t>(code));
  }
}

}  // namespace

std::size_t CharacterBytes(std::string_view text, std::size_t position) {
  return Decode(text, position).bytes;
}

std::size_t DisplayWidth(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t position = 0; position < text.size();) {
    const Character character = Decode(text, position);
    width += character.bytes == 0 ? 1 : WidthOf(character.code);
    position += std::max<std::size_t>(character.bytes, 1);
  }
  return width;
}

std::string_view PrefixOfWidth(std::string_view text, std::size_t width) {
  std::size_t used = 0;
  std::size_t position = 0;
  while (position < text.size()) {
    const Character character = Decode(text, position);
    used += character.bytes == 0 ? 1 : WidthOf(character.code);
    if (used > width) break;
    position += std::max<std::size_t>(character.bytes, 1);
  }
  return text.substr(0, position);
}

std::string EscapeControls(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (std::size_t position = 0; position < text.size();) {
    const Character character = Decode(text, position);
    if (character.bytes == 0) {
      escaped += EscapeOf(ByteAt(text, position));
    } else if (IsControl(character.code)) {
      escaped += EscapeOf(character.code);
    } else {
      escaped += text.substr(position, character.bytes);
    }
    position += std::max<std::size_t>(character.bytes, 1);
  }
  return escaped;
}

}  // namespace costdb::tools
