#ifndef COSTDB_TESTS_PROPERTY_SHRINKER_H_
#define COSTDB_TESTS_PROPERTY_SHRINKER_H_

#include <functional>

#include "scenario.h"

namespace costdb::property {

/// A smaller scenario that still fails: without the traces, steps, spans, copies, reorderings and
/// values that are not needed. `fails` must hold for `scenario`; it is asked a few thousand times
/// at most.
Scenario Shrink(Scenario scenario, const std::function<bool(const Scenario&)>& fails);

}  // namespace costdb::property

#endif  // COSTDB_TESTS_PROPERTY_SHRINKER_H_
