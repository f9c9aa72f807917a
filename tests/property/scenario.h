#ifndef COSTDB_TESTS_PROPERTY_SCENARIO_H_
#define COSTDB_TESTS_PROPERTY_SCENARIO_H_

#include <cstdint>
#include <string>
#include <vector>

#include "plain_span.h"

namespace costdb::property {

/// How spans reach the database.
enum class Transport : std::uint8_t {
  kRecords,   ///< As normalized records, straight to the engine.
  kJson,      ///< As OTLP JSON, through ingest.
  kProtobuf,  ///< As OTLP protobuf, through ingest.
};

enum class StepKind : std::uint8_t {
  kAppend,
  kSeal,
  kReopen,        ///< Close the database and open it again.
  kOtherProcess,  ///< Who writes changes: from this process to others, or back.
  kCheck,         ///< Ask every question.
};

struct Step {
  StepKind kind = StepKind::kAppend;
  std::vector<PlainSpan> spans;  ///< Of kAppend: one batch, copies and all.
};

/// What happens to a database. Whatever it is, the answers have to be those of the spans.
struct Scenario {
  Transport transport = Transport::kRecords;
  std::uint64_t head_spans_max = 0;
  std::vector<Step> steps;
};

/// The scenario of a seed: the same on every machine.
Scenario GenerateScenario(std::uint64_t seed);

/// For a person who has to find out what went wrong.
std::string Describe(const Scenario& scenario);

}  // namespace costdb::property

#endif  // COSTDB_TESTS_PROPERTY_SCENARIO_H_
