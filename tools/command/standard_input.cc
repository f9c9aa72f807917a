#include "tools/command/standard_input.h"

#include <array>
#include <cstdio>

namespace costdb::tools {
namespace {

constexpr std::size_t kMostBytes = std::size_t{16} << 20U;

}  // namespace

Result<std::string> ReadStandardInput() {
  std::string text;
  std::array<char, 4096> buffer{};
  for (std::size_t bytes = 0; (bytes = std::fread(buffer.data(), 1, buffer.size(), stdin)) > 0;) {
    text.append(buffer.data(), bytes);
    if (text.size() > kMostBytes) {
      return Status::InvalidArgument("standard input: a query text may not exceed 16 MiB");
    }
  }
  if (std::ferror(stdin) != 0) return Status::Io("standard input: cannot read");
  return text;
}

}  // namespace costdb::tools
