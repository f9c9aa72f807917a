#ifndef COSTDB_BENCH_WORKLOAD_CALL_WORKLOAD_H_
#define COSTDB_BENCH_WORKLOAD_CALL_WORKLOAD_H_

#include <cstdint>

#include "costdb/status.h"
#include "tools/workload/exporter.h"
#include "tools/workload/otlp_encoder.h"

namespace costdb::bench {

/// Writes the workload that costdb is compared with other databases on. Every span is a call and
/// every stored column of a call has a value, so that a row is the same thing to every database;
/// ids are random, times to the nanosecond. The same calls whenever it is asked.
///
/// For 10 M calls: 30 days, 2.5 M traces of 1 to 12 calls, 950 K sessions, 200 K users, 9 models.
/// `costdb generate` writes 1.2 spans beside each call, which other databases would not hold.
Status WriteCallWorkload(std::uint64_t calls, tools::OtlpFormat format, tools::OtlpSink sink);

}  // namespace costdb::bench

#endif  // COSTDB_BENCH_WORKLOAD_CALL_WORKLOAD_H_
