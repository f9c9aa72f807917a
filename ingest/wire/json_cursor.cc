#include "ingest/wire/json_cursor.h"

#include <algorithm>
#include <limits>

#include "ingest/wire/digits.h"

namespace costdb::ingest {
namespace {

using Kind = JsonValue::Kind;

constexpr std::string_view kBlanks = " \t\r\n";

// A number of digits alone, as most are; false when it is another, or none.
bool ReadPlainNumber(std::string_view text, std::int64_t* number) {
  std::uint64_t value = 0;
  if (text[0] == '0' && text.size() > 1) return false;
  if (!ReadDecimal(text, &value) || value > std::numeric_limits<std::int64_t>::max()) return false;
  *number = static_cast<std::int64_t>(value);
  return true;
}

}  // namespace

JsonCursor::JsonCursor() = default;
JsonCursor::~JsonCursor() = default;

simdjson::error_code JsonCursor::Begin(std::string_view json) {
  json_ = json;
  count_ = 0;
  if (stages_ == nullptr || stages_->capacity() < json.size()) {
    const std::size_t capacity = std::max<std::size_t>(json.size(), 4096);
    const simdjson::error_code error =
        simdjson::get_active_implementation()->create_dom_parser_implementation(
            capacity, simdjson::DEFAULT_MAX_DEPTH, stages_);
    if (error != simdjson::SUCCESS) return error;
  }
  const simdjson::error_code error =
      stages_->stage1(reinterpret_cast<const std::uint8_t*>(json.data()), json.size(),
                      simdjson::stage1_mode::regular);
  if (error != simdjson::SUCCESS) return error;
  index_ = stages_->structural_indexes.get();
  count_ = stages_->n_structural_indexes;
  Rewind();
  return simdjson::SUCCESS;
}

void JsonCursor::Rewind() {
  next_ = 0;
  depth_ = 0;
  unescaped_.Clear();
  backslash_ = FindBackslash(json_, 0);
}

std::size_t JsonCursor::FindBackslash(std::string_view json, std::size_t begin) {
  return std::min(json.find('\\', begin), json.size());
}

// A text without its escapes is no longer than with them.
bool JsonCursor::Unescape(std::string_view* text) {
  std::uint8_t* const begin = unescaped_.Room(text->size() + simdjson::SIMDJSON_PADDING);
  const auto* const escaped = reinterpret_cast<const std::uint8_t*>(text->data());
  const std::uint8_t* const end = stages_->parse_string(escaped, begin);
  if (end == nullptr) return false;
  const auto size = static_cast<std::size_t>(end - begin);
  *text = {reinterpret_cast<const char*>(begin), size};
  unescaped_.Keep(size);
  return true;
}

// What is passed over needs no memory afterwards.
bool JsonCursor::SkipWithEscapes() {
  const TextStore::Mark before = unescaped_.mark();
  JsonValue value;
  const bool is_correct = Read(&value);
  unescaped_.Return(before);
  return is_correct;
}

bool JsonCursor::Read(JsonValue* value) {
  value->kind = Kind::kContainer;
  switch (next()) {
    case '{':
      return ForEachMember([this](std::string_view /*key*/) { return Skip(); });
    case '[':
      return ForEachElement([this] { return Skip(); });
    case '"':
      value->kind = Kind::kText;
      return ReadText(&value->text);
    default:
      return ReadWord(value);
  }
}

simdjson::error_code JsonCursor::Fault() {
  const simdjson::error_code error = library_.parse(json_.data(), json_.size(), false).error();
  return error == simdjson::SUCCESS ? simdjson::TAPE_ERROR : error;
}

// A number, true, false or null.
bool JsonCursor::ReadWord(JsonValue* value) {
  if (is_at_end()) return false;
  const std::size_t begin = PositionOf(next_++);
  std::string_view word = json_.substr(begin, PositionOf(next_) - begin);
  word = word.substr(0, word.find_last_not_of(kBlanks) + 1);
  if (word == "null") {
    value->kind = Kind::kNull;
    return true;
  }
  if (word == "true" || word == "false") {
    value->kind = Kind::kBool;
    value->integer = word == "true" ? 1 : 0;
    return true;
  }
  return !word.empty() && ReadNumber(word, value);
}

bool JsonCursor::ReadNumber(std::string_view number, JsonValue* value) {
  value->kind = Kind::kInteger;
  if (ReadPlainNumber(number, &value->integer)) return true;
  simdjson::dom::element element;
  if (library_.parse(number.data(), number.size(), false).get(element) != simdjson::SUCCESS) {
    return false;
  }
  std::uint64_t unsigned_integer = 0;
  if (element.get_int64().get(value->integer) == simdjson::SUCCESS) return true;
  if (element.get_uint64().get(unsigned_integer) == simdjson::SUCCESS) {
    value->kind = Kind::kUnsigned;
    value->integer = static_cast<std::int64_t>(unsigned_integer);
    return true;
  }
  value->kind = Kind::kReal;
  return element.get_double().get(value->real) == simdjson::SUCCESS;
}

}  // namespace costdb::ingest
