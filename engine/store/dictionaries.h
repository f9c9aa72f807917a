#ifndef COSTDB_ENGINE_STORE_DICTIONARIES_H_
#define COSTDB_ENGINE_STORE_DICTIONARIES_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "engine/schema/column.h"
#include "engine/trace/coded_span.h"

namespace costdb::engine {

/// The database's dictionaries as one snapshot sees them: for each text column, codes 1..size and
/// their texts. Read from the map on demand. What cannot be read is empty, and Snapshot::status()
/// says why: ask it before the answers are passed on. Thread-safe.
class Dictionaries {
 public:
  virtual ~Dictionaries() = default;

  /// The largest code in use; 0 when the dictionary is empty.
  virtual TextCode Size(ColumnId dictionary) const = 0;

  /// The text of a code, valid as long as the snapshot. Empty for 0.
  virtual std::string_view TextOf(ColumnId dictionary, TextCode code) const = 0;

  /// The code of a text, if the dictionary has it.
  virtual std::optional<TextCode> CodeOf(ColumnId dictionary, std::string_view text) const = 0;

  /// Calls `visit` with each code and text, codes ascending.
  virtual void ForEach(ColumnId dictionary,
                       const std::function<void(TextCode, std::string_view)>& visit) const = 0;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_DICTIONARIES_H_
