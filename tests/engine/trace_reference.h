#ifndef COSTDB_TESTS_ENGINE_TRACE_REFERENCE_H_
#define COSTDB_TESTS_ENGINE_TRACE_REFERENCE_H_

#include <string>
#include <vector>

#include "engine/trace/coded_span.h"
#include "engine/trace/trace_resolver.h"

namespace costdb::engine::testing {

/// What a trace resolves to, in a form that does not depend on where spans stand: one line a span
/// and one for the trace, both for comparing and for reading when a comparison fails.
std::vector<std::string> Describe(const ResolvedTrace& trace, const std::vector<CodedSpan>& spans);

/// The same lines, found the slow way: every rule of docs/traces.md by its definition, span by
/// span, without any of the resolver's code. Duplicates must be equal.
std::vector<std::string> DescribeByDefinition(const std::vector<CodedSpan>& spans);

}  // namespace costdb::engine::testing

#endif  // COSTDB_TESTS_ENGINE_TRACE_REFERENCE_H_
