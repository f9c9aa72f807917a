#include "json_reference.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <span>

#include "engine/error/propagate.h"
#include "ingest/wire/json_decoder.h"
#include "ingest/wire/json_path.h"
#include "ingest/wire/json_repair.h"
#include "ingest/wire/json_salvage.h"
#include "span_text.h"

namespace costdb::ingest {
namespace {

namespace dom = simdjson::dom;

constexpr double kTwoToThe63 = 9223372036854775808.0;
constexpr double kTwoToThe64 = 18446744073709551616.0;

// The first value of `key`, or an empty result: duplicate keys are legal JSON, and the first wins.
simdjson::simdjson_result<dom::element> Member(const dom::element& element, std::string_view key) {
  return element.at_key(key);
}

std::string_view TextOf(const dom::element& element) {
  std::string_view text;
  return element.get_string().get(text) == simdjson::SUCCESS ? text : std::string_view();
}

template <typename Number>
bool ParseWhole(std::string_view text, Number* number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *number);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

// 64-bit integers come as numbers, as strings and, from languages without integers, as doubles.
bool IntegerOf(const dom::element& element, std::int64_t* integer) {
  std::string_view text;
  double real = 0;
  if (element.get_int64().get(*integer) == simdjson::SUCCESS) return true;
  if (element.get_string().get(text) == simdjson::SUCCESS) return ParseWhole(text, integer);
  if (element.get_double().get(real) != simdjson::SUCCESS) return false;
  if (real != std::floor(real) || real < -kTwoToThe63 || real >= kTwoToThe63) return false;
  *integer = static_cast<std::int64_t>(real);
  return true;
}

bool TimeOf(const dom::element& element, std::uint64_t* time) {
  std::string_view text;
  double real = 0;
  if (element.get_uint64().get(*time) == simdjson::SUCCESS) return true;
  if (element.get_string().get(text) == simdjson::SUCCESS) return ParseWhole(text, time);
  if (element.get_double().get(real) != simdjson::SUCCESS) return false;
  if (real != std::floor(real) || real < 0 || real >= kTwoToThe64) return false;
  *time = static_cast<std::uint64_t>(real);
  return true;
}

// "NaN" and "Infinity" are strings in protobuf's JSON; so is any double from some senders.
bool DoubleOf(const dom::element& element, double* real) {
  std::string_view text;
  if (element.get_double().get(*real) == simdjson::SUCCESS) return true;
  if (element.get_string().get(text) != simdjson::SUCCESS) return false;
  if (ParseWhole(text, real)) return true;
  *real = std::numeric_limits<double>::quiet_NaN();
  return text == "NaN" || text == "Infinity" || text == "-Infinity";
}

// Enumerations are numbers; the names that protobuf's own JSON uses are tolerated.
std::int64_t EnumerationOf(const dom::element& element, std::span<const std::string_view> names) {
  std::int64_t number = 0;
  if (IntegerOf(element, &number)) return number;
  const std::string_view text = TextOf(element);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (text == names[i]) return static_cast<std::int64_t>(i);
  }
  return 0;
}

constexpr std::string_view kSpanKindNames[] = {"SPAN_KIND_UNSPECIFIED", "SPAN_KIND_INTERNAL",
                                               "SPAN_KIND_SERVER",      "SPAN_KIND_CLIENT",
                                               "SPAN_KIND_PRODUCER",    "SPAN_KIND_CONSUMER"};
constexpr std::string_view kStatusNames[] = {"STATUS_CODE_UNSET", "STATUS_CODE_OK",
                                             "STATUS_CODE_ERROR"};

DecodedValue Structured() {
  DecodedValue value;
  value.kind = ValueKind::kStructured;
  return value;
}

DecodedValue DecodeValue(const dom::element& any, AttributeList* list, bool in_array);

DecodedValue DecodeArray(const dom::element& any, AttributeList* list) {
  dom::array values;
  if (Member(any, "values").get_array().get(values) != simdjson::SUCCESS) {
    dom::object empty;
    DecodedValue none;
    none.kind =
        any.get_object().get(empty) == simdjson::SUCCESS ? ValueKind::kArray : ValueKind::kEmpty;
    return none;
  }
  DecodedValue decoded;
  decoded.kind = ValueKind::kArray;
  decoded.integer = static_cast<std::int64_t>(list->elements.size());
  for (const dom::element element : values) {
    const DecodedValue value = DecodeValue(element, list, true);
    if (value.kind == ValueKind::kStructured || decoded.element_count == kMaximumArrayElements) {
      list->elements.resize(static_cast<std::size_t>(decoded.integer));
      return Structured();
    }
    list->elements.push_back(value);
    ++decoded.element_count;
  }
  return decoded;
}

// `any` is an AnyValue: an object with one member that names the kind.
DecodedValue DecodeValue(const dom::element& any, AttributeList* list, bool in_array) {
  DecodedValue decoded;
  dom::object object;
  if (any.get_object().get(object) != simdjson::SUCCESS) return decoded;
  for (const auto [key, value] : object) {
    if (key == "stringValue") {
      decoded.text = TextOf(value);
      decoded.kind = value.is_string() ? ValueKind::kText : ValueKind::kEmpty;
    } else if (key == "intValue") {
      decoded.kind = IntegerOf(value, &decoded.integer) ? ValueKind::kInteger : ValueKind::kText;
      if (decoded.kind == ValueKind::kText) decoded.text = TextOf(value);
    } else if (key == "doubleValue") {
      decoded.kind = DoubleOf(value, &decoded.real) ? ValueKind::kDouble : ValueKind::kEmpty;
    } else if (key == "boolValue") {
      bool truth = false;
      decoded.kind =
          value.get_bool().get(truth) == simdjson::SUCCESS ? ValueKind::kBool : ValueKind::kEmpty;
      decoded.integer = truth ? 1 : 0;
    } else if (key == "arrayValue") {
      return in_array ? Structured() : DecodeArray(value, list);
    } else if (key == "kvlistValue" || key == "bytesValue") {
      return Structured();
    } else {
      continue;
    }
    return decoded;
  }
  return decoded;
}

// False when `attributes` is no list at all: then what the span says of itself is lost.
bool AppendAttributes(const dom::element& attributes, AttributeList* list) {
  if (attributes.is_null()) return true;
  dom::array array;
  if (attributes.get_array().get(array) != simdjson::SUCCESS) return false;
  for (const dom::element attribute : array) {
    std::string_view key;
    dom::element value;
    if (Member(attribute, "key").get_string().get(key) != simdjson::SUCCESS) continue;
    if (Member(attribute, "value").get(value) != simdjson::SUCCESS) continue;
    list->attributes.push_back({key, DecodeValue(value, list, false)});
  }
  return true;
}

void AppendEvents(const dom::element& events, DecodedSpan* span) {
  dom::array array;
  if (events.get_array().get(array) != simdjson::SUCCESS) return;
  for (const dom::element event : array) {
    std::string_view name;
    if (Member(event, "name").get_string().get(name) != simdjson::SUCCESS) name = {};
    const auto first = static_cast<std::uint32_t>(span->event_attributes.attributes.size());
    dom::element attributes;
    if (Member(event, "attributes").get(attributes) == simdjson::SUCCESS) {
      AppendAttributes(attributes, &span->event_attributes);
    }
    const auto last = static_cast<std::uint32_t>(span->event_attributes.attributes.size());
    span->events.push_back({name, first, last - first});
  }
}

// The members of a span that are read, as bits, so that the first of two equal keys wins.
enum SpanMember : std::uint32_t {
  kTraceIdMember = 1 << 0,
  kSpanIdMember = 1 << 1,
  kParentMember = 1 << 2,
  kNameMember = 1 << 3,
  kKindMember = 1 << 4,
  kStartMember = 1 << 5,
  kEndMember = 1 << 6,
  kAttributesMember = 1 << 7,
  kEventsMember = 1 << 8,
  kStatusMember = 1 << 9,
};

struct MemberName {
  std::string_view key;
  SpanMember member;
};

constexpr MemberName kSpanMembers[] = {
    {"traceId", kTraceIdMember},     {"spanId", kSpanIdMember},
    {"parentSpanId", kParentMember}, {"name", kNameMember},
    {"kind", kKindMember},           {"startTimeUnixNano", kStartMember},
    {"endTimeUnixNano", kEndMember}, {"attributes", kAttributesMember},
    {"events", kEventsMember},       {"status", kStatusMember},
};

struct TextIds {
  std::string_view trace;
  std::string_view span;
  std::string_view parent;
};

void DecodeMember(SpanMember member, const dom::element& value, TextIds* ids, DecodedSpan* span) {
  switch (member) {
    case kTraceIdMember:
      ids->trace = TextOf(value);
      break;
    case kSpanIdMember:
      ids->span = TextOf(value);
      break;
    case kParentMember:
      ids->parent = TextOf(value);
      break;
    case kNameMember:
      span->name = TextOf(value);
      break;
    case kKindMember:
      span->kind = EnumerationOf(value, kSpanKindNames);
      break;
    case kStartMember:
      if (!TimeOf(value, &span->start_unix_ns)) span->Refuse("start time is no time");
      break;
    case kEndMember:
      if (!TimeOf(value, &span->end_unix_ns)) span->Refuse("end time is no time");
      break;
    case kAttributesMember:
      if (!AppendAttributes(value, &span->attributes)) span->Refuse("attributes is not an array");
      break;
    case kEventsMember:
      AppendEvents(value, span);
      break;
    case kStatusMember: {
      dom::element code;
      if (Member(value, "code").get(code) == simdjson::SUCCESS) {
        span->status = EnumerationOf(code, kStatusNames);
      }
      break;
    }
  }
}

void DecodeSpanObject(const dom::element& element, DecodedSpan* span) {
  span->Clear();
  dom::object object;
  if (element.get_object().get(object) != simdjson::SUCCESS) {
    span->Refuse("span is not a JSON object");
    return;
  }
  TextIds ids;
  std::uint32_t seen = 0;
  for (const auto [key, value] : object) {
    for (const MemberName& name : kSpanMembers) {
      if (key != name.key) continue;
      if ((seen & name.member) == 0) DecodeMember(name.member, value, &ids, span);
      seen |= name.member;
      break;
    }
  }
  SetHexIds(ids.trace, ids.span, ids.parent, span);
}

bool IsOtherSignal(const dom::element& document) {
  for (std::string_view key : {"resourceMetrics", "resourceLogs", "resourceProfiles"}) {
    if (Member(document, key).error() == simdjson::SUCCESS) return true;
  }
  return false;
}

// Where the decoder is, and who is told of what cannot be read there.
struct Site {
  JsonPath path;
  SpanConsumer* consumer;

  void Fault(const std::string& message) const { consumer->TakeFault({0, path}, message); }
};

// Finds the list under the first of `names` that is there. An absent list is an empty one; anything
// else than a list is a fault.
bool FindList(const dom::element& element, std::span<const std::string_view> names,
              const Site& site, dom::array* array) {
  for (std::string_view name : names) {
    dom::element member;
    if (Member(element, name).get(member) != simdjson::SUCCESS || member.is_null()) continue;
    if (member.get_array().get(*array) == simdjson::SUCCESS) return true;
    site.Fault(fmt::format("{} is not an array", name));
    return false;
  }
  return false;
}

// simdjson holds a parse to what a strict JSON parser takes; these faults RepairJson can mend.
bool IsRepairable(simdjson::error_code error) {
  return error != simdjson::MEMALLOC && error != simdjson::CAPACITY &&
         error != simdjson::DEPTH_ERROR && error != simdjson::EMPTY;
}

struct LibraryDecoder {
  Status Decode(std::string_view json, bool is_cut, SpanConsumer* consumer, JsonContent* content);
  simdjson::error_code Parse(std::string_view json, dom::element* document);
  Status DecodeDocument(const dom::element& document, SpanConsumer* consumer, JsonContent* content);
  Status DecodeBroken(std::string_view json, bool is_cut, simdjson::error_code error,
                      SpanConsumer* consumer, JsonContent* content);
  Status DecodeRequest(const dom::element& request, Site site, JsonContent* content);
  Status DecodeResource(const dom::element& resource_spans, Site site);
  Status DecodeScope(const dom::element& scope_spans, Site site);
  void BeginScope(const dom::element& scope_spans, SpanConsumer* consumer);

  dom::parser parser;
  AttributeList resource;
  DecodedSpan span;
};

void LibraryDecoder::BeginScope(const dom::element& scope_spans, SpanConsumer* consumer) {
  std::string_view name;
  std::string_view version;
  for (std::string_view key : {"scope", "instrumentationLibrary"}) {
    dom::element scope;
    if (Member(scope_spans, key).get(scope) != simdjson::SUCCESS) continue;
    dom::element text;
    if (Member(scope, "name").get(text) == simdjson::SUCCESS) name = TextOf(text);
    if (Member(scope, "version").get(text) == simdjson::SUCCESS) version = TextOf(text);
    break;
  }
  consumer->BeginScope(name, version);
}

Status LibraryDecoder::DecodeScope(const dom::element& scope_spans, Site site) {
  if (!scope_spans.is_object()) {
    site.Fault("an element of scopeSpans is not a JSON object");
    return Status::Ok();
  }
  BeginScope(scope_spans, site.consumer);
  dom::array spans;
  if (!FindList(scope_spans, kSpanListNames, site, &spans)) return Status::Ok();
  site.path.span = 0;
  for (const dom::element element : spans) {
    DecodeSpanObject(element, &span);
    span.place = {0, site.path};
    COSTDB_RETURN_IF_ERROR(site.consumer->TakeSpan(span));
    ++site.path.span;
  }
  return Status::Ok();
}

Status LibraryDecoder::DecodeResource(const dom::element& resource_spans, Site site) {
  if (!resource_spans.is_object()) {
    site.Fault("an element of resourceSpans is not a JSON object");
    return Status::Ok();
  }
  resource.Clear();
  dom::element element;
  if (Member(resource_spans, "resource").get(element) == simdjson::SUCCESS) {
    dom::element attributes;
    if (Member(element, "attributes").get(attributes) == simdjson::SUCCESS) {
      AppendAttributes(attributes, &resource);
    }
  }
  site.consumer->BeginResource(resource, {});
  dom::array scopes;
  if (!FindList(resource_spans, kScopeListNames, site, &scopes)) return Status::Ok();
  site.path.scope = 0;
  for (const dom::element scope : scopes) {
    COSTDB_RETURN_IF_ERROR(DecodeScope(scope, site));
    ++site.path.scope;
  }
  return Status::Ok();
}

Status LibraryDecoder::DecodeRequest(const dom::element& request, Site site, JsonContent* content) {
  dom::object object;
  if (request.get_object().get(object) != simdjson::SUCCESS) {
    site.Fault("not an OTLP message: a JSON object was expected");
    return Status::Ok();
  }
  const bool is_request = Member(request, "resourceSpans").error() == simdjson::SUCCESS;
  if (!is_request && IsOtherSignal(request)) {
    ++content->skipped;
    return Status::Ok();
  }
  if (!is_request && object.size() > 0) {
    site.Fault("not an OTLP message: it has no resourceSpans");
    return Status::Ok();
  }
  ++content->requests;
  dom::array resources;
  if (!FindList(request, kResourceListNames, site, &resources)) return Status::Ok();
  site.path.resource = 0;
  for (const dom::element element : resources) {
    COSTDB_RETURN_IF_ERROR(DecodeResource(element, site));
    ++site.path.resource;
  }
  return Status::Ok();
}

Status LibraryDecoder::DecodeDocument(const dom::element& document, SpanConsumer* consumer,
                                      JsonContent* content) {
  Site site{{}, consumer};
  dom::array requests;
  if (document.get_array().get(requests) != simdjson::SUCCESS) {
    return DecodeRequest(document, site, content);
  }
  for (const dom::element request : requests) {
    COSTDB_RETURN_IF_ERROR(DecodeRequest(request, site, content));
    ++site.path.request;
  }
  return Status::Ok();
}

simdjson::error_code LibraryDecoder::Parse(std::string_view json, dom::element* document) {
  return parser.parse(json.data(), json.size(), true).get(*document);
}

// The spans of a document that is no JSON as a whole: those that are complete and correct
// themselves.
Status LibraryDecoder::DecodeBroken(std::string_view json, bool is_cut, simdjson::error_code error,
                                    SpanConsumer* consumer, JsonContent* content) {
  const SalvagedJson salvaged = SalvageJson(RepairJson(json), [this](std::string_view element) {
    dom::element parsed;
    return Parse(element, &parsed) == simdjson::SUCCESS;
  });
  dom::element document;
  const bool is_saved = Parse(salvaged.text, &document) == simdjson::SUCCESS;
  if (is_saved) COSTDB_RETURN_IF_ERROR(DecodeDocument(document, consumer, content));
  if (!is_cut && !(is_saved && salvaged.is_complete)) {
    const std::size_t place = is_saved ? std::min(salvaged.end, json.size()) : 0;
    consumer->TakeFault({place, {}},
                        fmt::format("malformed JSON: {}", simdjson::error_message(error)));
  }
  return Status::Ok();
}

Status LibraryDecoder::Decode(std::string_view json, bool is_cut, SpanConsumer* consumer,
                              JsonContent* content) {
  dom::element document;
  simdjson::error_code error = parser.parse(json.data(), json.size(), false).get(document);
  if (error != simdjson::SUCCESS && IsRepairable(error)) {
    const simdjson::error_code second = Parse(RepairJson(json), &document);
    if (second == simdjson::SUCCESS) error = second;
  }
  if (error == simdjson::SUCCESS) return DecodeDocument(document, consumer, content);
  return DecodeBroken(json, is_cut, error, consumer, content);
}

class TextConsumer final : public SpanConsumer {
 public:
  void BeginResource(const AttributeList& attributes, std::string_view /*wire*/) override {
    text_ += "\nresource " + AttributesText(attributes);
  }
  void BeginScope(std::string_view name, std::string_view version) override {
    text_ += "\nscope " + Quoted(name) + Quoted(version);
  }
  Status TakeSpan(const DecodedSpan& span) override {
    text_ += "\nspan " + PlaceText(span.place) + SpanText(span);
    return Status::Ok();
  }
  void TakeFault(const RecordPlace& place, const std::string& message) override {
    text_ += "\nfault " + PlaceText(place) + message;
  }

  std::string TextWith(const JsonContent& content) const {
    return fmt::format("{} requests, {} skipped{}", content.requests, content.skipped, text_);
  }

 private:
  static std::string PlaceText(const RecordPlace& place) {
    const JsonPath& path = place.path;
    return fmt::format("{} {}/{}/{}/{} ", place.offset, path.request, path.resource, path.scope,
                       path.span);
  }

  std::string text_;
};

template <typename Decoder>
std::string TextBy(Decoder* decoder, std::string_view json) {
  std::string padded(json);
  padded.append(kJsonPaddingBytes, '"');
  TextConsumer consumer;
  JsonContent content;
  const Status status =
      decoder->Decode(std::string_view(padded).substr(0, json.size()), false, &consumer, &content);
  return status.ok() ? consumer.TextWith(content) : status.message();
}

}  // namespace

std::string JsonByLibrary(std::string_view json) {
  static LibraryDecoder decoder;
  return TextBy(&decoder, json);
}

bool IsJson(std::string_view json) {
  dom::parser parser;
  return parser.parse(json.data(), json.size()).error() == simdjson::SUCCESS;
}

std::string JsonInPlace(std::string_view json) {
  static JsonDecoder decoder;
  return TextBy(&decoder, json);
}

}  // namespace costdb::ingest
