#include "ingest/wire/json_decoder.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <string>
#include <utility>

#include "engine/error/propagate.h"
#include "ingest/wire/held_spans.h"
#include "ingest/wire/json_cursor.h"
#include "ingest/wire/json_repair.h"
#include "ingest/wire/json_salvage.h"
#include "ingest/wire/json_spans.h"

namespace costdb::ingest {
namespace {

// simdjson holds a document to what a strict JSON parser takes; these faults RepairJson can mend.
bool IsRepairable(simdjson::error_code error) {
  return error != simdjson::MEMALLOC && error != simdjson::CAPACITY &&
         error != simdjson::DEPTH_ERROR && error != simdjson::EMPTY;
}

std::string Padded(std::string text) {
  text.append(kJsonPaddingBytes, ' ');
  return text;
}

}  // namespace

// A document's spans are held back until its end has been seen: nothing of a malformed one is
// handed on before it is known what can be saved. A document of too many for its size is read twice
// instead.
struct JsonDecoder::State {
  simdjson::error_code Read(std::string_view json);
  simdjson::error_code ReadCopy(std::string json);
  bool IsValid(std::string_view element);
  Status HandOn(SpanConsumer* consumer, JsonContent* content);
  Status DecodeBroken(std::string_view json, bool is_cut, simdjson::error_code error,
                      SpanConsumer* consumer, JsonContent* content);

  JsonCursor cursor;
  HeldSpans spans;
  JsonContent found;
  bool is_held = false;  ///< `spans` and `found` are all of the document that was read last.
  std::string copy;      ///< Of a document that was mended; `spans` are views of it.
};

simdjson::error_code JsonDecoder::State::Read(std::string_view json) {
  spans.Clear();
  found = {};
  const simdjson::error_code error = cursor.Begin(json);
  if (error != simdjson::SUCCESS) return error;
  const JsonOutcome outcome = HoldJsonSpans(&cursor, json.size(), &spans, &found);
  is_held = outcome == JsonOutcome::kHeld;
  if (is_held) return simdjson::SUCCESS;
  if (outcome == JsonOutcome::kMalformed) return cursor.Fault();
  cursor.Rewind();
  return cursor.Skip() && cursor.is_at_end() ? simdjson::SUCCESS : cursor.Fault();
}

simdjson::error_code JsonDecoder::State::ReadCopy(std::string json) {
  const std::size_t size = json.size();
  copy = Padded(std::move(json));
  return Read(std::string_view(copy).substr(0, size));
}

bool JsonDecoder::State::IsValid(std::string_view element) {
  const std::string padded = Padded(std::string(element));
  return cursor.Begin(std::string_view(padded).substr(0, element.size())) == simdjson::SUCCESS &&
         cursor.Skip() && cursor.is_at_end();
}

Status JsonDecoder::State::HandOn(SpanConsumer* consumer, JsonContent* content) {
  if (!is_held) {
    spans.Clear();
    cursor.Rewind();
    return HandOnJsonSpans(&cursor, &spans, consumer, content);
  }
  content->requests += found.requests;
  content->skipped += found.skipped;
  return spans.HandOn(consumer);
}

// The spans of a document that is no JSON as a whole: those that are complete and correct
// themselves.
Status JsonDecoder::State::DecodeBroken(std::string_view json, bool is_cut,
                                        simdjson::error_code error, SpanConsumer* consumer,
                                        JsonContent* content) {
  SalvagedJson salvaged =
      SalvageJson(RepairJson(json), [this](std::string_view element) { return IsValid(element); });
  const bool is_saved = ReadCopy(std::move(salvaged.text)) == simdjson::SUCCESS;
  if (is_saved) COSTDB_RETURN_IF_ERROR(HandOn(consumer, content));
  if (!is_cut && !(is_saved && salvaged.is_complete)) {
    const std::size_t place = is_saved ? std::min(salvaged.end, json.size()) : 0;
    consumer->TakeFault({place, {}},
                        fmt::format("malformed JSON: {}", simdjson::error_message(error)));
  }
  return Status::Ok();
}

JsonDecoder::JsonDecoder() : state_(std::make_unique<State>()) {}
JsonDecoder::~JsonDecoder() = default;

Status JsonDecoder::Decode(std::string_view json, bool is_cut, SpanConsumer* consumer,
                           JsonContent* content) {
  simdjson::error_code error = state_->Read(json);
  if (error != simdjson::SUCCESS && IsRepairable(error)) {
    const simdjson::error_code second = state_->ReadCopy(RepairJson(json));
    if (second == simdjson::SUCCESS) error = second;
  }
  if (error == simdjson::SUCCESS) return state_->HandOn(consumer, content);
  return state_->DecodeBroken(json, is_cut, error, consumer, content);
}

}  // namespace costdb::ingest
