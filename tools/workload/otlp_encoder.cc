#include "tools/workload/otlp_encoder.h"

#include "tools/workload/json_encoder.h"
#include "tools/workload/protobuf_encoder.h"

namespace costdb::tools {

std::unique_ptr<const OtlpEncoder> OtlpEncoder::Make(OtlpFormat format) {
  if (format == OtlpFormat::kProtobuf) return std::make_unique<ProtobufEncoder>();
  return std::make_unique<JsonEncoder>();
}

}  // namespace costdb::tools
