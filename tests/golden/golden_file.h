#ifndef COSTDB_TESTS_GOLDEN_GOLDEN_FILE_H_
#define COSTDB_TESTS_GOLDEN_GOLDEN_FILE_H_

#include <string>
#include <vector>

namespace costdb {

/// One block of a golden file.
struct GoldenBlock {
  enum class Kind {
    kComment,  ///< Lines starting with '#', and blank lines.
    kIngest,   ///< "ingest FILE...", paths below tests/data.
    kQuery,    ///< "query", CostQL lines, "----", the result as CSV, a blank line.
    kError,    ///< "error", CostQL lines, "----", the message, a blank line.
  };
  Kind kind = Kind::kComment;
  int line = 0;          ///< Where it starts, from 1.
  std::string text;      ///< The comment, the file names, or the CostQL.
  std::string expected;  ///< With a line feed at the end of each line.
};

/// Reads a golden file; the blocks written back in order are the file again.
std::vector<GoldenBlock> ReadGoldenFile(const std::string& path);
void WriteGoldenFile(const std::string& path, const std::vector<GoldenBlock>& blocks);

}  // namespace costdb

#endif  // COSTDB_TESTS_GOLDEN_GOLDEN_FILE_H_
