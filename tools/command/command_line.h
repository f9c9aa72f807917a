#ifndef COSTDB_TOOLS_COMMAND_COMMAND_LINE_H_
#define COSTDB_TOOLS_COMMAND_COMMAND_LINE_H_

namespace costdb::tools {

/// The `costdb` program: runs the subcommand that the arguments name and returns its exit code.
int RunCommandLine(int argc, const char* const* argv);

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_COMMAND_COMMAND_LINE_H_
