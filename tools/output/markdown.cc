#include <string>
#include <string_view>
#include <vector>

#include "engine/error/propagate.h"
#include "tools/output/buffered_text.h"
#include "tools/output/display_text.h"
#include "tools/output/formats.h"
#include "tools/output/utf8.h"

namespace costdb::tools {
namespace {

void AppendCell(std::string_view text, std::string* out) {
  out->push_back(' ');
  for (const char character : text) {
    if (character == '|' || character == '\\') out->push_back('\\');
    out->push_back(character);
  }
  out->append(" |");
}

}  // namespace

Status WriteMarkdown(const QueryResult& result, const TextSink& sink) {
  BufferedText out(sink);
  std::vector<ColumnDisplay> displays;
  std::string rule = "|";
  out.text().push_back('|');
  for (const ResultColumn& column : result.columns) {
    displays.emplace_back(column);
    AppendCell(EscapeControls(column.name), &out.text());
    rule.append(displays.back().is_right_aligned() ? " ---: |" : " --- |");
  }
  out.text().append("\n" + rule + "\n");
  for (std::size_t row = 0; row < result.row_count(); ++row) {
    out.text().push_back('|');
    for (std::size_t column = 0; column < displays.size(); ++column) {
      AppendCell(displays[column].TextOf(result.columns[column].values[row]), &out.text());
    }
    out.text().push_back('\n');
    COSTDB_RETURN_IF_ERROR(out.FlushIfLarge());
  }
  return out.Flush();
}

}  // namespace costdb::tools
