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

// A source in memory is not copied, but for its end.
bool InputBuffer::Borrow() {
  if (begin_ != end_ && !is_borrowed()) return false;
  const std::string_view lent = source_->Lend(kInitialCapacity);
  if (lent.empty()) return false;
  if (!is_borrowed()) {
    data_ = lent.data();
    begin_ = end_ = 0;
  }
  end_ += lent.size();
  return true;
}

void InputBuffer::MakeRoom() {
  const std::size_t used = end_ - begin_;
  if (!is_borrowed() && begin_ > 0 && used <= capacity_ / 2) {
    std::memmove(memory_.get(), data_ + begin_, used);
  } else {
    capacity_ = std::max(kInitialCapacity, 2 * (is_borrowed() ? used : capacity_));
    // The padding is read by vector instructions, never looked at; zeroing it pleases checkers.
    std::unique_ptr<char[]> larger(new char[capacity_ + kJsonPaddingBytes]);
    if (used > 0) std::memcpy(larger.get(), data_ + begin_, used);
    std::memset(larger.get() + capacity_, 0, kJsonPaddingBytes);
    memory_ = std::move(larger);
  }
  data_ = memory_.get();
  begin_ = 0;
  end_ = used;
}

bool InputBuffer::ReadMore() {
  if (at_end_) return false;
  if (Borrow()) return true;
  if (is_borrowed() || end_ == capacity_) MakeRoom();
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
  data_ = memory_.get();
  begin_ = 0;
  end_ = 0;
  offset_ = 0;
  at_end_ = false;
}

}  // namespace costdb::ingest
