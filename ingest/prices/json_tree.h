#ifndef COSTDB_INGEST_PRICES_JSON_TREE_H_
#define COSTDB_INGEST_PRICES_JSON_TREE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "costdb/status.h"

namespace costdb::ingest {

struct JsonMember;

/// A JSON value with its numbers as they are written, so that a price is read as the decimal that
/// it is.
struct JsonNode {
  enum class Kind : std::uint8_t { kNull, kBool, kNumber, kText, kArray, kObject };
  Kind kind = Kind::kNull;
  std::string text;                 ///< Numbers as written; texts unescaped.
  std::vector<JsonNode> items;      ///< kArray
  std::vector<JsonMember> members;  ///< kObject, in order.

  bool is_object() const { return kind == Kind::kObject; }
  bool is_array() const { return kind == Kind::kArray; }

  /// The member of an object; nullptr when there is none.
  const JsonNode* Find(std::string_view key) const;
};

/// One member of an object.
struct JsonMember {
  std::string name;
  JsonNode value;
};

/// Parses a whole document. Fails when it is no JSON, nests too deep, or something follows it; the
/// message gives the line and the column.
Result<JsonNode> ParseJson(std::string_view bytes);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_PRICES_JSON_TREE_H_
