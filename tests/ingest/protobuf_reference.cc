#include "protobuf_reference.h"

#include <fmt/format.h>

#include "ingest/wire/protobuf_span.h"
#include "otlp/resource.pb.h"
#include "otlp/trace.pb.h"
#include "span_text.h"

namespace costdb::ingest {
namespace {

namespace common = ::opentelemetry::proto::common::v1;
namespace trace = ::opentelemetry::proto::trace::v1;

std::string ArrayText(const std::string& bytes);

std::string ValueText(const common::AnyValue& value, bool in_array) {
  switch (value.value_case()) {
    case common::AnyValue::kStringValue:
      return "text " + Quoted(value.string_value());
    case common::AnyValue::kBoolValue:
      return value.bool_value() ? "bool 1 " : "bool 0 ";
    case common::AnyValue::kIntValue:
      return fmt::format("int {} ", value.int_value());
    case common::AnyValue::kDoubleValue:
      return DoubleText(value.double_value());
    case common::AnyValue::kArrayValue:
      return in_array ? "structured " : ArrayText(value.array_value());
    case common::AnyValue::VALUE_NOT_SET:
      return "empty ";
    default:
      return "structured ";
  }
}

std::string ArrayText(const std::string& bytes) {
  common::ArrayValue array;
  if (bytes.size() > std::size_t{kMaximumArrayElements} * 256 || !array.ParseFromString(bytes) ||
      array.values_size() > static_cast<int>(kMaximumArrayElements)) {
    return "structured ";
  }
  std::string text = fmt::format("array {} ", array.values_size());
  for (const common::AnyValue& value : array.values()) {
    std::string element = ValueText(value, true);
    if (element == "structured ") return element;
    text += element;
  }
  return text;
}

template <typename Attributes>
std::string AttributesText(const Attributes& attributes) {
  std::string text;
  for (const common::KeyValue& attribute : attributes) {
    text += Quoted(attribute.key()) + ValueText(attribute.value(), false);
  }
  return text;
}

}  // namespace

std::optional<std::string> SpanByLibrary(std::string_view message) {
  trace::Span parsed;
  if (!parsed.ParseFromArray(message.data(), static_cast<int>(message.size()))) return {};
  DecodedSpan span;
  SetBinaryIds(parsed.trace_id(), parsed.span_id(), parsed.parent_span_id(), &span);
  span.start_unix_ns = parsed.start_time_unix_nano();
  span.end_unix_ns = parsed.end_time_unix_nano();
  span.kind = parsed.kind();
  span.status = parsed.status().code();
  span.name = parsed.name();
  std::string text = FixedText(span) + AttributesText(parsed.attributes());
  for (const trace::Span::Event& event : parsed.events()) {
    text += "event " + Quoted(event.name()) + AttributesText(event.attributes());
  }
  return text;
}

std::optional<std::string> SpanInPlace(std::string_view message) {
  DecodedSpan span;
  if (!ReadProtobufSpan(message, &span)) return {};
  return SpanText(span);
}

std::optional<std::string> ResourceByLibrary(std::string_view message) {
  ::opentelemetry::proto::resource::v1::Resource parsed;
  if (!parsed.ParseFromArray(message.data(), static_cast<int>(message.size()))) return {};
  return AttributesText(parsed.attributes());
}

std::optional<std::string> ResourceInPlace(std::string_view message) {
  AttributeList list;
  if (!ReadProtobufResource(message, &list)) return {};
  return AttributesText(list);
}

std::optional<std::string> ScopeByLibrary(std::string_view message) {
  common::InstrumentationScope parsed;
  if (!parsed.ParseFromArray(message.data(), static_cast<int>(message.size()))) return {};
  return Quoted(parsed.name()) + Quoted(parsed.version());
}

std::optional<std::string> ScopeInPlace(std::string_view message) {
  ProtobufScope scope;
  if (!ReadProtobufScope(message, &scope)) return {};
  return Quoted(scope.name) + Quoted(scope.version);
}

}  // namespace costdb::ingest
