#ifndef COSTDB_TOOLS_OUTPUT_JSON_TEXT_H_
#define COSTDB_TOOLS_OUTPUT_JSON_TEXT_H_

#include <string>
#include <string_view>

namespace costdb::tools {

/// Appends `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD, so that
/// the output is always valid JSON.
void AppendJsonString(std::string_view text, std::string* out);

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_OUTPUT_JSON_TEXT_H_
