#include "ingest/normalize/text_pool.h"

#include <algorithm>
#include <bit>
#include <cstdint>

#include "ingest/wire/short_text.h"
#include "ingest/wire/utf8.h"

namespace costdb::ingest {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{64} << 10;

// From the length, the first and the last bytes: texts of few values differ in these.
std::uint64_t HashOf(std::string_view text) {
  const char* const first = text.data();
  const char* const end = first + text.size();
  std::uint64_t head = 0;
  std::uint64_t tail = 0;
  if (text.size() >= 8) {
    head = LoadWord<std::uint64_t>(first);
    tail = LoadWord<std::uint64_t>(end - 8);
  } else if (text.size() >= 4) {
    head = LoadWord<std::uint32_t>(first);
    tail = LoadWord<std::uint32_t>(end - 4);
  } else {
    head = static_cast<unsigned char>(first[0]);
    tail = LoadWord<unsigned char>(end - 1);
  }
  return (head ^ std::rotl(tail, 29) ^ text.size()) * 0x9E37'79B9'7F4A'7C15;
}

}  // namespace

std::string_view TextPool::Keep(std::string_view text, engine::SpanBatch* batch) {
  if (text.empty()) return {};
  std::string_view& recent = recent_[HashOf(text) / (~std::uint64_t{0} / kRecent + 1)];
  if (!IsSameText(recent, text)) recent = Copy(text, batch);
  return recent;
}

std::string_view TextPool::Copy(std::string_view text, engine::SpanBatch* batch) {
  if (!IsValidUtf8(text)) {
    repaired_.clear();
    AppendAsUtf8(text, &repaired_);
    text = repaired_;
  }
  if (text.size() > free_bytes_) {
    free_bytes_ = std::max(kPieceBytes, text.size());
    free_ = batch->Allocate(free_bytes_);
  }
  const std::string_view kept(free_, text.size());
  std::copy(text.begin(), text.end(), free_);
  free_ += text.size();
  free_bytes_ -= text.size();
  bytes_ += text.size();
  return kept;
}

void TextPool::Begin() {
  recent_.fill({});
  free_bytes_ = 0;
  bytes_ = 0;
}

}  // namespace costdb::ingest
