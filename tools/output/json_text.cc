#include "tools/output/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "tools/output/utf8.h"

namespace costdb::tools {
namespace {

void AppendEscape(char character, std::string* out) {
  switch (character) {
    case '"':
      out->append("\\\"");
      return;
    case '\\':
      out->append("\\\\");
      return;
    case '\n':
      out->append("\\n");
      return;
    case '\r':
      out->append("\\r");
      return;
    case '\t':
      out->append("\\t");
      return;
    default:
      out->append(fmt::format("\\u{:04x}", static_cast<unsigned char>(character)));
  }
}

bool NeedsEscape(char character) {
  return static_cast<unsigned char>(character) < 0x20 || character == '"' || character == '\\';
}

}  // namespace

void AppendJsonString(std::string_view text, std::string* out) {
  out->push_back('"');
  for (std::size_t position = 0; position < text.size();) {
    const std::size_t bytes = CharacterBytes(text, position);
    if (bytes == 0) {
      out->append("\xEF\xBF\xBD");
    } else if (bytes == 1 && NeedsEscape(text[position])) {
      AppendEscape(text[position], out);
    } else {
      out->append(text.substr(position, bytes));
    }
    position += std::max<std::size_t>(bytes, 1);
  }
  out->push_back('"');
}

}  // namespace costdb::tools
