#ifndef COSTDB_TOOLS_COMMAND_STANDARD_INPUT_H_
#define COSTDB_TOOLS_COMMAND_STANDARD_INPUT_H_

#include <string>

#include "costdb/status.h"

namespace costdb::tools {

/// All of standard input, for query texts; refused beyond 16 MiB.
Result<std::string> ReadStandardInput();

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_COMMAND_STANDARD_INPUT_H_
