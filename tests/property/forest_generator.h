#ifndef COSTDB_TESTS_PROPERTY_FOREST_GENERATOR_H_
#define COSTDB_TESTS_PROPERTY_FOREST_GENERATOR_H_

#include <vector>

#include "plain_span.h"
#include "random.h"

namespace costdb::property {

/// A few random traces of 1 to 60 spans, one after the other: told like an application's, or
/// without rhyme or reason, and often damaged. `fit_to_dialects` makes every span one that can be
/// sent as OTLP.
std::vector<PlainSpan> GenerateForest(Random* random, bool fit_to_dialects);

}  // namespace costdb::property

#endif  // COSTDB_TESTS_PROPERTY_FOREST_GENERATOR_H_
