#include <algorithm>
#include <string>
#include <vector>

#include "engine/error/propagate.h"
#include "tools/output/buffered_text.h"
#include "tools/output/display_text.h"
#include "tools/output/formats.h"
#include "tools/output/utf8.h"

namespace costdb::tools {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 8;  // Columns are not cut below this.
constexpr std::string_view kRule = "\xE2\x94\x80";
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

void AppendCell(const std::string& text, std::size_t width, bool right_aligned, bool last,
                std::string* out) {
  const std::size_t used = DisplayWidth(text);
  const std::size_t padding = width - std::min(width, used);
  if (right_aligned) out->append(padding, ' ');
  if (used > width) {
    out->append(PrefixOfWidth(text, width - 1)).append(kEllipsis);
  } else {
    out->append(text);
  }
  if (!right_aligned && !last) out->append(padding, ' ');
  if (!last) out->append(kGap, ' ');
}

std::size_t TotalWidth(const std::vector<std::size_t>& widths) {
  std::size_t total = 0;
  for (const std::size_t width : widths) total += width + kGap;
  return total - std::min(total, kGap);
}

// Takes from the widest text column, one character at a time, until the table fits.
void FitWidths(const std::vector<bool>& can_shrink, std::size_t limit,
               std::vector<std::size_t>* widths) {
  std::size_t total = TotalWidth(*widths);
  while (total > limit) {
    std::size_t widest = widths->size();
    for (std::size_t i = 0; i < widths->size(); ++i) {
      const bool better = widest == widths->size() || (*widths)[i] > (*widths)[widest];
      if (can_shrink[i] && (*widths)[i] > kNarrowest && better) widest = i;
    }
    if (widest == widths->size()) return;
    --(*widths)[widest];
    --total;
  }
}

class TableLayout {
 public:
  explicit TableLayout(const QueryResult& result) : result_(result) {
    for (const ResultColumn& column : result.columns) {
      displays_.emplace_back(column);
      std::size_t width = DisplayWidth(EscapeControls(column.name));
      for (const Value& value : column.values) {
        width = std::max(width, DisplayWidth(displays_.back().TextOf(value)));
      }
      widths_.push_back(width);
    }
  }

  void FitInto(std::size_t limit) {
    std::vector<bool> can_shrink;
    for (const ColumnDisplay& display : displays_)
      can_shrink.push_back(!display.is_right_aligned());
    FitWidths(can_shrink, limit, &widths_);
  }

  void AppendHeader(std::string* out) const {
    for (std::size_t column = 0; column < widths_.size(); ++column) {
      Append(EscapeControls(result_.columns[column].name), column, out);
    }
    out->push_back('\n');
    for (std::size_t column = 0; column < widths_.size(); ++column) {
      for (std::size_t i = 0; i < widths_[column]; ++i) out->append(kRule);
      if (column + 1 < widths_.size()) out->append(kGap, ' ');
    }
    out->push_back('\n');
  }

  void AppendRow(std::size_t row, std::string* out) const {
    for (std::size_t column = 0; column < widths_.size(); ++column) {
      Append(displays_[column].TextOf(result_.columns[column].values[row]), column, out);
    }
    out->push_back('\n');
  }

 private:
  void Append(const std::string& text, std::size_t column, std::string* out) const {
    AppendCell(text, widths_[column], displays_[column].is_right_aligned(),
               column + 1 == widths_.size(), out);
  }

  const QueryResult& result_;
  std::vector<ColumnDisplay> displays_;
  std::vector<std::size_t> widths_;
};

}  // namespace

Status WriteTable(const QueryResult& result, std::size_t table_width, const TextSink& sink) {
  BufferedText out(sink);
  TableLayout layout(result);
  if (table_width > 0) layout.FitInto(table_width);
  layout.AppendHeader(&out.text());
  for (std::size_t row = 0; row < result.row_count(); ++row) {
    layout.AppendRow(row, &out.text());
    COSTDB_RETURN_IF_ERROR(out.FlushIfLarge());
  }
  const std::size_t rows = result.row_count();
  out.text().append("(" + GroupedText(static_cast<Int128>(rows)) +
                    (rows == 1 ? " row)\n" : " rows)\n"));
  return out.Flush();
}

}  // namespace costdb::tools
