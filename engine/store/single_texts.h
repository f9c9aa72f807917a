#ifndef COSTDB_ENGINE_STORE_SINGLE_TEXTS_H_
#define COSTDB_ENGINE_STORE_SINGLE_TEXTS_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "costdb/status.h"
#include "engine/schema/column.h"
#include "engine/store/environment.h"
#include "engine/trace/coded_span.h"

namespace costdb::engine {

/// Dictionaries of older files: each text has an entry of its own, and one for its hash. They are
/// read, and no more is added to them; further codes go into chunks and runs.

/// The largest code of a dictionary among these; 0 when it has none.
Result<TextCode> LargestSingleCode(const Transaction& transaction, ColumnId dictionary);

/// The text of a code, nothing when it has none; a view into the map.
Result<std::optional<std::string_view>> ReadSingleText(const Transaction& transaction,
                                                       ColumnId dictionary, TextCode code);

/// The code of a text; kNullCode when it has none. A damaged text might be the one looked for,
/// which must not get a second code: it is an error.
Result<TextCode> FindSingleCode(const Transaction& transaction, ColumnId dictionary,
                                std::string_view text);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_SINGLE_TEXTS_H_
