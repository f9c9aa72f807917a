#ifndef COSTDB_TOOLS_WORKLOAD_WORKLOAD_H_
#define COSTDB_TOOLS_WORKLOAD_WORKLOAD_H_

#include <cstdint>
#include <functional>

#include "costdb/status.h"
#include "tools/workload/exporter.h"
#include "tools/workload/incidents.h"
#include "tools/workload/trace_writer.h"

namespace costdb::tools {

struct WorkloadOptions {
  std::uint64_t calls = 0;  ///< LLM calls, exactly; those of incidents come on top.
  std::uint64_t seed = 1;
  std::uint32_t days = 30;
  std::int64_t end_unix_ns = 0;  ///< Nothing starts at or after it.
  OtlpFormat format = OtlpFormat::kProtobuf;
  Incidents incidents;
  std::function<void(std::uint64_t calls)> progress;  ///< Called every few thousand calls.
};

/// What was generated and what was sent.
struct WorkloadSummary {
  WorkloadTotals totals;
  ExportSummary exported;
};

/// Generates the traffic of the product in product.h as OTLP, in the order of time and with memory
/// for the sessions under way only. The same options give the same bytes on every platform. Fails
/// only when `sink` does.
Status GenerateWorkload(const WorkloadOptions& options, const OtlpSink& sink,
                        WorkloadSummary* summary);

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_WORKLOAD_WORKLOAD_H_
