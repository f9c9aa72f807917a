#include "tools/command/command_line.h"

int main(int argc, char** argv) {
  return costdb::tools::RunCommandLine(argc, argv);
}
