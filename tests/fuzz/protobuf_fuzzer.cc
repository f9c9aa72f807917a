// A libFuzzer program that compares the reader in place with the classes that protoc generates, on
// any bytes. Build it with the preset fuzz.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "../ingest/protobuf_reference.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace ingest = costdb::ingest;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (ingest::SpanByLibrary(bytes) != ingest::SpanInPlace(bytes)) __builtin_trap();
  if (ingest::ResourceByLibrary(bytes) != ingest::ResourceInPlace(bytes)) __builtin_trap();
  if (ingest::ScopeByLibrary(bytes) != ingest::ScopeInPlace(bytes)) __builtin_trap();
  return 0;
}
