#include "tools/output/result_writer.h"

#include <array>
#include <utility>

#include "tools/output/formats.h"

namespace costdb::tools {

std::optional<OutputFormat> FindOutputFormat(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, OutputFormat>, 5> kFormats = {{
      {"table", OutputFormat::kTable},
      {"csv", OutputFormat::kCsv},
      {"json", OutputFormat::kJson},
      {"jsonl", OutputFormat::kJsonLines},
      {"markdown", OutputFormat::kMarkdown},
  }};
  for (const auto& [known, format] : kFormats) {
    if (known == name) return format;
  }
  return std::nullopt;
}

Status WriteResult(const QueryResult& result, const WriteOptions& options, const TextSink& sink) {
  switch (options.format) {
    case OutputFormat::kTable:
      return WriteTable(result, options.table_width, sink);
    case OutputFormat::kCsv:
      return WriteCsv(result, sink);
    case OutputFormat::kJson:
      return WriteJson(result, sink);
    case OutputFormat::kJsonLines:
      return WriteJsonLines(result, sink);
    case OutputFormat::kMarkdown:
      return WriteMarkdown(result, sink);
  }
  return Status::Internal("unknown output format");
}

}  // namespace costdb::tools
