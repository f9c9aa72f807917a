#include "ingest/input/input_buffer.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "ingest/wire/json_decoder.h"

namespace costdb::ingest {
namespace {

constexpr std::size_t kInitialCapacity = std::size_t{256} << 10;

// Bytes already taken from a source, then the rest of the source.
class PrefixedSource final : public ByteSource {
 public:
  PrefixedSource(std::string_view prefix, std::unique_ptr<ByteSource> source)
      : prefix_(prefix), rest_(prefix_), source_(std::move(source)) {}
  PrefixedSource(const PrefixedSource&) = delete;
  PrefixedSource& operator=(const PrefixedSource&) = delete;

  Result<std::size_t> Read(char* bytes, std::size_t size) override {
    if (rest_.empty()) return source_->Read(bytes, size);
    const std::size_t count = std::min(size, rest_.size());
    std::memcpy(bytes, rest_.data(), count);
    rest_.remove_prefix(count);
    return count;
  }

 private:
  std::string prefix_;
  std::string_view rest_;
  std::unique_ptr<ByteSource> source_;
};

}  // namespace

InputBuffer::InputBuffer(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

void InputBuffer::MakeRoom() {
  const std::size_t used = end_ - begin_;
  if (begin_ > 0 && used <= capacity_ / 2) {
    std::memmove(memory_.get(), memory_.get() + begin_, used);
  } else {
    capacity_ = std::max(kInitialCapacity, 2 * capacity_);
    // The padding is read by vector instructions, never looked at; zeroing it pleases checkers.
    std::unique_ptr<char[]> larger(new char[capacity_ + kJsonPaddingBytes]);
    if (used > 0) std::memcpy(larger.get(), memory_.get() + begin_, used);
    std::memset(larger.get() + capacity_, 0, kJsonPaddingBytes);
    memory_ = std::move(larger);
  }
  begin_ = 0;
  end_ = used;
}

bool InputBuffer::ReadMore() {
  if (at_end_) return false;
  if (end_ == capacity_) MakeRoom();
  Result<std::size_t> count = source_->Read(memory_.get() + end_, capacity_ - end_);
  if (!count.ok()) status_ = count.status();
  at_end_ = !count.ok() || *count == 0;
  if (at_end_) return false;
  end_ += *count;
  return true;
}

bool InputBuffer::Require(std::size_t size) {
  while (window().size() < size) {
    if (!ReadMore()) return false;
  }
  return true;
}

void InputBuffer::Consume(std::size_t size) {
  begin_ += size;
  offset_ += size;
}

void InputBuffer::Insert(Filter filter) {
  source_ = filter(std::make_unique<PrefixedSource>(window(), std::move(source_)));
  begin_ = 0;
  end_ = 0;
  offset_ = 0;
  at_end_ = false;
}

}  // namespace costdb::ingest
