#include "tools/workload/protobuf_encoder.h"

#include <cstdint>
#include <string_view>

#include "tools/workload/product.h"

namespace costdb::tools {
namespace {

// Protocol Buffers' wire types.
constexpr std::uint32_t kVarint = 0;
constexpr std::uint32_t kFixed64 = 1;
constexpr std::uint32_t kLengthDelimited = 2;

void AppendVarint(std::uint64_t value, std::string* out) {
  while (value >= 0x80) {
    out->push_back(static_cast<char>(value | 0x80U));
    value >>= 7U;
  }
  out->push_back(static_cast<char>(value));
}

std::size_t VarintBytes(std::uint64_t value) {
  std::size_t bytes = 1;
  for (; value >= 0x80; value >>= 7U) ++bytes;
  return bytes;
}

void AppendTag(std::uint32_t field, std::uint32_t wire_type, std::string* out) {
  AppendVarint((field << 3U) | wire_type, out);
}

void AppendVarintField(std::uint32_t field, std::uint64_t value, std::string* out) {
  AppendTag(field, kVarint, out);
  AppendVarint(value, out);
}

void AppendFixed64Field(std::uint32_t field, std::uint64_t value, std::string* out) {
  AppendTag(field, kFixed64, out);
  for (unsigned shift = 0; shift < 64; shift += 8) {
    out->push_back(static_cast<char>(value >> shift));
  }
}

void AppendBytesField(std::uint32_t field, std::string_view bytes, std::string* out) {
  AppendTag(field, kLengthDelimited, out);
  AppendVarint(bytes.size(), out);
  out->append(bytes);
}

void AppendBigEndian(std::uint64_t value, unsigned bytes, std::string* out) {
  for (unsigned byte = bytes; byte-- > 0;) out->push_back(static_cast<char>(value >> (8 * byte)));
}

// AnyValue, without its own length.
void AppendAnyValue(const GeneratedAttribute& attribute, std::string* out) {
  switch (attribute.kind) {
    case GeneratedAttribute::Kind::kText:
      AppendBytesField(1, attribute.text, out);
      return;
    case GeneratedAttribute::Kind::kBool:
      AppendVarintField(2, static_cast<std::uint64_t>(attribute.integer), out);
      return;
    case GeneratedAttribute::Kind::kInteger:
      AppendVarintField(3, static_cast<std::uint64_t>(attribute.integer), out);
      return;
    case GeneratedAttribute::Kind::kTextList: {
      const std::size_t text_field = 1 + VarintBytes(attribute.text.size()) + attribute.text.size();
      const std::size_t values_field = 1 + VarintBytes(text_field) + text_field;
      AppendTag(5, kLengthDelimited, out);
      AppendVarint(values_field, out);
      AppendTag(1, kLengthDelimited, out);
      AppendVarint(text_field, out);
      AppendBytesField(1, attribute.text, out);
      return;
    }
  }
}

void AppendAttributes(std::uint32_t field, const std::vector<GeneratedAttribute>& attributes,
                      std::string* out) {
  std::string value;
  std::string key_value;
  for (const GeneratedAttribute& attribute : attributes) {
    value.clear();
    key_value.clear();
    AppendAnyValue(attribute, &value);
    AppendBytesField(1, attribute.key, &key_value);
    AppendBytesField(2, value, &key_value);
    AppendBytesField(field, key_value, out);
  }
}

void AppendSpanFields(const GeneratedSpan& span, std::string* out) {
  AppendTag(1, kLengthDelimited, out);
  AppendVarint(16, out);
  AppendBigEndian(span.trace_id_high, 8, out);
  AppendBigEndian(span.trace_id_low, 8, out);
  AppendTag(2, kLengthDelimited, out);
  AppendVarint(8, out);
  AppendBigEndian(span.span_id, 8, out);
  if (span.parent_span_id != 0) {
    AppendTag(4, kLengthDelimited, out);
    AppendVarint(8, out);
    AppendBigEndian(span.parent_span_id, 8, out);
  }
  AppendBytesField(5, span.name, out);
  AppendVarintField(6, span.kind, out);
  AppendFixed64Field(7, static_cast<std::uint64_t>(span.start_unix_ns), out);
  AppendFixed64Field(8, static_cast<std::uint64_t>(span.end_unix_ns), out);
  AppendAttributes(9, span.attributes, out);
  if (span.failed) {
    std::string status;
    AppendVarintField(3, 2, &status);
    AppendBytesField(15, status, out);
  }
}

std::string EncodeResource(std::uint32_t resource) {
  std::string bytes;
  AppendAttributes(1, Resources()[resource].attributes, &bytes);
  return bytes;
}

std::string EncodeScope(std::uint32_t scope) {
  std::string bytes;
  AppendBytesField(1, Scopes()[scope].name, &bytes);
  AppendBytesField(2, Scopes()[scope].version, &bytes);
  return bytes;
}

}  // namespace

void ProtobufEncoder::EncodeSpan(const GeneratedSpan& span, std::string* out) const {
  std::string fields;
  fields.reserve(768);
  AppendSpanFields(span, &fields);
  AppendBytesField(2, fields, out);
}

void ProtobufEncoder::EncodeRequest(const std::vector<SpanGroup>& groups, std::string* out) const {
  std::string request;
  for (std::size_t first = 0; first < groups.size();) {
    std::string resource_spans;
    AppendBytesField(1, EncodeResource(groups[first].resource), &resource_spans);
    std::size_t next = first;
    for (; next < groups.size() && groups[next].resource == groups[first].resource; ++next) {
      std::string scope_spans;
      AppendBytesField(1, EncodeScope(groups[next].scope), &scope_spans);
      scope_spans += groups[next].spans;
      AppendBytesField(2, scope_spans, &resource_spans);
    }
    AppendBytesField(1, resource_spans, &request);
    first = next;
  }
  AppendBigEndian(request.size(), 4, out);
  out->append(request);
}

}  // namespace costdb::tools
