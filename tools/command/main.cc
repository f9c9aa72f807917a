#include "tools/command/command_line.h"

#include <malloc.h>

namespace {

// Memory that one query gives back serves the next: page faults on fresh memory take as long as a
// small query does. Larger pieces still go back to the system at once.
void KeepFreedMemory() {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
}

}  // namespace

int main(int argc, char** argv) {
  KeepFreedMemory();
  return costdb::tools::RunCommandLine(argc, argv);
}
