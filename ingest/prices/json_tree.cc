#include "ingest/prices/json_tree.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cstddef>

#include "engine/error/propagate.h"

namespace costdb::ingest {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr int kMaximumDepth = 32;

std::string_view Trimmed(std::string_view token) {
  const std::size_t end = token.find_last_not_of(" \t\r\n");
  return end == std::string_view::npos ? std::string_view() : token.substr(0, end + 1);
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : json_(bytes) {}

  Result<JsonNode> Read() {
    auto error = parser_.iterate(json_).get(document_);
    if (error != simdjson::SUCCESS) return Failure(error);
    JsonNode root;
    ondemand::value value;
    error = document_.get_value().get(value);
    // A bare number or text is no catalog; simdjson reads it in another way.
    if (error != simdjson::SUCCESS) return Failure(error);
    COSTDB_RETURN_IF_ERROR(ReadValue(value, 0, &root));
    const char* rest = nullptr;
    if (document_.current_location().get(rest) == simdjson::SUCCESS) {
      return Failure(simdjson::TRAILING_CONTENT);
    }
    return root;
  }

 private:
  Status ReadValue(ondemand::value value, int depth, JsonNode* node) {
    const char* location = nullptr;
    if (document_.current_location().get(location) == simdjson::SUCCESS) last_ = location;
    if (depth > kMaximumDepth) return Failure(simdjson::DEPTH_ERROR);
    ondemand::json_type type{};
    auto error = value.type().get(type);
    if (error != simdjson::SUCCESS) return Failure(error);
    switch (type) {
      case ondemand::json_type::array:
        return ReadArray(value, depth, node);
      case ondemand::json_type::object:
        return ReadObject(value, depth, node);
      case ondemand::json_type::string:
        return ReadText(value, node);
      case ondemand::json_type::number:
        return ReadNumber(value, node);
      case ondemand::json_type::boolean: {
        bool truth = false;
        error = value.get_bool().get(truth);
        node->kind = JsonNode::Kind::kBool;
        node->text = truth ? "true" : "false";
        return error == simdjson::SUCCESS ? Status::Ok() : Failure(error);
      }
      case ondemand::json_type::null:
        return value.is_null() ? Status::Ok() : Failure(simdjson::N_ATOM_ERROR);
    }
    return Failure(simdjson::TAPE_ERROR);
  }

  Status ReadArray(ondemand::value value, int depth, JsonNode* node) {
    node->kind = JsonNode::Kind::kArray;
    ondemand::array array;
    auto error = value.get_array().get(array);
    if (error != simdjson::SUCCESS) return Failure(error);
    for (auto item : array) {
      ondemand::value inner;
      error = item.get(inner);
      if (error != simdjson::SUCCESS) return Failure(error);
      COSTDB_RETURN_IF_ERROR(ReadValue(inner, depth + 1, &node->items.emplace_back()));
    }
    return Status::Ok();
  }

  Status ReadObject(ondemand::value value, int depth, JsonNode* node) {
    node->kind = JsonNode::Kind::kObject;
    ondemand::object object;
    auto error = value.get_object().get(object);
    if (error != simdjson::SUCCESS) return Failure(error);
    for (simdjson::simdjson_result<ondemand::field> item : object) {
      ondemand::field field;
      error = std::move(item).get(field);
      if (error != simdjson::SUCCESS) return Failure(error);
      std::string_view key;
      error = field.unescaped_key().get(key);
      if (error != simdjson::SUCCESS) return Failure(error);
      JsonMember& member = node->members.emplace_back();
      member.name = key;
      COSTDB_RETURN_IF_ERROR(ReadValue(field.value(), depth + 1, &member.value));
    }
    return Status::Ok();
  }

  Status ReadText(ondemand::value value, JsonNode* node) {
    node->kind = JsonNode::Kind::kText;
    std::string_view text;
    const auto error = value.get_string().get(text);
    if (error != simdjson::SUCCESS) return Failure(error);
    node->text = text;
    return Status::Ok();
  }

  Status ReadNumber(ondemand::value value, JsonNode* node) {
    node->kind = JsonNode::Kind::kNumber;
    node->text = Trimmed(value.raw_json_token());
    // What is written decides; reading it as a double only checks the grammar.
    double ignored = 0;
    const auto error = value.get_double().get(ignored);
    return error == simdjson::SUCCESS ? Status::Ok() : Failure(error);
  }

  Status Failure(simdjson::error_code error) {
    const char* location = last_;
    // A document that never came to be, for lack of any JSON, has no places.
    if (!document_.is_alive() || document_.current_location().get(location) != simdjson::SUCCESS) {
      location = last_;
    }
    const std::size_t offset =
        location == nullptr
            ? 0
            : std::min(static_cast<std::size_t>(location - json_.data()), json_.size());
    const std::string_view before(json_.data(), offset);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::size_t line_start = before.rfind('\n') + 1;
    return Status::InvalidArgument(
        fmt::format("line {}, column {}: this is no JSON from here on: {}", line,
                    offset - line_start + 1, simdjson::error_message(error)));
  }

  simdjson::padded_string json_;
  ondemand::parser parser_;
  ondemand::document document_;
  const char* last_ = nullptr;  // Where the last value began: errors forget their place.
};

}  // namespace

const JsonNode* JsonNode::Find(std::string_view key) const {
  for (const auto& [name, value] : members) {
    if (name == key) return &value;
  }
  return nullptr;
}

Result<JsonNode> ParseJson(std::string_view bytes) {
  return Reader(bytes).Read();
}

}  // namespace costdb::ingest
