// A libFuzzer program that compares the walk over a JSON document with simdjson's own tree, on any
// bytes. Build it with the preset fuzz.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "../ingest/json_reference.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace ingest = costdb::ingest;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (ingest::JsonByLibrary(bytes) != ingest::JsonInPlace(bytes)) __builtin_trap();
  return 0;
}
