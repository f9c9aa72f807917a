// peers_workload CALLS FILE: the workload of bench/workload as length-prefixed OTLP protobuf.
#include <charconv>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "engine/error/propagate.h"
#include "tools/workload/compressed_file.h"
#include "workload/call_workload.h"

namespace costdb::bench {
namespace {

Status Run(std::string_view calls_text, const std::string& path) {
  std::uint64_t calls = 0;
  const auto parsed =
      std::from_chars(calls_text.data(), calls_text.data() + calls_text.size(), calls);
  if (parsed.ec != std::errc() || calls == 0) return Status::InvalidArgument("CALLS is a number");
  COSTDB_ASSIGN_OR_RETURN(const std::unique_ptr<tools::CompressedFile> file,
                          tools::CompressedFile::Create(path));
  COSTDB_RETURN_IF_ERROR(
      WriteCallWorkload(calls, tools::OtlpFormat::kProtobuf,
                        [&file](std::string_view otlp) { return file->Write(otlp); }));
  return file->Close();
}

}  // namespace
}  // namespace costdb::bench

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: peers_workload CALLS FILE\n");
    return 2;
  }
  const costdb::Status status = costdb::bench::Run(argv[1], argv[2]);
  if (status.ok()) return 0;
  std::fprintf(stderr, "peers_workload: %s\n", std::string(status.message()).c_str());
  return 1;
}
