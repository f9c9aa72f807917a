#include "ingest/wire/protobuf_span.h"

#include <bit>

#include "ingest/wire/wire_reader.h"

namespace costdb::ingest {
namespace {

constexpr std::uint32_t Number(std::uint32_t field) {
  return TagOf(field, WireType::kVarint);
}
constexpr std::uint32_t Time(std::uint32_t field) {
  return TagOf(field, WireType::kFixed64);
}
constexpr std::uint32_t Bytes(std::uint32_t field) {
  return TagOf(field, WireType::kBytes);
}

// Of the messages of opentelemetry/proto, those that are read.
namespace any_value {
constexpr std::uint32_t kString = Bytes(1);
constexpr std::uint32_t kBool = Number(2);
constexpr std::uint32_t kInt = Number(3);
constexpr std::uint32_t kDouble = Time(4);
constexpr std::uint32_t kArray = Bytes(5);
constexpr std::uint32_t kMap = Bytes(6);
constexpr std::uint32_t kBytes = Bytes(7);
}  // namespace any_value
namespace array_value {
constexpr std::uint32_t kValues = Bytes(1);
}  // namespace array_value
namespace key_value {
constexpr std::uint32_t kKey = Bytes(1);
constexpr std::uint32_t kValue = Bytes(2);
}  // namespace key_value
namespace resource {
constexpr std::uint32_t kAttributes = Bytes(1);
}  // namespace resource
namespace scope {
constexpr std::uint32_t kName = Bytes(1);
constexpr std::uint32_t kVersion = Bytes(2);
}  // namespace scope
namespace event {
constexpr std::uint32_t kName = Bytes(2);
constexpr std::uint32_t kAttributes = Bytes(3);
}  // namespace event
namespace status {
constexpr std::uint32_t kCode = Number(3);
}  // namespace status
namespace span_field {
constexpr std::uint32_t kTraceId = Bytes(1);
constexpr std::uint32_t kSpanId = Bytes(2);
constexpr std::uint32_t kParentSpanId = Bytes(4);
constexpr std::uint32_t kName = Bytes(5);
constexpr std::uint32_t kKind = Number(6);
constexpr std::uint32_t kStart = Time(7);
constexpr std::uint32_t kEnd = Time(8);
constexpr std::uint32_t kAttributes = Bytes(9);
constexpr std::uint32_t kEvents = Bytes(11);
constexpr std::uint32_t kStatus = Bytes(15);
}  // namespace span_field

// Of the members of the one-of the last counts. An array is a view of its bytes at first.
bool ReadValue(WireReader reader, DecodedValue* value) {
  while (reader.Next()) {
    switch (reader.tag()) {
      case any_value::kString:
        *value = {.kind = ValueKind::kText, .text = reader.Bytes()};
        break;
      case any_value::kBool:
        *value = {.kind = ValueKind::kBool, .integer = reader.Varint() != 0 ? 1 : 0};
        break;
      case any_value::kInt:
        *value = {.kind = ValueKind::kInteger,
                  .integer = static_cast<std::int64_t>(reader.Varint())};
        break;
      case any_value::kDouble:
        *value = {.kind = ValueKind::kDouble, .real = std::bit_cast<double>(reader.Fixed64())};
        break;
      case any_value::kArray:
        *value = {.kind = ValueKind::kArray, .text = reader.Bytes()};
        break;
      case any_value::kMap:
      case any_value::kBytes:
        reader.Bytes();
        *value = {.kind = ValueKind::kStructured};
        break;
      default:
        reader.Skip();
    }
  }
  return reader.ok();
}

// Adds the elements of an array of scalars to `elements`; false when it is none, or too long.
bool ReadElements(std::string_view array, std::vector<DecodedValue>* elements) {
  const std::size_t first = elements->size();
  WireReader reader(array);
  while (reader.Next()) {
    if (reader.tag() != array_value::kValues) {
      reader.Skip();
      continue;
    }
    if (elements->size() - first == kMaximumArrayElements) return false;
    DecodedValue& element = elements->emplace_back();
    if (!ReadValue(reader.Message(), &element)) return false;
    if (element.kind == ValueKind::kArray || element.kind == ValueKind::kStructured) return false;
  }
  return reader.ok();
}

// Only short arrays of scalars can become columns; content (messages as maps) is left alone.
DecodedValue ReadArray(std::string_view array, AttributeList* list) {
  constexpr std::size_t kMostBytes = std::size_t{kMaximumArrayElements} * 256;
  const std::size_t first = list->elements.size();
  if (array.size() > kMostBytes || !ReadElements(array, &list->elements)) {
    list->elements.resize(first);
    return {.kind = ValueKind::kStructured};
  }
  return {.kind = ValueKind::kArray,
          .element_count = static_cast<std::uint32_t>(list->elements.size() - first),
          .integer = static_cast<std::int64_t>(first)};
}

// A value that is one field and nothing else, whose length is a byte; false when it is another, and
// must be read field by field. What it leaves in `value` is then of no account.
bool ReadPlainValue(std::string_view message, DecodedValue* value) {
  if (message.size() < 2) return false;
  const auto second = static_cast<unsigned char>(message[1]);
  const std::string_view rest = message.substr(2);
  switch (static_cast<unsigned char>(message[0])) {
    case any_value::kString:
      value->kind = ValueKind::kText;
      value->text = rest;
      return second == rest.size() && second < 0x80;
    case any_value::kInt: {
      WireReader reader(message.substr(1));
      value->kind = ValueKind::kInteger;
      value->integer = static_cast<std::int64_t>(reader.Varint());
      return reader.is_at_end();
    }
    case any_value::kArray:
      value->kind = ValueKind::kArray;
      value->text = rest;
      return second == rest.size() && second < 0x80;
    default:
      return false;
  }
}

// Nearly every attribute is a key and after it a value, their lengths a byte each. Reads such a one
// without a loop over fields; false when it is another.
bool ReadPlainAttribute(std::string_view message, DecodedAttribute* attribute) {
  constexpr std::size_t kHeaderBytes = 2;  // A tag and a length.
  if (message.size() < 2 * kHeaderBytes) return false;
  const std::size_t key_size = static_cast<unsigned char>(message[1]);
  if (message[0] != key_value::kKey || key_size + 2 * kHeaderBytes > message.size()) return false;
  const std::string_view rest = message.substr(kHeaderBytes + key_size);
  const std::size_t value_size = static_cast<unsigned char>(rest[1]);
  if (rest[0] != key_value::kValue || value_size + kHeaderBytes != rest.size()) return false;
  if (key_size >= 0x80 || value_size >= 0x80) return false;
  attribute->key = message.substr(kHeaderBytes, key_size);
  return ReadPlainValue(rest.substr(kHeaderBytes), &attribute->value);
}

bool ReadAnyAttribute(WireReader reader, DecodedAttribute* attribute) {
  *attribute = {};
  while (reader.Next()) {
    switch (reader.tag()) {
      case key_value::kKey:
        attribute->key = reader.Bytes();
        break;
      case key_value::kValue:
        if (!ReadValue(reader.Message(), &attribute->value)) return false;
        break;
      default:
        reader.Skip();
    }
  }
  return reader.ok();
}

// The attribute that is the value of the field at hand.
bool ReadAttribute(WireReader* parent, AttributeList* list) {
  const std::string_view message = parent->Bytes();
  DecodedAttribute& attribute = list->attributes.emplace_back();
  if (!ReadPlainAttribute(message, &attribute) &&
      !ReadAnyAttribute(parent->Within(message), &attribute)) {
    return false;
  }
  if (attribute.value.kind == ValueKind::kArray) {
    attribute.value = ReadArray(attribute.value.text, list);
  }
  return true;
}

bool ReadEvent(WireReader reader, DecodedSpan* span) {
  const auto first = static_cast<std::uint32_t>(span->event_attributes.attributes.size());
  std::string_view name;
  while (reader.Next()) {
    switch (reader.tag()) {
      case event::kName:
        name = reader.Bytes();
        break;
      case event::kAttributes:
        if (!ReadAttribute(&reader, &span->event_attributes)) return false;
        break;
      default:
        reader.Skip();
    }
  }
  const auto last = static_cast<std::uint32_t>(span->event_attributes.attributes.size());
  span->events.push_back({name, first, last - first});
  return reader.ok();
}

// Enumerations are 32 bits, whatever was written.
std::int64_t ReadEnumeration(WireReader* reader) {
  return static_cast<std::int32_t>(reader->Varint());
}

bool ReadStatus(WireReader reader, std::int64_t* code) {
  while (reader.Next()) {
    if (reader.tag() == status::kCode) {
      *code = ReadEnumeration(&reader);
    } else {
      reader.Skip();
    }
  }
  return reader.ok();
}

struct BinaryIds {
  std::string_view trace;
  std::string_view span;
  std::string_view parent;
};

// The field at hand of a Span; false when a message in it is malformed.
bool ReadSpanField(WireReader* reader, BinaryIds* ids, DecodedSpan* span) {
  switch (reader->tag()) {
    case span_field::kTraceId:
      ids->trace = reader->Bytes();
      break;
    case span_field::kSpanId:
      ids->span = reader->Bytes();
      break;
    case span_field::kParentSpanId:
      ids->parent = reader->Bytes();
      break;
    case span_field::kName:
      span->name = reader->Bytes();
      break;
    case span_field::kKind:
      span->kind = ReadEnumeration(reader);
      break;
    case span_field::kStart:
      span->start_unix_ns = reader->Fixed64();
      break;
    case span_field::kEnd:
      span->end_unix_ns = reader->Fixed64();
      break;
    case span_field::kAttributes:
      return ReadAttribute(reader, &span->attributes);
    case span_field::kEvents:
      return ReadEvent(reader->Message(), span);
    case span_field::kStatus:
      return ReadStatus(reader->Message(), &span->status);
    default:
      reader->Skip();
  }
  return true;
}

}  // namespace

bool ReadProtobufSpan(std::string_view message, DecodedSpan* span) {
  BinaryIds ids;
  WireReader reader(message);
  while (reader.Next()) {
    if (!ReadSpanField(&reader, &ids, span)) return false;
  }
  if (!reader.ok()) return false;
  SetBinaryIds(ids.trace, ids.span, ids.parent, span);
  return true;
}

bool ReadProtobufResource(std::string_view message, AttributeList* list) {
  WireReader reader(message);
  while (reader.Next()) {
    if (reader.tag() != resource::kAttributes) {
      reader.Skip();
    } else if (!ReadAttribute(&reader, list)) {
      return false;
    }
  }
  return reader.ok();
}

bool ReadProtobufScope(std::string_view message, ProtobufScope* scope) {
  WireReader reader(message);
  while (reader.Next()) {
    switch (reader.tag()) {
      case scope::kName:
        scope->name = reader.Bytes();
        break;
      case scope::kVersion:
        scope->version = reader.Bytes();
        break;
      default:
        reader.Skip();
    }
  }
  return reader.ok();
}

}  // namespace costdb::ingest
