#include "tools/workload/compressed_file.h"

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>
#include <vector>

#include "engine/error/propagate.h"

namespace costdb::tools {
namespace {

constexpr int kZstdLevel = 3;

Status WriteError(const std::string& path) {
  return Status::Io(fmt::format("{}: cannot write: {}", path, std::strerror(errno)));
}

class PlainFile : public CompressedFile {
 public:
  PlainFile(std::string path, std::FILE* file) : path_(std::move(path)), file_(file) {}
  ~PlainFile() override {
    if (file_ != nullptr) std::fclose(file_);
  }
  PlainFile(const PlainFile&) = delete;
  PlainFile& operator=(const PlainFile&) = delete;

  Status Write(std::string_view bytes) override {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) return WriteError(path_);
    return Status::Ok();
  }

  Status Close() override {
    std::FILE* file = std::exchange(file_, nullptr);
    return std::fclose(file) == 0 ? Status::Ok() : WriteError(path_);
  }

 private:
  std::string path_;
  std::FILE* file_;
};

class GzipFile : public CompressedFile {
 public:
  GzipFile(std::string path, gzFile file) : path_(std::move(path)), file_(file) {}
  ~GzipFile() override {
    if (file_ != nullptr) gzclose(file_);
  }
  GzipFile(const GzipFile&) = delete;
  GzipFile& operator=(const GzipFile&) = delete;

  Status Write(std::string_view bytes) override {
    return gzfwrite(bytes.data(), 1, bytes.size(), file_) == bytes.size() ? Status::Ok()
                                                                          : WriteError(path_);
  }

  Status Close() override {
    return gzclose(std::exchange(file_, nullptr)) == Z_OK ? Status::Ok() : WriteError(path_);
  }

 private:
  std::string path_;
  gzFile file_;
};

class ZstdFile : public CompressedFile {
 public:
  ZstdFile(std::string path, std::FILE* file)
      : file_(std::move(path), file),
        context_(ZSTD_createCStream()),
        buffer_(ZSTD_CStreamOutSize()) {
    ZSTD_initCStream(context_, kZstdLevel);
  }
  ~ZstdFile() override { ZSTD_freeCStream(context_); }
  ZstdFile(const ZstdFile&) = delete;
  ZstdFile& operator=(const ZstdFile&) = delete;

  Status Write(std::string_view bytes) override {
    ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
    while (input.pos < input.size)
      COSTDB_RETURN_IF_ERROR(Compress(&input, ZSTD_e_continue).status());
    return Status::Ok();
  }

  Status Close() override {
    ZSTD_inBuffer nothing{nullptr, 0, 0};
    for (std::size_t remaining = 1; remaining > 0;) {
      COSTDB_ASSIGN_OR_RETURN(remaining, Compress(&nothing, ZSTD_e_end));
    }
    return file_.Close();
  }

 private:
  Result<std::size_t> Compress(ZSTD_inBuffer* input, ZSTD_EndDirective directive) {
    ZSTD_outBuffer output{buffer_.data(), buffer_.size(), 0};
    const std::size_t remaining = ZSTD_compressStream2(context_, &output, input, directive);
    if (ZSTD_isError(remaining) != 0) return Status::Internal(ZSTD_getErrorName(remaining));
    COSTDB_RETURN_IF_ERROR(file_.Write({buffer_.data(), output.pos}));
    return remaining;
  }

  PlainFile file_;
  ZSTD_CStream* context_;
  std::vector<char> buffer_;
};

}  // namespace

Result<std::unique_ptr<CompressedFile>> CompressedFile::Create(const std::string& path) {
  const auto cannot_create = [&path] {
    return Status::Io(fmt::format("{}: cannot create: {}", path, std::strerror(errno)));
  };
  if (path.ends_with(".gz")) {
    gzFile file = gzopen(path.c_str(), "wb1");
    if (file == nullptr) return cannot_create();
    return std::unique_ptr<CompressedFile>(std::make_unique<GzipFile>(path, file));
  }
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return cannot_create();
  if (path.ends_with(".zst")) {
    return std::unique_ptr<CompressedFile>(std::make_unique<ZstdFile>(path, file));
  }
  return std::unique_ptr<CompressedFile>(std::make_unique<PlainFile>(path, file));
}

}  // namespace costdb::tools
