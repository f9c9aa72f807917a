#include "ingest/prices/price_import.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "engine/error/propagate.h"
#include "ingest/input/byte_source.h"
#include "ingest/input/decompressor.h"
#include "ingest/prices/genai_prices.h"
#include "ingest/prices/import_notes.h"
#include "ingest/prices/json_tree.h"
#include "ingest/prices/litellm_prices.h"
#include "ingest/prices/price_file.h"

namespace costdb::ingest {
namespace {

constexpr std::size_t kReadBytes = std::size_t{1} << 18;

Status InFile(const std::string& name, const Status& status) {
  return {status.code(), fmt::format("{}: {}", name, status.message())};
}

// '{' begins a map, '[' a list unless it is the header of a TOML table: [[price]].
bool LooksLikeJson(std::string_view bytes) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t first = bytes.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return false;
  if (bytes[first] == '{') return true;
  if (bytes[first] != '[') return false;
  const std::size_t second = bytes.find_first_not_of(kSpace, first + 1);
  return second != std::string_view::npos && (bytes[second] == '{' || bytes[second] == ']');
}

Result<engine::PriceSource> ReadSource(std::string_view bytes, std::string* format,
                                       ImportNotes* notes) {
  if (!LooksLikeJson(bytes)) {
    *format = "costdb";
    return ReadPriceFile(bytes);
  }
  COSTDB_ASSIGN_OR_RETURN(const JsonNode root, ParseJson(bytes));
  *format = root.is_array() ? "genai-prices" : "litellm";
  return root.is_array() ? ReadGenaiPrices(root, notes) : ReadLitellmPrices(root, notes);
}

Result<std::string> ReadAll(ByteSource* source) {
  std::string bytes;
  while (true) {
    const std::size_t before = bytes.size();
    bytes.resize(before + kReadBytes);
    COSTDB_ASSIGN_OR_RETURN(const std::size_t count,
                            source->Read(bytes.data() + before, kReadBytes));
    bytes.resize(before + count);
    if (count == 0) return bytes;
    if (bytes.size() > kMaximumPriceListBytes) {
      return Status::InvalidArgument(
          fmt::format("a price list has at most {} bytes", kMaximumPriceListBytes));
    }
  }
}

Result<std::string> ReadPlain(const std::string& path) {
  std::uint64_t ignored = 0;
  COSTDB_ASSIGN_OR_RETURN(const std::unique_ptr<ByteSource> file,
                          OpenFile(path, nullptr, {}, &ignored));
  COSTDB_ASSIGN_OR_RETURN(std::string bytes, ReadAll(file.get()));
  if (!IsGzip(bytes) && !IsZstd(bytes)) return bytes;
  std::unique_ptr<ByteSource> compressed = ReadMemory(bytes, &ignored);
  const std::unique_ptr<ByteSource> plain =
      IsGzip(bytes) ? DecompressGzip(std::move(compressed)) : DecompressZstd(std::move(compressed));
  return ReadAll(plain.get());
}

}  // namespace

Result<ImportedPrices> ReadPriceList(std::string_view bytes, const std::string& name) {
  ImportedPrices imported;
  ImportNotes notes;
  Result<engine::PriceSource> source = ReadSource(bytes, &imported.format, &notes);
  if (!source.ok()) return InFile(name, source.status());
  const Status checked = engine::CheckSource(*source);
  if (!checked.ok()) return InFile(name, checked);
  imported.source = std::move(*source);
  imported.notes = notes.Lines();
  return imported;
}

Result<ImportedPrices> ReadPriceListFile(const std::string& path) {
  const std::string name = path == "-" ? "standard input" : path;
  const Result<std::string> bytes = ReadPlain(path);
  if (!bytes.ok()) return InFile(name, bytes.status());
  return ReadPriceList(*bytes, name);
}

}  // namespace costdb::ingest
