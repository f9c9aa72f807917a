#ifndef COSTDB_TOOLS_WORKLOAD_EXPORTER_H_
#define COSTDB_TOOLS_WORKLOAD_EXPORTER_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <queue>
#include <string>
#include <string_view>
#include <vector>

#include "costdb/status.h"
#include "tools/workload/generated_span.h"
#include "tools/workload/otlp_encoder.h"
#include "tools/workload/random.h"

namespace costdb::tools {

/// Takes a piece of OTLP bytes, whole requests each; an error stops the generation.
using OtlpSink = std::function<Status(std::string_view)>;

/// What left the exporter.
struct ExportSummary {
  std::uint64_t requests = 0;
  std::uint64_t spans = 0;  ///< Each once, resent ones not counted again.
  std::uint64_t resent_requests = 0;
  std::uint64_t resent_spans = 0;  ///< What arrives a second time.
  std::uint64_t bytes = 0;
};

/// Sends spans as a Collector does: in the order in which they end, so children go before their
/// parents and often in an earlier request; grouped by resource and scope; now and then a request
/// twice, as after a lost answer. Holds only the spans that have not ended yet. Not thread-safe.
class Exporter {
 public:
  Exporter(OtlpFormat format, Random random, OtlpSink sink);

  /// Takes a finished span. Parents are added after their children.
  void Add(const GeneratedSpan& span);

  /// Sends what ended by `unix_ns`; spans added later end later.
  Status AdvanceTo(std::int64_t unix_ns);

  /// Sends everything.
  Status Finish();

  const ExportSummary& summary() const { return summary_; }

 private:
  struct Pending {
    std::int64_t end_unix_ns = 0;
    std::uint64_t sequence = 0;
    std::uint32_t resource = 0;
    std::uint32_t scope = 0;
    std::string bytes;
  };
  struct EndsLater {
    bool operator()(const Pending& a, const Pending& b) const {
      if (a.end_unix_ns != b.end_unix_ns) return a.end_unix_ns > b.end_unix_ns;
      return a.sequence > b.sequence;
    }
  };
  struct Resend {
    std::uint64_t at_request = 0;
    std::uint64_t spans = 0;
    std::string bytes;
  };

  void AddToRequest(const Pending& span);
  Status SendRequest();
  Status SendResends(bool all);

  std::unique_ptr<const OtlpEncoder> encoder_;
  Random random_;
  OtlpSink sink_;
  ExportSummary summary_;
  std::priority_queue<Pending, std::vector<Pending>, EndsLater> pending_;
  std::uint64_t sequence_ = 0;
  std::vector<SpanGroup> groups_;  ///< Sorted by resource and scope.
  std::uint64_t request_spans_ = 0;
  std::int64_t send_by_unix_ns_ = 0;
  std::deque<Resend> resends_;
};

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_WORKLOAD_EXPORTER_H_
