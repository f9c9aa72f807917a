#include "engine/encoding/compression.h"

#include <zstd.h>

#include <memory>

#include "engine/error/propagate.h"

namespace costdb::engine {
namespace {

constexpr int kUsualLevel = 3;
constexpr int kSeldomLevel = 1;

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

std::string Compress(std::string_view bytes, Repetition repetition) {
  // A context is a megabyte to allocate; columns are compressed by the hundred.
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
  if (context == nullptr) return {};
  const int level = repetition == Repetition::kUsual ? kUsualLevel : kSeldomLevel;
  std::string compressed(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size = ZSTD_compressCCtx(context.get(), compressed.data(), compressed.size(),
                                             bytes.data(), bytes.size(), level);
  compressed.resize(ZSTD_isError(size) != 0 ? 0 : size);
  return compressed;
}

Status CheckFrame(std::string_view compressed, std::size_t size) {
  if (ZSTD_getFrameContentSize(compressed.data(), compressed.size()) != size) {
    return Status::Corruption("compressed bytes do not have the size that they should");
  }
  return Status::Ok();
}

Status DecompressInto(std::string_view compressed, void* output, std::size_t size) {
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
  if (context == nullptr) return Status::ResourceExhausted("no memory to decompress");
  const std::size_t got =
      ZSTD_decompressDCtx(context.get(), output, size, compressed.data(), compressed.size());
  if (ZSTD_isError(got) != 0 || got != size) {
    return Status::Corruption("compressed bytes do not decompress");
  }
  return Status::Ok();
}

Result<std::string> Decompress(std::string_view compressed, std::size_t size) {
  COSTDB_RETURN_IF_ERROR(CheckFrame(compressed, size));
  std::string bytes(size, '\0');
  COSTDB_RETURN_IF_ERROR(DecompressInto(compressed, bytes.data(), size));
  return bytes;
}

}  // namespace costdb::engine
