#include "span_text.h"

#include <fmt/format.h>

#include <bit>
#include <cstdint>

namespace costdb::ingest {

std::string Quoted(std::string_view text) {
  return fmt::format("{}:{} ", text.size(), text);
}

std::string DoubleText(double real) {
  return fmt::format("double {:x} ", std::bit_cast<std::uint64_t>(real));
}

namespace {

std::string ValueText(const DecodedValue& value, const AttributeList& list) {
  switch (value.kind) {
    case ValueKind::kText:
      return "text " + Quoted(value.text);
    case ValueKind::kBool:
      return fmt::format("bool {} ", value.integer);
    case ValueKind::kInteger:
      return fmt::format("int {} ", value.integer);
    case ValueKind::kDouble:
      return DoubleText(value.real);
    case ValueKind::kArray: {
      std::string text = fmt::format("array {} ", value.element_count);
      for (const DecodedValue& element : list.ElementsOf(value)) text += ValueText(element, list);
      return text;
    }
    case ValueKind::kEmpty:
      return "empty ";
    case ValueKind::kStructured:
      return "structured ";
  }
  return "";
}

std::string AttributesText(const AttributeList& list, std::size_t first, std::size_t count) {
  std::string text;
  for (std::size_t i = first; i < first + count; ++i) {
    text += Quoted(list.attributes[i].key) + ValueText(list.attributes[i].value, list);
  }
  return text;
}

}  // namespace

std::string AttributesText(const AttributeList& list) {
  return AttributesText(list, 0, list.attributes.size());
}

std::string FixedText(const DecodedSpan& span) {
  return fmt::format("{:016x}{:016x} {:016x} {:016x} {} {} kind {} status {} {} {} {} ",
                     span.trace_id.high, span.trace_id.low, span.span_id, span.parent_span_id,
                     span.start_unix_ns, span.end_unix_ns, span.kind, span.status,
                     Quoted(span.raw_span_id), span.defect == nullptr ? "" : span.defect,
                     Quoted(span.defect_value)) +
         Quoted(span.name);
}

std::string SpanText(const DecodedSpan& span) {
  std::string text = FixedText(span) + AttributesText(span.attributes);
  for (const DecodedEvent& event : span.events) {
    text += "event " + Quoted(event.name) +
            AttributesText(span.event_attributes, event.first_attribute, event.attribute_count);
  }
  return text;
}

}  // namespace costdb::ingest
