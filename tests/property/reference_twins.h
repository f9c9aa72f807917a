#ifndef COSTDB_TESTS_PROPERTY_REFERENCE_TWINS_H_
#define COSTDB_TESTS_PROPERTY_REFERENCE_TWINS_H_

#include <string>
#include <vector>

#include "plain_span.h"
#include "reference_family.h"

namespace costdb::property {

/// The price catalog's name of the span's model, empty when it knows none.
std::string CatalogModelOf(const PlainSpan& span);

/// The price catalog's name of the span's model, else the name as it came: what `model` shows.
std::string ModelOf(const PlainSpan& span);

/// One call as several instrumentations saw it.
struct TwinCall {
  std::vector<Place> spans;  ///< The first is billed, the others are its twins in start order.
};

/// Every candidate of a trace, grouped into calls, as docs/traces.md says under "Twins".
std::vector<TwinCall> FindTwinCalls(const std::vector<PlainSpan>& spans, const Family& family);

}  // namespace costdb::property

#endif  // COSTDB_TESTS_PROPERTY_REFERENCE_TWINS_H_
