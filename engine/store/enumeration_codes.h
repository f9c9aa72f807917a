#ifndef COSTDB_ENGINE_STORE_ENUMERATION_CODES_H_
#define COSTDB_ENGINE_STORE_ENUMERATION_CODES_H_

#include <span>
#include <string_view>

#include "engine/schema/column.h"
#include "engine/trace/trace_resolver.h"

namespace costdb::engine {

/// The texts of a column whose values are an enumeration. A new database starts with them in its
/// dictionaries, the first as code 1, so that a query treats the column like any other.
struct EnumerationTexts {
  ColumnId column;
  std::span<const std::string_view> texts;
};
std::span<const EnumerationTexts> Enumerations();

/// Codes of the values, in the order of Enumerations().
constexpr TextCode CodeOf(SpanKind kind) {
  return static_cast<TextCode>(kind) + 1;
}
constexpr TextCode CodeOf(SpanStatus status) {
  return static_cast<TextCode>(status) + 1;
}
constexpr TextCode CodeOf(SpanRole role) {
  return static_cast<TextCode>(role) + 1;
}
constexpr TextCode CodeOf(Billing billing) {
  return static_cast<TextCode>(billing) + 1;
}
/// kNone and kOwn are NULL in these.
constexpr TextCode CodeOf(Containment containment) {
  return static_cast<TextCode>(containment);
}
constexpr TextCode CodeOf(CostSource source) {
  return static_cast<TextCode>(source);
}
constexpr TextCode CodeOf(UsageSource source) {
  return static_cast<TextCode>(source);
}

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_ENUMERATION_CODES_H_
