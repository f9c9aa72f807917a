#ifndef COSTDB_TESTS_PROPERTY_REFERENCE_BILLING_H_
#define COSTDB_TESTS_PROPERTY_REFERENCE_BILLING_H_

#include <string>
#include <vector>

#include "engine/trace/coded_span.h"
#include "plain_span.h"
#include "reference_family.h"

namespace costdb::property {

/// What became of a span: the row that `spans` shows of it.
struct JudgedSpan {
  PlainSpan shown;    ///< With what it inherited, and took from its twins or its wrapper.
  std::string model;  ///< As `model` shows it.
  std::string billing = "none";
  std::string usage_source;  ///< Empty is NULL.
  engine::CallCost cost;     ///< Of the usage that is shown.

  bool is_billed() const { return billing == "billed"; }
  bool is_call() const { return is_billed() || billing == "unmetered"; }
};

/// Judges every span of a trace, by place, following docs/traces.md from "Which spans are calls" to
/// "Attribution".
std::vector<JudgedSpan> JudgeSpans(const std::vector<PlainSpan>& spans, const Family& family);

}  // namespace costdb::property

#endif  // COSTDB_TESTS_PROPERTY_REFERENCE_BILLING_H_
