#ifndef COSTDB_TESTS_PROPERTY_INSTRUMENTATION_H_
#define COSTDB_TESTS_PROPERTY_INSTRUMENTATION_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "plain_span.h"

namespace costdb::property {

/// The names that a span's attributes have.
enum class Dialect : std::uint8_t {
  kApplication,
  kOpenTelemetry,
  kOldOpenTelemetry,
  kOpenLlmetry,
  kOpenInference,
  kVercel,
  kLangfuse,
};

/// Someone who writes spans.
struct Instrumentation {
  std::string_view scope;
  std::string_view version;
  Dialect dialect;
  bool counts_cache_apart = false;  ///< Its input is without cached and written tokens.
  bool is_known = true;             ///< Its reading of cached tokens is.
};

/// The first is the application itself, the others write spans of models.
std::span<const Instrumentation> Instrumentations();

/// Makes the span one that its instrumentation can write and that can be read back from what it
/// wrote: scope, operation, containment, attributes; values that the dialect has no name for go.
void FitToDialect(PlainSpan* span);

/// A text, a number, or (a list of one text) an array.
using AttributeValue = std::variant<std::string, std::int64_t, std::vector<std::string>>;
struct WireAttribute {
  std::string key;
  AttributeValue value;
};

/// The attributes of a fitted span, and of its resource, as its instrumentation writes them.
std::vector<WireAttribute> WireAttributesOf(const PlainSpan& span);
std::vector<WireAttribute> WireResourceOf(const PlainSpan& span);

}  // namespace costdb::property

#endif  // COSTDB_TESTS_PROPERTY_INSTRUMENTATION_H_
