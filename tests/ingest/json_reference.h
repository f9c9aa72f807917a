#ifndef COSTDB_TESTS_INGEST_JSON_REFERENCE_H_
#define COSTDB_TESTS_INGEST_JSON_REFERENCE_H_

#include <string>
#include <string_view>

namespace costdb::ingest {

/// All that is read of an OTLP JSON document, and every fault, as text. First from the tree that
/// simdjson makes of a document, then by costdb's own walk. Each decoder reads all documents, one
/// after another. Not thread-safe.
std::string JsonByLibrary(std::string_view json);
std::string JsonInPlace(std::string_view json);

/// Whether simdjson takes it.
bool IsJson(std::string_view json);

}  // namespace costdb::ingest

#endif  // COSTDB_TESTS_INGEST_JSON_REFERENCE_H_
