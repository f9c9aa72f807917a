#ifndef COSTDB_TESTS_INGEST_COLLECT_H_
#define COSTDB_TESTS_INGEST_COLLECT_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "costdb/status.h"
#include "ingest/ingest.h"

namespace costdb::ingest {

/// A span with texts of its own, so that it outlives the batch it came in.
struct CollectedSpan {
  engine::SpanRecord record;  ///< The texts in it are dead: use `text`.
  std::array<std::string, engine::kSpanTextCount> text;
  std::string response_id;
  std::map<std::string, std::string> attributes;
  std::map<std::string, std::string> resource;

  const std::string& operator[](engine::SpanText column) const {
    return text[static_cast<std::size_t>(column)];
  }
};

/// All that an ingest handed on.
struct Collected {
  std::vector<CollectedSpan> spans;
  std::vector<std::size_t> batch_sizes;
  IngestReport report;
  Status status;

  /// The only span of this name; fails the test when there is none, or more than one.
  const CollectedSpan& Named(std::string_view name) const;
};

/// A sink that copies everything into `collected`.
BatchSink CollectInto(Collected* collected);

/// Ingests bytes in memory.
Collected Ingest(std::string_view bytes, const IngestOptions& options = {});

/// Ingests files below tests/data/otlp.
Collected IngestData(const std::vector<std::string>& names, const IngestOptions& options = {});

/// Reads a file below tests/data/otlp.
std::string ReadData(const std::string& name);

/// Input, cached, cache-written, output and reasoning tokens, "-" for each that is not reported:
/// "387/200/50/20/-".
std::string TokensOf(const CollectedSpan& span);

}  // namespace costdb::ingest

#endif  // COSTDB_TESTS_INGEST_COLLECT_H_
