#include "ingest/normalize/attribute_text.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <iterator>
#include <limits>

#include "engine/span/span_record.h"
#include "ingest/dialect/reported_cost.h"

namespace costdb::ingest {
namespace {

void AppendScalar(const DecodedValue& value, std::string* text) {
  switch (value.kind) {
    case ValueKind::kText:
      text->append(value.text);
      break;
    case ValueKind::kBool:
      text->append(value.integer != 0 ? "true" : "false");
      break;
    case ValueKind::kInteger:
      fmt::format_to(std::back_inserter(*text), "{}", value.integer);
      break;
    case ValueKind::kDouble:
      if (std::isfinite(value.real)) fmt::format_to(std::back_inserter(*text), "{}", value.real);
      break;
    default:
      break;
  }
}

void AppendJsonString(std::string_view text, std::string* json) {
  json->push_back('"');
  for (char character : text) {
    if (character == '"' || character == '\\') {
      json->push_back('\\');
      json->push_back(character);
    } else if (static_cast<unsigned char>(character) < 0x20) {
      fmt::format_to(std::back_inserter(*json), "\\u{:04x}", static_cast<int>(character));
    } else {
      json->push_back(character);
    }
  }
  json->push_back('"');
}

}  // namespace

std::string_view TextOfValue(const DecodedValue& value, const AttributeList& list,
                             std::string* scratch) {
  if (value.kind == ValueKind::kText) return value.text;
  scratch->clear();
  if (value.kind != ValueKind::kArray) {
    AppendScalar(value, scratch);
    return *scratch;
  }
  scratch->push_back('[');
  for (const DecodedValue& element : list.ElementsOf(value)) {
    if (scratch->size() > 1) scratch->push_back(',');
    if (element.kind == ValueKind::kText) {
      AppendJsonString(element.text, scratch);
    } else if (element.kind == ValueKind::kEmpty) {
      scratch->append("null");
    } else {
      AppendScalar(element, scratch);
    }
  }
  scratch->push_back(']');
  return *scratch;
}

std::string_view ListOfValue(const DecodedValue& value, const AttributeList& list,
                             std::string* scratch) {
  if (value.kind != ValueKind::kArray) return TextOfValue(value, list, scratch);
  scratch->clear();
  for (const DecodedValue& element : list.ElementsOf(value)) {
    if (!scratch->empty()) scratch->push_back(',');
    AppendScalar(element, scratch);
  }
  return *scratch;
}

bool CountOfValue(const DecodedValue& value, std::int64_t* count) {
  double real = value.real;
  if (value.kind == ValueKind::kInteger) {
    *count = value.integer;
    return true;
  }
  if (value.kind == ValueKind::kText) {
    const char* end = value.text.data() + value.text.size();
    if (value.text.empty()) return false;
    if (auto [stop, error] = std::from_chars(value.text.data(), end, *count);
        error == std::errc() && stop == end) {
      return true;
    }
    const auto [stop, error] = std::from_chars(value.text.data(), end, real);
    if (error != std::errc() || stop != end) return false;
  } else if (value.kind != ValueKind::kDouble) {
    return false;
  }
  if (!std::isfinite(real) || real != std::floor(real)) return false;
  // Beyond 64 bits every number is as absurd as the largest.
  constexpr double kLimit = 9.0e18;
  *count = real > kLimit    ? std::numeric_limits<std::int64_t>::max()
           : real < -kLimit ? -std::numeric_limits<std::int64_t>::max()
                            : static_cast<std::int64_t>(real);
  return true;
}

std::int64_t CostOfValue(const DecodedValue& value) {
  switch (value.kind) {
    case ValueKind::kText:
      return CostOfText(value.text);
    case ValueKind::kDouble:
      return CostOfDouble(value.real);
    case ValueKind::kInteger:
      return CostOfText(fmt::format("{}", value.integer));
    default:
      return engine::kNullInteger;
  }
}

}  // namespace costdb::ingest
