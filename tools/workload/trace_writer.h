#ifndef COSTDB_TOOLS_WORKLOAD_TRACE_WRITER_H_
#define COSTDB_TOOLS_WORKLOAD_TRACE_WRITER_H_

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "tools/workload/exporter.h"
#include "tools/workload/generated_span.h"
#include "tools/workload/product.h"
#include "tools/workload/session_plan.h"

namespace costdb::tools {

/// What was generated, for tests and summaries. Tokens are those that calls report.
struct WorkloadTotals {
  std::uint64_t calls = 0;
  std::uint64_t unmetered_calls = 0;
  std::uint64_t traces = 0;
  std::uint64_t sessions = 0;
  std::int64_t input_tokens = 0;
  std::int64_t cached_tokens = 0;
  std::int64_t output_tokens = 0;
};

/// What a call is like beyond its feature's habits.
struct CallTraits {
  std::uint32_t model = 0;
  std::int64_t new_tokens = 0;
  bool last = true;                   ///< Ends with an answer rather than with a tool call.
  std::string_view billed_error{};    ///< Failed after the provider had answered and billed.
  bool may_fail_before_usage = true;  ///< Rate limits, streams without usage.
};

/// Writes the spans of one request of a session: the request, what encloses its LLM calls, the
/// calls and the tools between them. User, session, feature, team and plan stand on the root only.
/// Used for one trace; not thread-safe.
class TraceWriter {
 public:
  /// The pointers outlive the writer.
  TraceWriter(Session* session, std::int64_t start_unix_ns, Exporter* exporter,
              WorkloadTotals* totals);

  /// Writes a request with that many LLM calls in the shape of its feature, on `model`.
  void WriteRequest(std::uint32_t model, std::uint32_t calls);

  // The pieces of a trace, for those that are out of the ordinary.
  GeneratedSpan OpenRoot();
  GeneratedSpan Open(const GeneratedSpan& parent, std::uint32_t scope, std::string_view name);
  void Call(const GeneratedSpan& parent, const CallTraits& traits);
  void Tool(const GeneratedSpan& parent, std::string_view tool);
  void Close(GeneratedSpan span);
  void Wait(std::int64_t nanoseconds) { now_unix_ns_ += nanoseconds; }

  std::int64_t now_unix_ns() const { return now_unix_ns_; }

 private:
  struct Usage {
    std::int64_t input = 0;
    std::int64_t cached = 0;
    std::int64_t written = 0;
    std::int64_t output = 0;
    std::int64_t reasoning = 0;
  };

  void WriteAgent(const GeneratedSpan& parent, std::uint32_t model, std::uint32_t calls);
  void WriteResearch(const GeneratedSpan& root, std::uint32_t model, std::uint32_t calls);
  void WritePipeline(const GeneratedSpan& root, std::uint32_t model, std::uint32_t calls);
  void WriteSearch(const GeneratedSpan& root, std::uint32_t model, std::uint32_t calls);
  void WriteGenerator(const GeneratedSpan& root, std::uint32_t model, std::uint32_t calls);
  void Embed(const GeneratedSpan& parent);
  Usage DrawUsage(const CallTraits& traits);
  void AddConventionAttributes(const ModelDefinition& model, const Usage& usage, bool metered,
                               GeneratedSpan* span);
  void AddVercelAttributes(const ModelDefinition& model, const Usage& usage, GeneratedSpan* span);
  void AddWrapperUsage(const Usage& before, GeneratedSpan* span) const;
  std::string_view Keep(std::string text) { return texts_.emplace_back(std::move(text)); }

  Session* session_;
  Exporter* exporter_;
  WorkloadTotals* totals_;
  const FeatureDefinition& feature_;
  Random& random_;
  std::int64_t now_unix_ns_;
  std::uint64_t trace_id_high_;
  std::uint64_t trace_id_low_;
  Usage reported_;  ///< By the calls of this trace so far.
  std::deque<std::string> texts_;
};

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_WORKLOAD_TRACE_WRITER_H_
