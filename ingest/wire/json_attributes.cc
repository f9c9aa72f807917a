#include "ingest/wire/json_attributes.h"

#include <cstddef>
#include <string_view>

#include "ingest/wire/json_number.h"

namespace costdb::ingest {
namespace {

class AttributeReader {
 public:
  AttributeReader(JsonCursor* cursor, AttributeList* list) : cursor_(*cursor), list_(*list) {}

  bool ReadAttribute() {
    if (TakePlainAttribute()) return true;
    if (cursor_.next() != '{') return cursor_.Skip();
    DecodedAttribute attribute;
    JsonValue key;
    bool has_key = false;
    bool has_value = false;
    const bool is_whole = cursor_.ForEachMember([&](std::string_view name) {
      if (name == "key" && !has_key) {
        has_key = true;
        return cursor_.Read(&key);
      }
      if (name != "value" || has_value) return cursor_.Skip();
      has_value = true;
      return ReadValue(&attribute.value, false);
    });
    if (!is_whole) return false;
    attribute.key = key.text;
    const bool is_named = has_key && key.kind == JsonValue::Kind::kText;
    if (is_named && has_value) list_.attributes.push_back(attribute);
    return true;
  }

 private:
  // Nearly every attribute is written this way: its bytes are compared, and not taken apart.
  bool TakePlainAttribute() {
    JsonCursor::Ahead ahead = cursor_.LookAhead();
    std::string_view key;
    std::string_view text;
    std::int64_t integer = 0;
    ValueKind kind = ValueKind::kText;
    if (!ahead.TakeText(R"({"key":")", 4, R"(,"value":{)", &key)) return false;
    ahead.Pass(3);
    if (!ahead.TakeText(R"({"stringValue":")", 4, "}}", &text)) {
      if (!ahead.TakeText(R"({"intValue":")", 4, "}}", &text)) return false;
      if (!IntegerOfText(text, &integer)) return false;
      kind = ValueKind::kInteger;
      text = {};
    }
    ahead.Pass(2);
    cursor_.Follow(ahead);
    DecodedAttribute& attribute = list_.attributes.emplace_back();
    attribute.key = key;
    attribute.value.kind = kind;
    attribute.value.integer = integer;
    attribute.value.text = text;
    return true;
  }

  // An AnyValue: an object of which the first member that names a kind counts.
  bool ReadValue(DecodedValue* value, bool in_array) {
    if (cursor_.next() != '{') return cursor_.Skip();
    bool is_read = false;
    return cursor_.ForEachMember([&](std::string_view kind) {
      if (is_read) return cursor_.Skip();
      is_read = true;
      if (kind == "arrayValue" && !in_array) return ReadArray(value);
      if (kind == "arrayValue" || kind == "kvlistValue" || kind == "bytesValue") {
        value->kind = ValueKind::kStructured;
        return cursor_.Skip();
      }
      JsonValue scalar;
      if (!cursor_.Read(&scalar)) return false;
      is_read = SetScalar(kind, scalar, value);
      return true;
    });
  }

  // False when `kind` is none.
  static bool SetScalar(std::string_view kind, const JsonValue& scalar, DecodedValue* value) {
    const bool is_text = scalar.kind == JsonValue::Kind::kText;
    if (kind == "stringValue") {
      value->kind = is_text ? ValueKind::kText : ValueKind::kEmpty;
      value->text = TextOf(scalar);
    } else if (kind == "intValue") {
      const bool is_integer = IntegerOf(scalar, &value->integer);
      value->kind = is_integer ? ValueKind::kInteger : ValueKind::kText;
      if (!is_integer) value->text = TextOf(scalar);
    } else if (kind == "doubleValue") {
      value->kind = DoubleOf(scalar, &value->real) ? ValueKind::kDouble : ValueKind::kEmpty;
    } else if (kind == "boolValue") {
      const bool is_bool = scalar.kind == JsonValue::Kind::kBool;
      value->kind = is_bool ? ValueKind::kBool : ValueKind::kEmpty;
      value->integer = is_bool ? scalar.integer : 0;
    } else {
      return false;
    }
    return true;
  }

  bool ReadArray(DecodedValue* value) {
    if (cursor_.next() != '{') return cursor_.Skip();
    value->kind = ValueKind::kArray;
    bool has_values = false;
    return cursor_.ForEachMember([&](std::string_view name) {
      if (name != "values" || has_values) return cursor_.Skip();
      has_values = true;
      return cursor_.next() == '[' ? ReadElements(value) : cursor_.Skip();
    });
  }

  bool ReadElements(DecodedValue* array) {
    const std::size_t first = list_.elements.size();
    array->integer = static_cast<std::int64_t>(first);
    return cursor_.ForEachElement([&] {
      if (array->kind == ValueKind::kStructured) return cursor_.Skip();
      DecodedValue element;
      if (!ReadValue(&element, true)) return false;
      if (element.kind == ValueKind::kStructured || array->element_count == kMaximumArrayElements) {
        list_.elements.resize(first);
        *array = {.kind = ValueKind::kStructured};
      } else {
        list_.elements.push_back(element);
        ++array->element_count;
      }
      return true;
    });
  }

  JsonCursor& cursor_;
  AttributeList& list_;
};

}  // namespace

bool ReadJsonAttributes(JsonCursor* cursor, AttributeList* list, bool* is_list) {
  *is_list = cursor->next() == '[' || cursor->next() == 'n';
  if (cursor->next() != '[') return cursor->Skip();
  AttributeReader reader(cursor, list);
  return cursor->ForEachElement([&reader] { return reader.ReadAttribute(); });
}

}  // namespace costdb::ingest
