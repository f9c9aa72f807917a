#ifndef COSTDB_TOOLS_OUTPUT_RESULT_WRITER_H_
#define COSTDB_TOOLS_OUTPUT_RESULT_WRITER_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "costdb/query_result.h"
#include "costdb/status.h"

namespace costdb::tools {

enum class OutputFormat {
  kTable,      ///< Aligned columns for people: money and ratios rounded.
  kCsv,        ///< Quoted as in RFC 4180, a header line, lines ended by LF; NULL is an empty field.
  kJson,       ///< One array of objects; exact numbers.
  kJsonLines,  ///< One object a line.
  kMarkdown,   ///< A pipe table, values as in kTable.
};

/// The format of that name (table, csv, json, jsonl, markdown), if it is one.
std::optional<OutputFormat> FindOutputFormat(std::string_view name);

/// Takes a piece of output; an error stops the writing.
using TextSink = std::function<Status(std::string_view)>;

struct WriteOptions {
  OutputFormat format = OutputFormat::kTable;
  std::size_t table_width = 0;  ///< Wide text columns are cut to fit; 0: never.
};

/// Writes one result in pieces of bounded size. Fails only when `sink` does.
Status WriteResult(const QueryResult& result, const WriteOptions& options, const TextSink& sink);

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_OUTPUT_RESULT_WRITER_H_
