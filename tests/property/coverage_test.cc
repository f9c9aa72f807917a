// A property holds for what is tried: the scenarios must have everything that the rules speak of.

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "answers.h"
#include "reference_answers.h"
#include "scenario.h"

namespace costdb::property {
namespace {

using Counts = std::map<std::string, int>;

void CountSteps(const Scenario& scenario, Counts* counts) {
  constexpr const char* kTransports[] = {"records", "json", "protobuf"};
  constexpr const char* kSteps[] = {"append", "seal", "reopen", "other process", "check"};
  ++(*counts)[kTransports[static_cast<std::size_t>(scenario.transport)]];
  if (scenario.head_spans_max < 100) ++(*counts)["small head"];
  for (const Step& step : scenario.steps) ++(*counts)[kSteps[static_cast<std::size_t>(step.kind)]];
}

void CountShapes(const std::vector<PlainSpan>& arrived, Counts* counts) {
  std::map<std::uint64_t, std::map<engine::SpanId, const PlainSpan*>> traces;
  for (const PlainSpan& span : arrived) {
    const auto [first, is_new] = traces[span.trace].emplace(span.id, &span);
    if (!is_new) ++(*counts)[*first->second == span ? "duplicate" : "other copy"];
  }
  for (const auto& [trace, spans] : traces) {
    if (spans.size() > 40) ++(*counts)["large trace"];
    std::set<std::int64_t> starts;
    for (const auto& [id, span] : spans) {
      const auto parent = spans.find(span->parent);
      if (!starts.insert(span->start).second) ++(*counts)["equal starts"];
      if (span->end == span->start) ++(*counts)["no length"];
      if (span->parent == id) ++(*counts)["own parent"];
      if (span->parent != 0 && parent == spans.end()) ++(*counts)["missing parent"];
      if (parent == spans.end() || parent->first == id) continue;
      if (parent->second->parent == id) ++(*counts)["cycle of two"];
      if (parent->second->start > span->start) ++(*counts)["starts before its parent"];
    }
  }
}

void CountAnswers(const ReferenceAnswers& reference, Counts* counts) {
  for (const auto& [key, row] : reference.Answer(Questions().front())) {
    const std::string& billing = row.at("billing");
    const std::string& source = row.at("usage_source");
    ++(*counts)[billing + (source == "NULL" ? "" : " by " + source)];
    if (billing == "billed") ++(*counts)[row.at("role") + " billed"];
    if (billing == "billed" && row.at("role") == "wrapper" && source == "wrapper") {
      ++(*counts)["rest billed on the wrapper"];
    }
    if (billing == "unmetered" && row.at("status") == "error") ++(*counts)["failed and unmetered"];
    if (billing == "billed" && row.at("cost") == "NULL") ++(*counts)["no price"];
  }
  if (reference.Counts().at("conflicting") != "0") ++(*counts)["conflicting"];
}

TEST(PropertyCoverage, TheFastSeedsHaveEverythingThatTheRulesSpeakOf) {
  Counts counts;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const Scenario scenario = GenerateScenario(seed);
    std::vector<PlainSpan> arrived;
    for (const Step& step : scenario.steps) {
      arrived.insert(arrived.end(), step.spans.begin(), step.spans.end());
    }
    CountSteps(scenario, &counts);
    CountShapes(arrived, &counts);
    CountAnswers(ReferenceAnswers(arrived), &counts);
  }
  for (const char* what : {"records",
                           "json",
                           "protobuf",
                           "small head",
                           "seal",
                           "reopen",
                           "other process",
                           "duplicate",
                           "other copy",
                           "conflicting",
                           "large trace",
                           "equal starts",
                           "no length",
                           "own parent",
                           "missing parent",
                           "cycle of two",
                           "starts before its parent",
                           "none",
                           "billed",
                           "billed by twin",
                           "billed by wrapper",
                           "unmetered",
                           "failed and unmetered",
                           "wrapper",
                           "twin",
                           "unexplained",
                           "rest billed on the wrapper",
                           "inference billed",
                           "embedding billed",
                           "wrapper billed",
                           "tool billed",
                           "no price"}) {
    EXPECT_GE(counts[what], 5) << what;
  }
}

}  // namespace
}  // namespace costdb::property
