#ifndef COSTDB_INGEST_WIRE_WIRE_READER_H_
#define COSTDB_INGEST_WIRE_WIRE_READER_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace costdb::ingest {

/// How the value of a protobuf field stands on the wire.
enum class WireType : std::uint8_t {
  kVarint,
  kFixed64,
  kBytes,  ///< A text, bytes or a message, after its length.
  kGroupStart,
  kGroupEnd,
  kFixed32,
};

/// The tag in front of a field's value.
constexpr std::uint32_t TagOf(std::uint32_t number, WireType type) {
  return (number << 3) | static_cast<std::uint32_t>(type);
}

/// Reads the fields of one protobuf message in place, taking and refusing what the protobuf library
/// does. After each Next that is true the value must be read, or skipped, once. Malformed bytes,
/// and a read beyond the end, make it fail: nothing follows, and ok() is false.
class WireReader {
 public:
  /// The library gives up on messages and groups nested deeper than this.
  static constexpr int kMaximumDepth = 100;

  /// `depth` is how many levels may still lie within the message.
  explicit WireReader(std::string_view message, int depth = kMaximumDepth)
      : at_(message.data()), end_(message.data() + message.size()), depth_(depth) {}

  /// Moves on to the next field: false at the end of the message and after a failure.
  bool Next() {
    if (at_ == end_) return false;
    tag_ = ReadTag();
    return tag_ >> 3 != 0 || Fail();
  }

  /// Of the field at hand: its number and type, as TagOf gives them.
  std::uint32_t tag() const { return tag_; }

  std::uint64_t Varint() {
    if (at_ != end_ && static_cast<unsigned char>(*at_) < 0x80) {
      return static_cast<unsigned char>(*at_++);
    }
    return Take(ReadLongVarint(at_, end_, kMaximumVarintBytes));
  }

  std::uint64_t Fixed64() {
    std::uint64_t value = 0;
    const std::string_view bytes = TakeBytes(sizeof(value));
    if (ok_) std::memcpy(&value, bytes.data(), sizeof(value));
    return value;
  }

  std::string_view Bytes() {
    if (at_ != end_ && static_cast<unsigned char>(*at_) < 0x80) {
      const auto size = static_cast<unsigned char>(*at_++);
      return TakeBytes(size);
    }
    return TakeBytes(ReadLongSize());
  }

  /// A message that is the value of the field at hand.
  WireReader Message() {
    const std::string_view bytes = Bytes();
    return Within(bytes);
  }

  /// A reader of a message that lies within this one.
  WireReader Within(std::string_view message) const { return WireReader(message, depth_ - 1); }

  /// Passes over the value, whatever its type.
  void Skip() {
    switch (static_cast<WireType>(tag_ & 7)) {
      case WireType::kVarint:
        Varint();
        return;
      case WireType::kFixed64:
        TakeBytes(8);
        return;
      case WireType::kBytes:
        Bytes();
        return;
      case WireType::kFixed32:
        TakeBytes(4);
        return;
      case WireType::kGroupStart:
        SkipGroup();
        return;
      default:
        Fail();
    }
  }

  bool ok() const { return ok_; }

  /// Everything was read, and nothing was malformed.
  bool is_at_end() const { return ok_ && at_ == end_; }

  /// False always, so that a message whose part is malformed can say so in one word.
  bool Fail() {
    at_ = end_;
    ok_ = false;
    return false;
  }

 private:
  static constexpr std::size_t kMaximumVarintBytes = 10;
  static constexpr std::size_t kMaximumTagBytes = 5;
  static constexpr std::uint64_t kMaximumSize = 0x7FFF'FFFF - 16;  ///< The library's limit.

  struct Varying {
    std::uint64_t value = 0;
    const char* after = nullptr;  ///< Null when no varint of at most so many bytes is there.
  };
  static Varying ReadLongVarint(const char* at, const char* end, std::size_t most_bytes);

  std::uint64_t Take(Varying varint) {
    if (varint.after == nullptr) {
      Fail();
      return 0;
    }
    at_ = varint.after;
    return varint.value;
  }

  std::string_view TakeBytes(std::uint64_t size) {
    if (size > static_cast<std::uint64_t>(end_ - at_)) {
      Fail();
      return {};
    }
    const std::string_view bytes(at_, static_cast<std::size_t>(size));
    at_ += size;
    return bytes;
  }

  std::uint32_t ReadTag() {
    const auto first = static_cast<unsigned char>(*at_);
    if (first < 0x80) {
      ++at_;
      return first;
    }
    return static_cast<std::uint32_t>(Take(ReadLongVarint(at_, end_, kMaximumTagBytes)));
  }

  std::uint64_t ReadLongSize();
  void SkipGroup();

  const char* at_;
  const char* end_;
  std::uint32_t tag_ = 0;
  int depth_;
  bool ok_ = true;
};

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_WIRE_WIRE_READER_H_
