#include "ingest/wire/protobuf_decoder.h"

#include <fmt/format.h>
#include <google/protobuf/arena.h>

#include <limits>

#include "engine/error/propagate.h"
#include "ingest/wire/protobuf_field.h"
#include "wire/resource.pb.h"
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

constexpr std::uint32_t kResourceField = 1;    // Of a ResourceSpans.
constexpr std::uint32_t kScopeSpansField = 2;  // Of a ResourceSpans.
// Of a ResourceSpans of 2022, with the layout of a ScopeSpans.
constexpr std::uint32_t kInstrumentationLibrarySpansField = 1000;
constexpr std::uint32_t kScopeField = 1;  // Of a ScopeSpans.
constexpr std::uint32_t kSpanField = 2;   // Of a ScopeSpans.

bool IsScopeList(std::uint32_t field) {
  return field == kScopeSpansField || field == kInstrumentationLibrarySpansField;
}

// The fields of a message, one after another, up to its end or a fault.
class FieldReader {
 public:
  explicit FieldReader(std::string_view message)
      : rest_(message), end_(message.data() + message.size()) {}

  // A value that claims more bytes than are left is cut, and a fault; nothing follows a fault.
  bool Next() {
    if (rest_.empty() || !fault_.empty()) return false;
    const FieldOutcome outcome = ReadProtobufField(rest_, &field_);
    ends_early_ = outcome == FieldOutcome::kMoreBytes;
    if (outcome != FieldOutcome::kRead) {
      fault_ = "malformed protobuf";
      return false;
    }
    rest_.remove_prefix(field_.header_bytes);
    is_cut_ = field_.value_bytes > rest_.size();
    ends_early_ = is_cut_;
    if (is_cut_) {
      fault_ = fmt::format("a protobuf field that claims {} bytes, of which {} are there",
                           field_.value_bytes, rest_.size());
    }
    value_ = rest_.substr(0, field_.value_bytes);
    rest_.remove_prefix(value_.size());
    return true;
  }

  std::uint32_t number() const { return field_.is_delimited ? field_.number : 0; }
  std::string_view value() const { return value_; }
  bool is_cut() const { return is_cut_; }
  // The fault is that the message ends, at `end`, before its last field does.
  bool ends_early_at(const char* end) const { return ends_early_ && end_ == end; }
  const std::string& fault() const { return fault_; }
  // Where the fault is: in front of what could not be read, or of the value that was cut.
  const char* place() const { return is_cut_ ? value_.data() - field_.header_bytes : rest_.data(); }

 private:
  std::string_view rest_;
  const char* end_;
  ProtobufField field_;
  std::string_view value_;
  bool is_cut_ = false;
  bool ends_early_ = false;
  std::string fault_;
};

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

  template <typename Message>
  Message* Parse(std::string_view bytes);
  DecodedValue DecodeArray(const std::string& bytes, AttributeList* list);
  template <typename Attributes>
  void AppendAttributes(const Attributes& attributes, AttributeList* list);
  Status DecodeRequest(std::string_view bytes);
  Status DecodeResourceSpans(std::string_view bytes);
  void BeginResource(std::string_view resource_spans);
  Status DecodeScopeSpans(std::string_view bytes);
  void BeginScope(std::string_view scope_spans);
  Status DecodeSpan(std::string_view bytes);
  void FillSpan(const trace::Span& message);
  void EndMessage(const FieldReader& reader);
  std::size_t OffsetOf(const char* place) const {
    return static_cast<std::size_t>(place - record.data());
  }

  std::unique_ptr<char[]> initial_block;
  google::protobuf::Arena arena;
  AttributeList resource;
  DecodedSpan span;

  // Of the record at hand.
  std::string_view record;
  bool record_is_cut = false;
  SpanConsumer* consumer = nullptr;
};

// Null when the bytes are no such message.
template <typename Message>
Message* ProtobufDecoder::State::Parse(std::string_view bytes) {
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return nullptr;
  auto* message = google::protobuf::Arena::CreateMessage<Message>(&arena);
  return message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ? message : nullptr;
}

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

void ProtobufDecoder::State::FillSpan(const trace::Span& message) {
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
}

Status ProtobufDecoder::State::DecodeSpan(std::string_view bytes) {
  span.Clear();
  span.place.offset = OffsetOf(bytes.data());
  const auto* message = Parse<trace::Span>(bytes);
  if (message != nullptr) {
    FillSpan(*message);
  } else {
    span.is_binary = true;
    span.Refuse("span is malformed protobuf");
  }
  return consumer->TakeSpan(span);
}

// The end of a record that is known to be cut is no news.
void ProtobufDecoder::State::EndMessage(const FieldReader& reader) {
  if (reader.fault().empty()) return;
  const bool is_known = record_is_cut && reader.ends_early_at(record.data() + record.size());
  if (!is_known) consumer->TakeFault({OffsetOf(reader.place()), {}}, reader.fault());
}

void ProtobufDecoder::State::BeginScope(std::string_view scope_spans) {
  std::string_view name;
  std::string_view version;
  for (FieldReader reader(scope_spans); reader.Next();) {
    if (reader.number() != kScopeField) continue;
    const auto* scope = Parse<common::InstrumentationScope>(reader.value());
    if (scope == nullptr) {
      if (!reader.is_cut()) {
        consumer->TakeFault({OffsetOf(reader.value().data()), {}}, "malformed protobuf in a scope");
      }
      continue;
    }
    name = scope->name();
    version = scope->version();
  }
  consumer->BeginScope(name, version);
}

Status ProtobufDecoder::State::DecodeScopeSpans(std::string_view bytes) {
  BeginScope(bytes);
  FieldReader reader(bytes);
  while (reader.Next()) {
    if (reader.number() != kSpanField || reader.is_cut()) continue;
    COSTDB_RETURN_IF_ERROR(DecodeSpan(reader.value()));
  }
  EndMessage(reader);
  return Status::Ok();
}

void ProtobufDecoder::State::BeginResource(std::string_view resource_spans) {
  resource.Clear();
  for (FieldReader reader(resource_spans); reader.Next();) {
    if (reader.number() != kResourceField || reader.is_cut()) continue;
    const auto* message = Parse<::opentelemetry::proto::resource::v1::Resource>(reader.value());
    if (message == nullptr) {
      consumer->TakeFault({OffsetOf(reader.value().data()), {}},
                          "malformed protobuf in a resource");
      continue;
    }
    AppendAttributes(message->attributes(), &resource);
  }
  consumer->BeginResource(resource);
}

Status ProtobufDecoder::State::DecodeResourceSpans(std::string_view bytes) {
  arena.Reset();
  BeginResource(bytes);
  FieldReader reader(bytes);
  while (reader.Next()) {
    if (IsScopeList(reader.number())) COSTDB_RETURN_IF_ERROR(DecodeScopeSpans(reader.value()));
  }
  EndMessage(reader);
  return Status::Ok();
}

Status ProtobufDecoder::State::DecodeRequest(std::string_view bytes) {
  FieldReader reader(bytes);
  while (reader.Next()) {
    if (reader.number() != kResourceSpansField) continue;
    COSTDB_RETURN_IF_ERROR(DecodeResourceSpans(reader.value()));
  }
  EndMessage(reader);
  return Status::Ok();
}

ProtobufDecoder::ProtobufDecoder() : state_(std::make_unique<State>()) {}
ProtobufDecoder::~ProtobufDecoder() = default;

Status ProtobufDecoder::DecodeResourceSpans(std::string_view bytes, bool is_cut,
                                            SpanConsumer* consumer) {
  state_->record = bytes;
  state_->record_is_cut = is_cut;
  state_->consumer = consumer;
  return state_->DecodeResourceSpans(bytes);
}

Status ProtobufDecoder::DecodeRequest(std::string_view bytes, bool is_cut, SpanConsumer* consumer) {
  state_->record = bytes;
  state_->record_is_cut = is_cut;
  state_->consumer = consumer;
  return state_->DecodeRequest(bytes);
}

}  // namespace costdb::ingest
