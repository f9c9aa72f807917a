#ifndef COSTDB_TOOLS_WORKLOAD_JSON_ENCODER_H_
#define COSTDB_TOOLS_WORKLOAD_JSON_ENCODER_H_

#include <string>
#include <vector>

#include "tools/workload/otlp_encoder.h"

namespace costdb::tools {

/// OTLP JSON: ids in hexadecimal, 64-bit integers as strings, enumerations as numbers.
class JsonEncoder : public OtlpEncoder {
 public:
  void EncodeSpan(const GeneratedSpan& span, std::string* out) const override;
  void EncodeRequest(const std::vector<SpanGroup>& groups, std::string* out) const override;
};

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_WORKLOAD_JSON_ENCODER_H_
