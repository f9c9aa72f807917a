#include "ingest/wire/protobuf_decoder.h"

#include <fmt/format.h>
#include <google/protobuf/arena.h>

#include <limits>

#include "engine/error/propagate.h"
#include "ingest/wire/protobuf_field.h"
#include "wire/trace.pb.h"

namespace costdb::ingest {
namespace {

namespace common = ::opentelemetry::proto::common::v1;
namespace trace = ::opentelemetry::proto::trace::v1;

constexpr std::size_t kInitialArenaBytes = std::size_t{256} << 10;

google::protobuf::ArenaOptions OptionsWith(char* initial_block) {
  google::protobuf::ArenaOptions options;
  options.initial_block = initial_block;
  options.initial_block_size = kInitialArenaBytes;
  options.max_block_size = std::size_t{1} << 20;
  return options;
}

DecodedValue DecodeScalar(const common::AnyValue& value) {
  DecodedValue decoded;
  switch (value.value_case()) {
    case common::AnyValue::kStringValue:
      decoded.kind = ValueKind::kText;
      decoded.text = value.string_value();
      break;
    case common::AnyValue::kBoolValue:
      decoded.kind = ValueKind::kBool;
      decoded.integer = value.bool_value() ? 1 : 0;
      break;
    case common::AnyValue::kIntValue:
      decoded.kind = ValueKind::kInteger;
      decoded.integer = value.int_value();
      break;
    case common::AnyValue::kDoubleValue:
      decoded.kind = ValueKind::kDouble;
      decoded.real = value.double_value();
      break;
    case common::AnyValue::VALUE_NOT_SET:
      break;
    default:
      decoded.kind = ValueKind::kStructured;
  }
  return decoded;
}

}  // namespace

struct ProtobufDecoder::State {
  State() : initial_block(new char[kInitialArenaBytes]), arena(OptionsWith(initial_block.get())) {}

  DecodedValue DecodeArray(const std::string& bytes, AttributeList* list);
  template <typename Attributes>
  void AppendAttributes(const Attributes& attributes, AttributeList* list);
  Status DecodeSpan(const trace::Span& message, SpanConsumer* consumer);

  std::unique_ptr<char[]> initial_block;
  google::protobuf::Arena arena;
  AttributeList resource;
  DecodedSpan span;
};

// Only short arrays of scalars can become columns; content (messages as maps) is left alone.
DecodedValue ProtobufDecoder::State::DecodeArray(const std::string& bytes, AttributeList* list) {
  DecodedValue structured;
  structured.kind = ValueKind::kStructured;
  if (bytes.size() > std::size_t{kMaximumArrayElements} * 256) return structured;
  auto* array = google::protobuf::Arena::CreateMessage<common::ArrayValue>(&arena);
  if (!array->ParseFromString(bytes)) return structured;
  if (array->values_size() > static_cast<int>(kMaximumArrayElements)) return structured;
  DecodedValue decoded;
  decoded.kind = ValueKind::kArray;
  decoded.integer = static_cast<std::int64_t>(list->elements.size());
  for (const common::AnyValue& value : array->values()) {
    const DecodedValue element = DecodeScalar(value);
    if (element.kind == ValueKind::kStructured) {
      list->elements.resize(static_cast<std::size_t>(decoded.integer));
      return structured;
    }
    list->elements.push_back(element);
    ++decoded.element_count;
  }
  return decoded;
}

template <typename Attributes>
void ProtobufDecoder::State::AppendAttributes(const Attributes& attributes, AttributeList* list) {
  for (const common::KeyValue& attribute : attributes) {
    const common::AnyValue& value = attribute.value();
    list->attributes.push_back({attribute.key(), value.value_case() == common::AnyValue::kArrayValue
                                                     ? DecodeArray(value.array_value(), list)
                                                     : DecodeScalar(value)});
  }
}

Status ProtobufDecoder::State::DecodeSpan(const trace::Span& message, SpanConsumer* consumer) {
  span.Clear();
  SetBinaryIds(message.trace_id(), message.span_id(), message.parent_span_id(), &span);
  span.start_unix_ns = message.start_time_unix_nano();
  span.end_unix_ns = message.end_time_unix_nano();
  span.kind = message.kind();
  span.status = message.status().code();
  span.name = message.name();
  AppendAttributes(message.attributes(), &span.attributes);
  for (const trace::Span::Event& event : message.events()) {
    const auto first = static_cast<std::uint32_t>(span.event_attributes.attributes.size());
    AppendAttributes(event.attributes(), &span.event_attributes);
    const auto last = static_cast<std::uint32_t>(span.event_attributes.attributes.size());
    span.events.push_back({event.name(), first, last - first});
  }
  return consumer->TakeSpan(span);
}

ProtobufDecoder::ProtobufDecoder() : state_(std::make_unique<State>()) {}
ProtobufDecoder::~ProtobufDecoder() = default;

Status ProtobufDecoder::DecodeResourceSpans(std::string_view bytes, SpanConsumer* consumer) {
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    return Status::ResourceExhausted("a ResourceSpans message of more than 2 GiB");
  }
  state_->arena.Reset();
  auto* message = google::protobuf::Arena::CreateMessage<trace::ResourceSpans>(&state_->arena);
  if (!message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Status::Corruption("malformed protobuf in a ResourceSpans message");
  }
  state_->resource.Clear();
  state_->AppendAttributes(message->resource().attributes(), &state_->resource);
  consumer->BeginResource(state_->resource);
  for (const trace::ScopeSpans& scope : message->scope_spans()) {
    consumer->BeginScope(scope.scope().name(), scope.scope().version());
    for (const trace::Span& span : scope.spans()) {
      COSTDB_RETURN_IF_ERROR(state_->DecodeSpan(span, consumer));
    }
  }
  return Status::Ok();
}

Status ProtobufDecoder::DecodeRequest(std::string_view bytes, SpanConsumer* consumer) {
  for (std::size_t position = 0; position < bytes.size();) {
    ProtobufField field;
    const std::string_view rest = bytes.substr(position);
    if (ReadProtobufField(rest, &field) != FieldOutcome::kRead) {
      return Status::Corruption(fmt::format("malformed protobuf at byte {} of it", position));
    }
    if (field.value_bytes > rest.size() - field.header_bytes) {
      return Status::Corruption(
          fmt::format("the protobuf field at byte {} of it claims {} bytes, {} are left", position,
                      field.value_bytes, rest.size() - field.header_bytes));
    }
    const auto value_bytes = static_cast<std::size_t>(field.value_bytes);
    if (field.number == kResourceSpansField && field.is_delimited) {
      COSTDB_RETURN_IF_ERROR(
          DecodeResourceSpans(rest.substr(field.header_bytes, value_bytes), consumer));
    }
    position += field.header_bytes + value_bytes;
  }
  return Status::Ok();
}

}  // namespace costdb::ingest
