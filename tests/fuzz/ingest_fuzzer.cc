// A libFuzzer program over all of ingest: any bytes, to their end or their error. The seeds are the
// files below tests/data/otlp. Build it with the preset fuzz.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "ingest/ingest.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto* bytes = reinterpret_cast<const char*>(data);
  costdb::ingest::IngestReport report;
  const costdb::Status status = costdb::ingest::IngestBytes(
      std::string_view(bytes, size), "fuzz", {},
      [](const costdb::engine::SpanBatch&) { return costdb::Status::Ok(); }, &report);
  if (status.ok() != status.message().empty()) __builtin_trap();
  return 0;
}
