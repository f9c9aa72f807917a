#include "ingest/input/decompressor.h"

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "engine/error/propagate.h"

namespace costdb::ingest {
namespace {

constexpr std::size_t kInputBytes = std::size_t{256} << 10;
constexpr int kGzipWindowBits = 15 + 16;  // The largest window, with a gzip header.

// The compressed side of a decompressor: a chunk at a time, and how far it has come.
class CompressedInput {
 public:
  explicit CompressedInput(std::unique_ptr<ByteSource> source)
      : source_(std::move(source)), buffer_(kInputBytes) {}

  // Makes rest() non-empty, unless the end is reached.
  Status Fill() {
    if (!rest_.empty() || at_end_) return Status::Ok();
    COSTDB_ASSIGN_OR_RETURN(const std::size_t count, source_->Read(buffer_.data(), buffer_.size()));
    rest_ = {buffer_.data(), count};
    at_end_ = count == 0;
    return Status::Ok();
  }
  void Consume(std::size_t count) {
    rest_.remove_prefix(count);
    position_ += count;
  }
  std::string_view rest() const { return rest_; }
  bool at_end() const { return at_end_; }
  std::uint64_t position() const { return position_; }

 private:
  std::unique_ptr<ByteSource> source_;
  std::vector<char> buffer_;
  std::string_view rest_;
  bool at_end_ = false;
  std::uint64_t position_ = 0;
};

class GzipSource final : public ByteSource {
 public:
  explicit GzipSource(std::unique_ptr<ByteSource> compressed) : input_(std::move(compressed)) {
    is_ready_ = inflateInit2(&stream_, kGzipWindowBits) == Z_OK;
  }
  ~GzipSource() override {
    if (is_ready_) inflateEnd(&stream_);
  }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

  Result<std::size_t> Read(char* bytes, std::size_t size) override {
    if (!is_ready_) return Status::ResourceExhausted("no memory to decompress gzip");
    size = std::min<std::size_t>(size, std::numeric_limits<uInt>::max());
    for (;;) {
      COSTDB_RETURN_IF_ERROR(input_.Fill());
      if (input_.at_end()) {
        if (!in_member_) return std::size_t{0};
        return Status::Corruption(
            fmt::format("the gzip data ends early, at compressed byte {}", input_.position()));
      }
      if (!in_member_ &&
          input_.rest().front() == '\0') {  // Tapes and block devices pad with zeros.
        input_.Consume(1);
        continue;
      }
      COSTDB_ASSIGN_OR_RETURN(const std::size_t produced, Inflate(bytes, size));
      if (produced > 0) return produced;
    }
  }

 private:
  Result<std::size_t> Inflate(char* bytes, std::size_t size) {
    const std::string_view rest = input_.rest();
    stream_.next_in = reinterpret_cast<z_const Bytef*>(const_cast<char*>(rest.data()));
    stream_.avail_in = static_cast<uInt>(rest.size());
    stream_.next_out = reinterpret_cast<Bytef*>(bytes);
    stream_.avail_out = static_cast<uInt>(size);
    in_member_ = true;
    const int outcome = inflate(&stream_, Z_NO_FLUSH);
    input_.Consume(rest.size() - stream_.avail_in);
    if (outcome == Z_STREAM_END) {
      in_member_ = false;
      inflateReset(&stream_);
    } else if (outcome != Z_OK && outcome != Z_BUF_ERROR) {
      return Status::Corruption(fmt::format("corrupt gzip data near compressed byte {}: {}",
                                            input_.position(),
                                            stream_.msg == nullptr ? "unreadable" : stream_.msg));
    }
    return size - stream_.avail_out;
  }

  CompressedInput input_;
  z_stream stream_{};
  bool is_ready_ = false;
  bool in_member_ = false;
};

struct FreeContext {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};
using ZstdContext = std::unique_ptr<ZSTD_DCtx, FreeContext>;

class ZstdSource final : public ByteSource {
 public:
  explicit ZstdSource(std::unique_ptr<ByteSource> compressed)
      : input_(std::move(compressed)), context_(ZSTD_createDCtx()) {}

  Result<std::size_t> Read(char* bytes, std::size_t size) override {
    if (context_ == nullptr) return Status::ResourceExhausted("no memory to decompress zstd");
    for (;;) {
      COSTDB_RETURN_IF_ERROR(input_.Fill());
      ZSTD_inBuffer in{input_.rest().data(), input_.rest().size(), 0};
      ZSTD_outBuffer out{bytes, size, 0};
      if (input_.at_end() && !in_frame_) return std::size_t{0};
      const std::size_t hint = ZSTD_decompressStream(context_.get(), &out, &in);
      input_.Consume(in.pos);
      if (ZSTD_isError(hint) != 0) {
        return Status::Corruption(fmt::format("corrupt zstd data near compressed byte {}: {}",
                                              input_.position(), ZSTD_getErrorName(hint)));
      }
      in_frame_ = hint != 0;
      if (out.pos > 0) return out.pos;
      if (input_.at_end() && in_frame_) {
        return Status::Corruption(
            fmt::format("the zstd data ends early, at compressed byte {}", input_.position()));
      }
    }
  }

 private:
  CompressedInput input_;
  ZstdContext context_;
  bool in_frame_ = false;
};

bool StartsWithBytes(std::string_view bytes, std::string_view magic) {
  return bytes.substr(0, magic.size()) == magic;
}

}  // namespace

bool IsGzip(std::string_view bytes) {
  return StartsWithBytes(bytes, "\x1F\x8B");
}

bool IsZstd(std::string_view bytes) {
  if (StartsWithBytes(bytes, "\x28\xB5\x2F\xFD")) return true;
  return bytes.size() >= 4 && (static_cast<unsigned char>(bytes[0]) & 0xF0) == 0x50 &&
         StartsWithBytes(bytes.substr(1), "\x2A\x4D\x18");
}

std::unique_ptr<ByteSource> DecompressGzip(std::unique_ptr<ByteSource> compressed) {
  return std::make_unique<GzipSource>(std::move(compressed));
}

std::unique_ptr<ByteSource> DecompressZstd(std::unique_ptr<ByteSource> compressed) {
  return std::make_unique<ZstdSource>(std::move(compressed));
}

struct ZstdFrameDecompressor::State {
  ZstdContext context;  // Made for the first frame.
};

ZstdFrameDecompressor::ZstdFrameDecompressor() : state_(std::make_unique<State>()) {}
ZstdFrameDecompressor::~ZstdFrameDecompressor() = default;

Status ZstdFrameDecompressor::Decompress(std::string_view frame, std::size_t limit,
                                         std::string* content) {
  if (state_->context == nullptr) state_->context.reset(ZSTD_createDCtx());
  ZSTD_DCtx* context = state_->context.get();
  if (context == nullptr) return Status::ResourceExhausted("no memory to decompress zstd");
  ZSTD_DCtx_reset(context, ZSTD_reset_session_only);
  content->clear();
  ZSTD_inBuffer in{frame.data(), frame.size(), 0};
  std::size_t hint = 1;
  while (hint != 0) {
    if (content->size() >= limit) {
      return Status::ResourceExhausted(
          fmt::format("a compressed record holds more than {} bytes", limit));
    }
    const std::size_t filled = content->size();
    content->resize(std::min(limit, std::max(filled + ZSTD_DStreamOutSize(), 2 * filled)));
    ZSTD_outBuffer out{content->data() + filled, content->size() - filled, 0};
    hint = ZSTD_decompressStream(context, &out, &in);
    if (ZSTD_isError(hint) != 0) {
      return Status::Corruption(fmt::format("corrupt zstd frame: {}", ZSTD_getErrorName(hint)));
    }
    content->resize(filled + out.pos);
    if (out.pos == 0 && in.pos == in.size && hint != 0) {
      return Status::Corruption("a zstd frame ends early");
    }
  }
  if (in.pos != in.size) return Status::Corruption("a record holds more than its zstd frame");
  return Status::Ok();
}

}  // namespace costdb::ingest
