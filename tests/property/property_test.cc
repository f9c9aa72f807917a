// Whatever order, batches and copies spans arrive in, and whenever the database seals, is closed or
// is written by another process: it answers as a naive reading of docs/traces.md does.

#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>
#include <string>

#include "scenario.h"
#include "scenario_runner.h"
#include "shrinker.h"

namespace costdb::property {
namespace {

constexpr std::uint64_t kSeeds = 200;

std::optional<std::uint64_t> NumberFromEnvironment(const char* name) {
  const char* text = std::getenv(name);
  if (text == nullptr) return std::nullopt;
  return std::strtoull(text, nullptr, 10);
}

void CheckSeed(std::uint64_t seed) {
  const Scenario scenario = GenerateScenario(seed);
  const std::string failure = RunScenario(scenario);
  if (failure.empty()) return;
  const Scenario smallest =
      Shrink(scenario, [](const Scenario& smaller) { return !RunScenario(smaller).empty(); });
  ADD_FAILURE() << "seed " << seed << "; COSTDB_SEED=" << seed << " repeats it alone\n"
                << Describe(smallest) << RunScenario(smallest);
}

// COSTDB_SEED runs one seed, COSTDB_SEEDS so many from 1 on; all of them, even when some fail.
TEST(Property, EveryScenarioAnswersLikeTheReference) {
  if (const auto seed = NumberFromEnvironment("COSTDB_SEED")) {
    CheckSeed(*seed);
    return;
  }
  const std::uint64_t seeds = NumberFromEnvironment("COSTDB_SEEDS").value_or(kSeeds);
  for (std::uint64_t seed = 1; seed <= seeds && !HasFailure(); ++seed) CheckSeed(seed);
}

}  // namespace
}  // namespace costdb::property
