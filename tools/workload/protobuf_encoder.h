#ifndef COSTDB_TOOLS_WORKLOAD_PROTOBUF_ENCODER_H_
#define COSTDB_TOOLS_WORKLOAD_PROTOBUF_ENCODER_H_

#include <string>
#include <vector>

#include "tools/workload/otlp_encoder.h"

namespace costdb::tools {

/// OTLP protobuf, written directly: the messages are few and only appended to.
class ProtobufEncoder : public OtlpEncoder {
 public:
  void EncodeSpan(const GeneratedSpan& span, std::string* out) const override;
  void EncodeRequest(const std::vector<SpanGroup>& groups, std::string* out) const override;
};

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_WORKLOAD_PROTOBUF_ENCODER_H_
