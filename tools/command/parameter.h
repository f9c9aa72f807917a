#ifndef COSTDB_TOOLS_COMMAND_PARAMETER_H_
#define COSTDB_TOOLS_COMMAND_PARAMETER_H_

#include <string>
#include <string_view>
#include <utility>

#include "costdb/status.h"
#include "costdb/value.h"

namespace costdb::tools {

/// Reads `name=value` as --param takes it. The value is what CostQL would read: 42 is a number,
/// 0.25 a decimal, $0.40 money, true a bool, null NULL; anything else is text, and so is what
/// stands in single quotes ('42').
Result<std::pair<std::string, Value>> ParseParameter(std::string_view text);

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_COMMAND_PARAMETER_H_
