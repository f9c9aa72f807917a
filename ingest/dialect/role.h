#ifndef COSTDB_INGEST_DIALECT_ROLE_H_
#define COSTDB_INGEST_DIALECT_ROLE_H_

#include <string_view>

#include "engine/span/span_record.h"
#include "ingest/dialect/field.h"

namespace costdb::ingest {

/// What a span is, and the operation that follows from it when the span names none.
struct RoleFinding {
  engine::SpanRole role = engine::SpanRole::kOther;
  std::string_view operation;  ///< A constant; may be empty.
  bool is_found = false;
};

/// What a text says in a field that tells roles: Field::kOperation, kVercelOperation,
/// kOpenInferenceKind, kTraceloopKind, kLangsmithKind, kLangfuseType or kRequestType.
RoleFinding RoleOfHint(Field hint, std::string_view text);

/// What the names that some emitters give their spans say.
RoleFinding RoleOfName(std::string_view name, Emitter emitter);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_DIALECT_ROLE_H_
