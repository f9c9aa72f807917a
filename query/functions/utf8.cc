#include "query/functions/utf8.h"

#include <clocale>
#include <cstdint>
#include <cwctype>

namespace costdb::query {
namespace {

/// The C library's Unicode tables; null where the machine has none, and then only ASCII changes.
locale_t UnicodeLocale() {
  static const locale_t kLocale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return kLocale;
}

/// Decodes one multi-byte character at `offset`; 0 when the bytes are no valid character.
char32_t DecodeMultiByte(std::string_view text, std::size_t offset, std::size_t* length) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[offset + i]); };
  const std::uint32_t first = byte(0);
  std::size_t count = 0;
  char32_t value = 0;
  if ((first & 0xE0U) == 0xC0U) {
    count = 2;
    value = first & 0x1FU;
  } else if ((first & 0xF0U) == 0xE0U) {
    count = 3;
    value = first & 0x0FU;
  } else if ((first & 0xF8U) == 0xF0U) {
    count = 4;
    value = first & 0x07U;
  }
  *length = 1;
  if (count == 0 || offset + count > text.size()) return 0;
  for (std::size_t i = 1; i < count; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
    value = value << 6 | (byte(i) & 0x3FU);
  }
  *length = count;
  return value;
}

void AppendCharacter(char32_t value, std::string* out) {
  const auto append = [out](char32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (value < 0x80) {
    append(value);
  } else if (value < 0x800) {
    append(0xC0 | value >> 6);
    append(0x80 | (value & 0x3F));
  } else if (value < 0x10000) {
    append(0xE0 | value >> 12);
    append(0x80 | (value >> 6 & 0x3F));
    append(0x80 | (value & 0x3F));
  } else {
    append(0xF0 | value >> 18);
    append(0x80 | (value >> 12 & 0x3F));
    append(0x80 | (value >> 6 & 0x3F));
    append(0x80 | (value & 0x3F));
  }
}

template <bool lower>
std::string Fold(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) < 0x80) {
      if (lower && c >= 'A' && c <= 'Z') {
        out.push_back(static_cast<char>(c + ('a' - 'A')));
      } else if (!lower && c >= 'a' && c <= 'z') {
        out.push_back(static_cast<char>(c - ('a' - 'A')));
      } else {
        out.push_back(c);
      }
      ++i;
      continue;
    }
    std::size_t length = 1;
    const char32_t character = DecodeMultiByte(text, i, &length);
    if (character == 0 || UnicodeLocale() == nullptr) {
      out.append(text.substr(i, length));
    } else {
      const auto wide = static_cast<std::wint_t>(character);
      AppendCharacter(static_cast<char32_t>(lower ? towlower_l(wide, UnicodeLocale())
                                                  : towupper_l(wide, UnicodeLocale())),
                      &out);
    }
    i += length;
  }
  return out;
}

}  // namespace

std::size_t CharacterCount(std::string_view text) {
  std::size_t count = 0;
  for (const char byte : text) count += BeginsCharacter(byte) ? 1 : 0;
  return count;
}

std::size_t OffsetOfCharacter(std::string_view text, std::size_t index) {
  if (index >= text.size()) return text.size();
  std::size_t seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!BeginsCharacter(text[i])) continue;
    if (seen == index) return i;
    ++seen;
  }
  return text.size();
}

std::string ToLower(std::string_view text) {
  return Fold<true>(text);
}

std::string ToUpper(std::string_view text) {
  return Fold<false>(text);
}

}  // namespace costdb::query
