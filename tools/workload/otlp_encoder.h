#ifndef COSTDB_TOOLS_WORKLOAD_OTLP_ENCODER_H_
#define COSTDB_TOOLS_WORKLOAD_OTLP_ENCODER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tools/workload/generated_span.h"

namespace costdb::tools {

enum class OtlpFormat : std::uint8_t {
  kJsonLines,  ///< One ExportTraceServiceRequest as JSON a line.
  kProtobuf,   ///< A 4-byte big-endian length before each message.
};

/// The encoded spans of one resource and scope inside a request.
struct SpanGroup {
  std::uint32_t resource = 0;
  std::uint32_t scope = 0;
  std::string spans;  ///< What EncodeSpan appended, span after span.
};

/// Writes OTLP as the Collector's file exporter does. Immutable, hence thread-safe.
class OtlpEncoder {
 public:
  virtual ~OtlpEncoder() = default;

  static std::unique_ptr<const OtlpEncoder> Make(OtlpFormat format);

  /// Appends a span in the form that SpanGroup::spans collects.
  virtual void EncodeSpan(const GeneratedSpan& span, std::string* out) const = 0;

  /// Appends a whole request with its framing. Groups of one resource are adjacent.
  virtual void EncodeRequest(const std::vector<SpanGroup>& groups, std::string* out) const = 0;
};

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_WORKLOAD_OTLP_ENCODER_H_
