#include "ingest/wire/json_spans.h"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "ingest/wire/json_attributes.h"
#include "ingest/wire/json_number.h"
#include "ingest/wire/json_path.h"

namespace costdb::ingest {
namespace {

constexpr std::string_view kSpanKindNames[] = {"SPAN_KIND_UNSPECIFIED", "SPAN_KIND_INTERNAL",
                                               "SPAN_KIND_SERVER",      "SPAN_KIND_CLIENT",
                                               "SPAN_KIND_PRODUCER",    "SPAN_KIND_CONSUMER"};
constexpr std::string_view kStatusNames[] = {"STATUS_CODE_UNSET", "STATUS_CODE_OK",
                                             "STATUS_CODE_ERROR"};
constexpr std::string_view kScopeNames[] = {"scope", "instrumentationLibrary"};

// The members of a span that are read.
enum class SpanMember : std::uint8_t {
  kTraceId,
  kSpanId,
  kParent,
  kName,
  kKind,
  kStart,
  kEnd,
  kAttributes,
  kEvents,
  kStatus,
};
// Their keys, in this order.
constexpr std::string_view kSpanMembers[] = {
    "traceId",           "spanId",          "parentSpanId", "name",   "kind",
    "startTimeUnixNano", "endTimeUnixNano", "attributes",   "events", "status"};

bool IsOtherSignal(std::string_view key) {
  return key == "resourceMetrics" || key == "resourceLogs" || key == "resourceProfiles";
}

struct TextIds {
  std::string_view trace;
  std::string_view span;
  std::string_view parent;
};

// So many bytes may be held, and so many for each of the document: what can be used takes less, and
// so memory is bounded by the document's size, but for one span that has hardly anything but
// brackets.
constexpr std::size_t kMostBytes = std::size_t{1} << 20;
constexpr std::size_t kMostBytesAByte = 4;

// How an object with a list is read: at once when all is held; else for what stands beside the list
// first, whatever comes first, and then for the list.
enum class Pass : std::uint8_t { kAll, kHead, kList };

// Which member of an object counts that has had several names: the first of each name, and of these
// the one whose name comes first.
class NameChoice {
 public:
  explicit NameChoice(std::span<const std::string_view> names)
      : names_(names), chosen_(names.size()) {}

  // The index of `key` among the names, when it came for the first time; else their number.
  std::size_t Find(std::string_view key) {
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (key != names_[i]) continue;
      const bool is_first = (seen_ >> i & 1) == 0;
      seen_ |= 1u << i;
      return is_first ? i : names_.size();
    }
    return names_.size();
  }

  // False when a better name was chosen before.
  bool Choose(std::size_t name) {
    if (name >= chosen_) return false;
    chosen_ = name;
    return true;
  }
  std::size_t chosen() const { return chosen_; }

  // Forgets what came, not what was chosen.
  void LookAgain() { seen_ = 0; }

  std::string_view name(std::size_t index) const { return names_[index]; }
  bool has(std::size_t index) const { return index < names_.size(); }

 private:
  std::span<const std::string_view> names_;
  std::size_t chosen_;
  std::uint32_t seen_ = 0;
};

// The functions that return bool return false when the document is malformed.
class DocumentReader {
 public:
  // Without a consumer all is held, as far as `most_bytes` allow.
  DocumentReader(JsonCursor* cursor, std::size_t most_bytes, HeldSpans* spans,
                 SpanConsumer* consumer, JsonContent* content)
      : cursor_(*cursor),
        most_bytes_(most_bytes),
        spans_(*spans),
        consumer_(consumer),
        content_(*content) {}

  bool Read() {
    if (cursor_.next() != '[') return ReadRequest() && cursor_.is_at_end();
    const bool is_whole = cursor_.ForEachElement([this] {
      const bool is_read = ReadRequest();
      ++path_.request;
      return is_read;
    });
    return is_whole && cursor_.is_at_end();
  }

  bool has_too_much() const { return has_too_much_; }
  const Status& status() const { return status_; }

 private:
  // Before something is added. False stops the reader.
  bool MakeRoom() {
    if (spans_.mark().bytes < most_bytes_) return true;
    has_too_much_ = consumer_ == nullptr;
    if (has_too_much_) return false;
    status_ = spans_.HandOn(consumer_);
    spans_.ClearTold();
    return status_.ok();
  }

  bool Fault(std::string message) {
    if (!MakeRoom()) return false;
    spans_.AddFault(path_, std::move(message));
    return true;
  }

  bool FaultAndSkip(std::string message) { return Fault(std::move(message)) && cursor_.Skip(); }

  // Calls `take(key, pass)` for the members of an object with `lists`.
  template <typename Take>
  bool ForEachMember(NameChoice* lists, Take&& take) {
    const auto walk = [this, &take](Pass pass) {
      return cursor_.ForEachMember([pass, &take](std::string_view key) { return take(key, pass); });
    };
    if (consumer_ == nullptr) return walk(Pass::kAll);
    const JsonCursor::Mark begin = cursor_.mark();
    if (!walk(Pass::kHead)) return false;
    cursor_.Return(begin);
    lists->LookAgain();
    return walk(Pass::kList);
  }

  bool ReadRequest() {
    if (cursor_.next() != '{') {
      return FaultAndSkip("not an OTLP message: a JSON object was expected");
    }
    bool is_empty = true;
    bool is_request = false;
    bool is_other = false;
    NameChoice lists(kResourceListNames);
    const HeldSpans::Mark begin = spans_.mark();
    const bool is_whole = ForEachMember(&lists, [&](std::string_view key, Pass pass) {
      is_empty = false;
      is_other = is_other || IsOtherSignal(key);
      const std::size_t name = lists.Find(key);
      if (!lists.has(name)) return cursor_.Skip();
      is_request = true;
      return ReadList(&lists, name, pass, begin, &path_.resource,
                      [this] { return ReadResource(); });
    });
    if (!is_whole) return false;
    if (!is_request && !is_empty && !is_other) {
      return Fault("not an OTLP message: it has no resourceSpans");
    }
    ++(is_request || is_empty ? content_.requests : content_.skipped);
    return true;
  }

  // Reads the list with that name, if it counts; `number` tells the path of its elements. Null is
  // no list, anything else that is none is a fault.
  template <typename ReadElement>
  bool ReadList(NameChoice* lists, std::size_t name, Pass pass, const HeldSpans::Mark& begin,
                std::uint32_t* number, ReadElement&& read_element) {
    if (cursor_.next() == 'n') return cursor_.Skip();
    const bool counts = pass == Pass::kList ? name == lists->chosen() : lists->Choose(name);
    if (!counts || pass == Pass::kHead) return cursor_.Skip();
    if (pass == Pass::kAll) spans_.Return(begin);
    if (cursor_.next() != '[') {
      return FaultAndSkip(fmt::format("{} is not an array", lists->name(name)));
    }
    *number = 0;
    const bool is_whole = cursor_.ForEachElement([number, &read_element] {
      const bool is_read = read_element();
      ++*number;
      return is_read;
    });
    *number = JsonPath::kNowhere;
    return is_whole;
  }

  bool ReadResource() {
    if (cursor_.next() != '{') {
      return FaultAndSkip("an element of resourceSpans is not a JSON object");
    }
    if (!MakeRoom()) return false;
    HeldSpans::Resource* const resource = spans_.AddResource();
    bool has_resource = false;
    NameChoice lists(kScopeListNames);
    const HeldSpans::Mark begin = spans_.mark();
    return ForEachMember(&lists, [&](std::string_view key, Pass pass) {
      if (key == "resource" && pass != Pass::kList && !has_resource) {
        has_resource = true;
        return ReadResourceObject(resource);
      }
      const std::size_t name = lists.Find(key);
      if (!lists.has(name)) return cursor_.Skip();
      return ReadList(&lists, name, pass, begin, &path_.scope, [this] { return ReadScope(); });
    });
  }

  bool ReadResourceObject(HeldSpans::Resource* resource) {
    if (cursor_.next() != '{') return cursor_.Skip();
    const std::size_t begin = cursor_.position();
    bool has_attributes = false;
    bool is_list = true;
    const bool is_whole = cursor_.ForEachMember([&](std::string_view key) {
      if (key != "attributes" || has_attributes) return cursor_.Skip();
      has_attributes = true;
      return ReadJsonAttributes(&cursor_, &resource->attributes, &is_list);
    });
    resource->wire = cursor_.TextFrom(begin);
    spans_.Weigh(*resource);
    return is_whole;
  }

  bool ReadScope() {
    if (cursor_.next() != '{') return FaultAndSkip("an element of scopeSpans is not a JSON object");
    if (!MakeRoom()) return false;
    HeldSpans::Scope* const scope = spans_.AddScope();
    NameChoice scopes(kScopeNames);
    NameChoice lists(kSpanListNames);
    const HeldSpans::Mark begin = spans_.mark();
    return ForEachMember(&lists, [&](std::string_view key, Pass pass) {
      if (const std::size_t name = scopes.Find(key); scopes.has(name)) {
        const bool counts = pass != Pass::kList && scopes.Choose(name);
        return counts ? ReadScopeObject(scope) : cursor_.Skip();
      }
      const std::size_t name = lists.Find(key);
      if (!lists.has(name)) return cursor_.Skip();
      return ReadList(&lists, name, pass, begin, &path_.span, [this] { return ReadSpan(); });
    });
  }

  bool ReadScopeObject(HeldSpans::Scope* scope) {
    *scope = {};
    if (cursor_.next() != '{') return cursor_.Skip();
    bool has_name = false;
    bool has_version = false;
    return cursor_.ForEachMember([&](std::string_view key) {
      if (key == "name" && !std::exchange(has_name, true)) {
        return cursor_.ReadTextIfAny(&scope->name);
      }
      if (key == "version" && !std::exchange(has_version, true)) {
        return cursor_.ReadTextIfAny(&scope->version);
      }
      return cursor_.Skip();
    });
  }

  bool ReadSpan() {
    if (!MakeRoom()) return false;
    DecodedSpan* const span = spans_.AddSpan();
    span->place = {0, path_};
    if (cursor_.next() != '{') {
      span->Refuse("span is not a JSON object");
      return cursor_.Skip();
    }
    TextIds ids;
    std::uint32_t seen = 0;  // Of two equal keys the first wins.
    const bool is_whole = cursor_.ForEachMember(kSpanMembers, [&](std::size_t member) {
      if (member == std::size(kSpanMembers) || (seen >> member & 1) != 0) return cursor_.Skip();
      seen |= 1u << member;
      return ReadMember(static_cast<SpanMember>(member), &ids, span);
    });
    SetHexIds(ids.trace, ids.span, ids.parent, span);
    spans_.Weigh(*span);
    return is_whole;
  }

  bool ReadMember(SpanMember member, TextIds* ids, DecodedSpan* span) {
    switch (member) {
      case SpanMember::kAttributes: {
        bool is_list = true;
        const bool is_whole = ReadJsonAttributes(&cursor_, &span->attributes, &is_list);
        if (!is_list) span->Refuse("attributes is not an array");
        return is_whole;
      }
      case SpanMember::kTraceId:
        return cursor_.ReadTextIfAny(&ids->trace);
      case SpanMember::kSpanId:
        return cursor_.ReadTextIfAny(&ids->span);
      case SpanMember::kParent:
        return cursor_.ReadTextIfAny(&ids->parent);
      case SpanMember::kName:
        return cursor_.ReadTextIfAny(&span->name);
      case SpanMember::kEvents:
        return ReadEvents(span);
      case SpanMember::kStatus:
        return ReadStatus(span);
      default: {
        JsonValue value;
        if (!cursor_.Read(&value)) return false;
        SetNumber(member, value, span);
        return true;
      }
    }
  }

  static void SetNumber(SpanMember member, const JsonValue& value, DecodedSpan* span) {
    switch (member) {
      case SpanMember::kKind:
        span->kind = EnumerationOf(value, kSpanKindNames);
        break;
      case SpanMember::kStart:
        if (!TimeOf(value, &span->start_unix_ns)) span->Refuse("start time is no time");
        break;
      case SpanMember::kEnd:
        if (!TimeOf(value, &span->end_unix_ns)) span->Refuse("end time is no time");
        break;
      default:
        break;
    }
  }

  bool ReadStatus(DecodedSpan* span) {
    if (cursor_.next() != '{') return cursor_.Skip();
    bool has_code = false;
    return cursor_.ForEachMember([&](std::string_view key) {
      JsonValue value;
      if (!cursor_.Read(&value)) return false;
      if (key == "code" && !std::exchange(has_code, true)) {
        span->status = EnumerationOf(value, kStatusNames);
      }
      return true;
    });
  }

  bool ReadEvents(DecodedSpan* span) {
    if (cursor_.next() != '[') return cursor_.Skip();
    return cursor_.ForEachElement([&] { return ReadEvent(span); });
  }

  bool ReadEvent(DecodedSpan* span) {
    const auto first = static_cast<std::uint32_t>(span->event_attributes.attributes.size());
    DecodedEvent event{{}, first, 0};
    const bool is_whole = cursor_.next() == '{' ? ReadEventObject(span, &event) : cursor_.Skip();
    const auto last = static_cast<std::uint32_t>(span->event_attributes.attributes.size());
    event.attribute_count = last - first;
    span->events.push_back(event);
    return is_whole;
  }

  bool ReadEventObject(DecodedSpan* span, DecodedEvent* event) {
    bool has_name = false;
    bool has_attributes = false;
    bool is_list = true;
    return cursor_.ForEachMember([&](std::string_view key) {
      if (key == "attributes" && !std::exchange(has_attributes, true)) {
        return ReadJsonAttributes(&cursor_, &span->event_attributes, &is_list);
      }
      if (key == "name" && !std::exchange(has_name, true)) {
        return cursor_.ReadTextIfAny(&event->name);
      }
      return cursor_.Skip();
    });
  }

  JsonCursor& cursor_;
  std::size_t most_bytes_;
  HeldSpans& spans_;
  SpanConsumer* consumer_;
  JsonContent& content_;
  JsonPath path_;
  bool has_too_much_ = false;
  Status status_;
};

}  // namespace

JsonOutcome HoldJsonSpans(JsonCursor* cursor, std::size_t bytes, HeldSpans* spans,
                          JsonContent* content) {
  DocumentReader reader(cursor, kMostBytes + bytes * kMostBytesAByte, spans, nullptr, content);
  if (reader.Read()) return JsonOutcome::kHeld;
  return reader.has_too_much() ? JsonOutcome::kTooMuch : JsonOutcome::kMalformed;
}

Status HandOnJsonSpans(JsonCursor* cursor, HeldSpans* spans, SpanConsumer* consumer,
                       JsonContent* content) {
  DocumentReader reader(cursor, kMostBytes, spans, consumer, content);
  if (!reader.Read()) {
    return reader.status().ok() ? Status::Internal("a document that was checked cannot be read")
                                : reader.status();
  }
  return spans->HandOn(consumer);
}

}  // namespace costdb::ingest
