#ifndef COSTDB_TOOLS_OUTPUT_FORMATS_H_
#define COSTDB_TOOLS_OUTPUT_FORMATS_H_

#include <cstddef>

#include "costdb/query_result.h"
#include "costdb/status.h"
#include "tools/output/result_writer.h"

namespace costdb::tools {

/// One writer a format; see OutputFormat.
Status WriteTable(const QueryResult& result, std::size_t table_width, const TextSink& sink);
Status WriteMarkdown(const QueryResult& result, const TextSink& sink);
Status WriteCsv(const QueryResult& result, const TextSink& sink);
Status WriteJson(const QueryResult& result, const TextSink& sink);
Status WriteJsonLines(const QueryResult& result, const TextSink& sink);

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_OUTPUT_FORMATS_H_
