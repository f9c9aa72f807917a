#include "ingest/wire/decoded_span.h"

#include <cstddef>
#include <cstdint>

#include "ingest/wire/digits.h"
#include "ingest/wire/short_text.h"

namespace costdb::ingest {
namespace {

constexpr std::size_t kTraceIdBytes = 16;
constexpr std::size_t kSpanIdBytes = 8;

std::uint64_t ReadBigEndian(std::string_view bytes) {
  std::uint64_t word = 0;
  for (char byte : bytes) word = (word << 8) | static_cast<unsigned char>(byte);
  return word;
}

// Sixteen digits.
bool ReadHex(std::string_view text, std::uint64_t* word) {
  const std::uint64_t high = LoadWord<std::uint64_t>(text.data());
  const std::uint64_t low = LoadWord<std::uint64_t>(text.data() + 8);
  if (!AreHexadecimal(high) || !AreHexadecimal(low)) return false;
  *word = HexadecimalOf(high) << 32 | HexadecimalOf(low);
  return true;
}

void RefuseZeroIds(DecodedSpan* span) {
  if (!span->trace_id.is_valid()) span->Refuse("trace id is all zero");
  if (span->span_id == 0) span->Refuse("span id is all zero");
}

}  // namespace

void DecodedSpan::Clear() {
  trace_id = {};
  span_id = 0;
  parent_span_id = 0;
  start_unix_ns = 0;
  end_unix_ns = 0;
  kind = 0;
  status = 0;
  name = {};
  attributes.Clear();
  events.clear();
  event_attributes.Clear();
  place = {};
  raw_span_id = {};
  is_binary = false;
  defect = nullptr;
  defect_value = {};
}

void SetBinaryIds(std::string_view trace_id, std::string_view span_id, std::string_view parent,
                  DecodedSpan* span) {
  span->raw_span_id = span_id;
  span->is_binary = true;
  if (trace_id.size() != kTraceIdBytes) {
    span->Refuse(trace_id.empty() ? "trace id is missing" : "trace id is not 16 bytes", trace_id);
  } else {
    span->trace_id = {ReadBigEndian(trace_id.substr(0, 8)), ReadBigEndian(trace_id.substr(8))};
  }
  if (span_id.size() != kSpanIdBytes) {
    span->Refuse(span_id.empty() ? "span id is missing" : "span id is not 8 bytes");
  } else {
    span->span_id = ReadBigEndian(span_id);
  }
  if (!parent.empty() && parent.size() != kSpanIdBytes) {
    span->Refuse("parent span id is not 8 bytes", parent);
  } else {
    span->parent_span_id = ReadBigEndian(parent);
  }
  RefuseZeroIds(span);
}

void SetHexIds(std::string_view trace_id, std::string_view span_id, std::string_view parent,
               DecodedSpan* span) {
  span->raw_span_id = span_id;
  if (trace_id.size() != 2 * kTraceIdBytes ||
      !ReadHex(trace_id.substr(0, 16), &span->trace_id.high) ||
      !ReadHex(trace_id.substr(16), &span->trace_id.low)) {
    span->Refuse(trace_id.empty() ? "trace id is missing" : "trace id is not 32 hexadecimal digits",
                 trace_id);
  }
  if (span_id.size() != 2 * kSpanIdBytes || !ReadHex(span_id, &span->span_id)) {
    span->Refuse(span_id.empty() ? "span id is missing" : "span id is not 16 hexadecimal digits");
  }
  if (!parent.empty() &&
      (parent.size() != 2 * kSpanIdBytes || !ReadHex(parent, &span->parent_span_id))) {
    span->Refuse("parent span id is not 16 hexadecimal digits", parent);
  }
  RefuseZeroIds(span);
}

}  // namespace costdb::ingest
