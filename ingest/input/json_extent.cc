#include "ingest/input/json_extent.h"

namespace costdb::ingest {

void JsonExtent::Take(char character) {
  if (in_string_) {
    if (is_escaped_) {
      is_escaped_ = false;
    } else if (character == '\\') {
      is_escaped_ = true;
    } else if (character == '"') {
      in_string_ = false;
    }
    return;
  }
  if (character == '"') {
    in_string_ = true;
  } else if (character == '{' || character == '[') {
    ++depth_;
  } else if (character == '}' || character == ']') {
    is_complete_ = depth_ <= 1;
    if (depth_ > 0) --depth_;
  }
}

std::size_t JsonExtent::Scan(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    Take(bytes[i]);
    if (is_complete_) return i + 1;
  }
  return bytes.size();
}

}  // namespace costdb::ingest
