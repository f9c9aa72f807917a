#ifndef COSTDB_TESTS_PROPERTY_SCENARIO_RUNNER_H_
#define COSTDB_TESTS_PROPERTY_SCENARIO_RUNNER_H_

#include <string>

#include "scenario.h"

namespace costdb::property {

/// Does to a new database what the scenario says, and compares its answers with the reference's.
/// Returns what differed or failed; empty when all is well.
std::string RunScenario(const Scenario& scenario);

}  // namespace costdb::property

#endif  // COSTDB_TESTS_PROPERTY_SCENARIO_RUNNER_H_
