#include "ingest/wire/utf8.h"

#include <simdjson.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace costdb::ingest {
namespace {

// Below this size a plain loop over ASCII beats the call into simdjson.
constexpr std::size_t kShortText = 64;

std::uint64_t WordAt(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof(word));
  return word;
}

bool IsAscii(std::string_view bytes) {
  constexpr std::uint64_t kHighBits = 0x8080'8080'8080'8080;
  const std::size_t size = bytes.size();
  std::uint64_t any = 0;
  if (size >= sizeof(any)) {
    for (std::size_t i = 0; i + sizeof(any) < size; i += sizeof(any)) any |= WordAt(&bytes[i]);
    any |= WordAt(bytes.data() + size - sizeof(any));
  } else {
    for (char byte : bytes) any |= static_cast<unsigned char>(byte);
  }
  return (any & kHighBits) == 0;
}

}  // namespace

std::size_t Utf8CharacterLength(std::string_view bytes) {
  if (bytes.empty()) return 0;
  const auto lead = static_cast<unsigned char>(bytes[0]);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || bytes.size() < length) return 0;
  std::uint32_t code_point = lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if ((byte & 0xC0) != 0x80) return 0;
    code_point = (code_point << 6) | (byte & 0x3Fu);
  }
  const bool is_overlong =
      (length == 3 && code_point < 0x800) || (length == 4 && code_point < 0x10000);
  const bool is_surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  return is_overlong || is_surrogate || code_point > 0x10FFFF ? 0 : length;
}

bool IsValidUtf8(std::string_view bytes) {
  if (bytes.size() <= kShortText && IsAscii(bytes)) return true;
  return simdjson::validate_utf8(bytes.data(), bytes.size());
}

void AppendAsUtf8(std::string_view bytes, std::string* text) {
  while (!bytes.empty()) {
    const std::size_t length = Utf8CharacterLength(bytes);
    text->append(length == 0 ? kReplacementCharacter : bytes.substr(0, length));
    bytes.remove_prefix(std::max<std::size_t>(length, 1));
  }
}

std::string_view Utf8Prefix(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  std::size_t end = limit;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace costdb::ingest
