#include "otlp_writer.h"

#include <fmt/format.h>

#include <string_view>

#include "instrumentation.h"

namespace costdb::property {
namespace {

using engine::SpanText;

// Spans that stand next to each other and share resource and scope.
using Run = std::vector<const PlainSpan*>;

bool BelongTogether(const PlainSpan& one, const PlainSpan& other) {
  return one.resource == other.resource && one[SpanText::kService] == other[SpanText::kService] &&
         one[SpanText::kEnvironment] == other[SpanText::kEnvironment] &&
         one[SpanText::kScope] == other[SpanText::kScope] &&
         one[SpanText::kScopeVersion] == other[SpanText::kScopeVersion];
}

std::vector<Run> RunsOf(const std::vector<PlainSpan>& spans) {
  std::vector<Run> runs;
  for (const PlainSpan& span : spans) {
    if (runs.empty() || !BelongTogether(*runs.back().front(), span)) runs.emplace_back();
    runs.back().push_back(&span);
  }
  return runs;
}

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char character : text) {
    if (character == '"' || character == '\\') quoted.push_back('\\');
    quoted.push_back(character);
  }
  return quoted + "\"";
}

std::string JsonValue(const AttributeValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    return fmt::format(R"({{"stringValue":{}}})", Quoted(*text));
  }
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    return fmt::format(R"({{"intValue":"{}"}})", *number);
  }
  std::string list;
  for (const std::string& text : std::get<std::vector<std::string>>(value)) {
    list += (list.empty() ? "" : ",") + JsonValue(text);
  }
  return fmt::format(R"({{"arrayValue":{{"values":[{}]}}}})", list);
}

std::string JsonAttributes(const std::vector<WireAttribute>& attributes) {
  std::string list;
  for (const WireAttribute& attribute : attributes) {
    list += fmt::format(R"({}{{"key":{},"value":{}}})", list.empty() ? "" : ",",
                        Quoted(attribute.key), JsonValue(attribute.value));
  }
  return "[" + list + "]";
}

std::string JsonSpan(const PlainSpan& span) {
  const std::string parent = span.parent == 0 ? "" : fmt::format("{:016x}", span.parent);
  return fmt::format(
      R"({{"traceId":"{:016x}{:016x}","spanId":"{:016x}","parentSpanId":"{}","name":{},"kind":{},)"
      R"("startTimeUnixNano":"{}","endTimeUnixNano":"{}","attributes":{},"status":{{"code":{}}}}})",
      span.trace, 1, span.id, parent, Quoted(span[SpanText::kName]), static_cast<int>(span.kind),
      span.start, span.end, JsonAttributes(WireAttributesOf(span)), static_cast<int>(span.status));
}

std::string Varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<char>((value & 0x7F) | 0x80));
  bytes.push_back(static_cast<char>(value));
  return bytes;
}

std::string NumberField(std::uint32_t number, std::int64_t value) {
  return Varint(number << 3) + Varint(static_cast<std::uint64_t>(value));
}

std::string BytesField(std::uint32_t number, std::string_view bytes) {
  return Varint((number << 3) | 2) + Varint(bytes.size()) + std::string(bytes);
}

std::string LittleEndian(std::uint64_t value) {
  std::string bytes;
  for (int shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<char>(value >> shift));
  return bytes;
}

std::string BigEndian(std::uint64_t value) {
  const std::string bytes = LittleEndian(value);
  return {bytes.rbegin(), bytes.rend()};
}

std::string FixedField(std::uint32_t number, std::int64_t value) {
  return Varint((number << 3) | 1) + LittleEndian(static_cast<std::uint64_t>(value));
}

std::string ProtobufValue(const AttributeValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return BytesField(1, *text);
  if (const auto* number = std::get_if<std::int64_t>(&value)) return NumberField(3, *number);
  std::string list;
  for (const std::string& text : std::get<std::vector<std::string>>(value)) {
    list += BytesField(1, ProtobufValue(text));
  }
  return BytesField(5, list);
}

std::string ProtobufAttributes(std::uint32_t number, const std::vector<WireAttribute>& attributes) {
  std::string fields;
  for (const WireAttribute& attribute : attributes) {
    fields += BytesField(
        number, BytesField(1, attribute.key) + BytesField(2, ProtobufValue(attribute.value)));
  }
  return fields;
}

std::string ProtobufSpan(const PlainSpan& span) {
  std::string fields = BytesField(1, BigEndian(span.trace) + BigEndian(1));
  fields += BytesField(2, BigEndian(span.id));
  if (span.parent != 0) fields += BytesField(4, BigEndian(span.parent));
  fields += BytesField(5, span[SpanText::kName]);
  fields += NumberField(6, static_cast<std::int64_t>(span.kind));
  fields += FixedField(7, span.start) + FixedField(8, span.end);
  fields += ProtobufAttributes(9, WireAttributesOf(span));
  return fields + BytesField(15, NumberField(3, static_cast<std::int64_t>(span.status)));
}

}  // namespace

std::string WriteOtlpJson(const std::vector<PlainSpan>& spans) {
  std::string resources;
  for (const Run& run : RunsOf(spans)) {
    std::string list;
    for (const PlainSpan* span : run) list += (list.empty() ? "" : ",") + JsonSpan(*span);
    const PlainSpan& first = *run.front();
    resources += fmt::format(
        R"({}{{"resource":{{"attributes":{}}},"scopeSpans":[{{"scope":{{"name":{},"version":{}}},)"
        R"("spans":[{}]}}]}})",
        resources.empty() ? "" : ",", JsonAttributes(WireResourceOf(first)),
        Quoted(first[SpanText::kScope]), Quoted(first[SpanText::kScopeVersion]), list);
  }
  return R"({"resourceSpans":[)" + resources + "]}";
}

std::string WriteOtlpProtobuf(const std::vector<PlainSpan>& spans) {
  std::string request;
  for (const Run& run : RunsOf(spans)) {
    const PlainSpan& first = *run.front();
    std::string scope_spans = BytesField(
        1, BytesField(1, first[SpanText::kScope]) + BytesField(2, first[SpanText::kScopeVersion]));
    for (const PlainSpan* span : run) scope_spans += BytesField(2, ProtobufSpan(*span));
    request += BytesField(1, BytesField(1, ProtobufAttributes(1, WireResourceOf(first))) +
                                 BytesField(2, scope_spans));
  }
  return request;
}

}  // namespace costdb::property
