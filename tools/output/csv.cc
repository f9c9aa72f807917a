#include <string_view>

#include "engine/error/propagate.h"
#include "tools/output/buffered_text.h"
#include "tools/output/formats.h"
#include "tools/output/value_text.h"

namespace costdb::tools {
namespace {

// An empty text is quoted, so that it differs from NULL.
void AppendField(std::string_view field, std::string* line) {
  if (!field.empty() && field.find_first_of(",\"\r\n") == std::string_view::npos) {
    line->append(field);
    return;
  }
  line->push_back('"');
  for (const char character : field) {
    if (character == '"') line->push_back('"');
    line->push_back(character);
  }
  line->push_back('"');
}

}  // namespace

Status WriteCsv(const QueryResult& result, const TextSink& sink) {
  BufferedText out(sink);
  for (std::size_t column = 0; column < result.columns.size(); ++column) {
    if (column > 0) out.text().push_back(',');
    AppendField(result.columns[column].name, &out.text());
  }
  out.text().push_back('\n');
  for (std::size_t row = 0; row < result.row_count(); ++row) {
    for (std::size_t column = 0; column < result.columns.size(); ++column) {
      if (column > 0) out.text().push_back(',');
      const Value& value = result.columns[column].values[row];
      if (value.is_null()) continue;
      const std::string text = ExactText(value);
      if (text.empty() && value.type == Type::kDouble) continue;
      AppendField(text, &out.text());
    }
    out.text().push_back('\n');
    COSTDB_RETURN_IF_ERROR(out.FlushIfLarge());
  }
  return out.Flush();
}

}  // namespace costdb::tools
