#ifndef COSTDB_QUERY_BINDER_BIND_CONTEXT_H_
#define COSTDB_QUERY_BINDER_BIND_CONTEXT_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "costdb/value.h"
#include "engine/scan/snapshot.h"

namespace costdb::query {

/// Values of $1 (name "1") and :name.
using Parameters = std::map<std::string, Value, std::less<>>;

/// What names and literals of a statement are settled against. Everything outlives the binding.
struct BindContext {
  std::string_view query_text;  ///< For the carets of errors.
  const engine::Snapshot* snapshot = nullptr;
  const Parameters* parameters = nullptr;
  std::int64_t now_unix_ns = 0;
  std::string time_zone = "UTC";
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_BINDER_BIND_CONTEXT_H_
