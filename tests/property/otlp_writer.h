#ifndef COSTDB_TESTS_PROPERTY_OTLP_WRITER_H_
#define COSTDB_TESTS_PROPERTY_OTLP_WRITER_H_

#include <string>
#include <vector>

#include "plain_span.h"

namespace costdb::property {

/// One ExportTraceServiceRequest with the spans, each fitted to its dialect, in this order.
std::string WriteOtlpJson(const std::vector<PlainSpan>& spans);
std::string WriteOtlpProtobuf(const std::vector<PlainSpan>& spans);

}  // namespace costdb::property

#endif  // COSTDB_TESTS_PROPERTY_OTLP_WRITER_H_
