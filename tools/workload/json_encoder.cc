#include "tools/workload/json_encoder.h"

#include <fmt/format.h>

#include <iterator>

#include "tools/output/json_text.h"
#include "tools/workload/product.h"

namespace costdb::tools {
namespace {

void AppendAttribute(const GeneratedAttribute& attribute, std::string* out) {
  out->append(R"({"key":)");
  AppendJsonString(attribute.key, out);
  switch (attribute.kind) {
    case GeneratedAttribute::Kind::kText:
      out->append(R"(,"value":{"stringValue":)");
      AppendJsonString(attribute.text, out);
      out->append("}}");
      return;
    case GeneratedAttribute::Kind::kBool:
      out->append(attribute.integer != 0 ? R"(,"value":{"boolValue":true}})"
                                         : R"(,"value":{"boolValue":false}})");
      return;
    case GeneratedAttribute::Kind::kInteger:
      fmt::format_to(std::back_inserter(*out), R"(,"value":{{"intValue":"{}"}}}})",
                     attribute.integer);
      return;
    case GeneratedAttribute::Kind::kTextList:
      out->append(R"(,"value":{"arrayValue":{"values":[{"stringValue":)");
      AppendJsonString(attribute.text, out);
      out->append("}]}}}");
      return;
  }
}

void AppendAttributes(const std::vector<GeneratedAttribute>& attributes, std::string* out) {
  out->append(R"("attributes":[)");
  for (std::size_t i = 0; i < attributes.size(); ++i) {
    if (i > 0) out->push_back(',');
    AppendAttribute(attributes[i], out);
  }
  out->push_back(']');
}

void AppendScopeSpans(const SpanGroup& group, std::string* out) {
  out->append(R"({"scope":{"name":)");
  AppendJsonString(Scopes()[group.scope].name, out);
  out->append(R"(,"version":)");
  AppendJsonString(Scopes()[group.scope].version, out);
  out->append(R"(},"spans":[)");
  // Every span was appended with a comma after it.
  out->append(group.spans, 0, group.spans.size() - 1);
  out->append("]}");
}

}  // namespace

void JsonEncoder::EncodeSpan(const GeneratedSpan& span, std::string* out) const {
  auto end = std::back_inserter(*out);
  fmt::format_to(end, R"({{"traceId":"{:016x}{:016x}","spanId":"{:016x}",)", span.trace_id_high,
                 span.trace_id_low, span.span_id);
  if (span.parent_span_id != 0) {
    fmt::format_to(end, R"("parentSpanId":"{:016x}",)", span.parent_span_id);
  }
  out->append(R"("name":)");
  AppendJsonString(span.name, out);
  fmt::format_to(end, R"(,"kind":{},"startTimeUnixNano":"{}","endTimeUnixNano":"{}",)", span.kind,
                 span.start_unix_ns, span.end_unix_ns);
  AppendAttributes(span.attributes, out);
  out->append(span.failed ? R"(,"status":{"code":2}},)" : R"(,"status":{}},)");
}

void JsonEncoder::EncodeRequest(const std::vector<SpanGroup>& groups, std::string* out) const {
  out->append(R"({"resourceSpans":[)");
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const bool continues = i > 0 && groups[i].resource == groups[i - 1].resource;
    if (continues) {
      out->push_back(',');
    } else {
      out->append(i > 0 ? R"(]},{"resource":{)" : R"({"resource":{)");
      AppendAttributes(Resources()[groups[i].resource].attributes, out);
      out->append(R"(},"scopeSpans":[)");
    }
    AppendScopeSpans(groups[i], out);
  }
  out->append("]}]}\n");
}

}  // namespace costdb::tools
