#ifndef COSTDB_INGEST_DIALECT_SCOPE_RULES_H_
#define COSTDB_INGEST_DIALECT_SCOPE_RULES_H_

#include <string_view>

#include "ingest/dialect/field.h"

namespace costdb::ingest {

/// What an instrumentation scope says about the numbers of its spans.
struct ScopeRule {
  std::string_view prefix;  ///< Of the scope's name.
  Emitter emitter = Emitter::kAny;
  Reading cache = Reading::kUnknown;      ///< Cached and cache-written tokens in the input.
  Reading reasoning = Reading::kUnknown;  ///< Reasoning tokens in the output.
};

/// The rule of the longest prefix that fits, or one that knows nothing. Thread-safe.
const ScopeRule& RuleOfScope(std::string_view scope);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_DIALECT_SCOPE_RULES_H_
