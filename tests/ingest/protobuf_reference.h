#ifndef COSTDB_TESTS_INGEST_PROTOBUF_REFERENCE_H_
#define COSTDB_TESTS_INGEST_PROTOBUF_REFERENCE_H_

#include <optional>
#include <string>
#include <string_view>

namespace costdb::ingest {

/// All that is read of a Span, a Resource or an InstrumentationScope, as text; nothing when the
/// bytes are no such message. First by the classes that protoc generates, then in place.
std::optional<std::string> SpanByLibrary(std::string_view message);
std::optional<std::string> SpanInPlace(std::string_view message);

std::optional<std::string> ResourceByLibrary(std::string_view message);
std::optional<std::string> ResourceInPlace(std::string_view message);

std::optional<std::string> ScopeByLibrary(std::string_view message);
std::optional<std::string> ScopeInPlace(std::string_view message);

}  // namespace costdb::ingest

#endif  // COSTDB_TESTS_INGEST_PROTOBUF_REFERENCE_H_
