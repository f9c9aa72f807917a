#ifndef COSTDB_ENGINE_STORE_BYTE_CODEC_H_
#define COSTDB_ENGINE_STORE_BYTE_CODEC_H_

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace costdb::engine {

static_assert(std::endian::native == std::endian::little, "stored integers are little-endian");

/// Appends integers and texts to a byte string: fixed little-endian, or LEB128 varints.
class ByteWriter {
 public:
  explicit ByteWriter(std::string* bytes) : bytes_(bytes) {}

  template <typename T>
  requires std::is_trivially_copyable_v<T>
  void Fixed(const T& value) { bytes_->append(reinterpret_cast<const char*>(&value), sizeof(T)); }
  void Varint(std::uint64_t value) {
    while (value >= 0x80) {
      bytes_->push_back(static_cast<char>(value | 0x80));
      value >>= 7;
    }
    bytes_->push_back(static_cast<char>(value));
  }
  void SignedVarint(std::int64_t value) {
    Varint((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
  }
  void Text(std::string_view text) {
    Varint(text.size());
    bytes_->append(text);
  }

 private:
  std::string* bytes_;
};

/// Writes what ByteWriter writes into memory that is known to be large enough.
class UncheckedWriter {
 public:
  explicit UncheckedWriter(char* at) : at_(at) {}

  template <typename T>
  requires std::is_trivially_copyable_v<T>
  void Fixed(const T& value) {
    std::memcpy(at_, &value, sizeof(T));
    at_ += sizeof(T);
  }
  void Varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) *at_++ = static_cast<char>(value | 0x80);
    *at_++ = static_cast<char>(value);
  }
  void Text(std::string_view text) {
    Varint(text.size());
    at_ = std::copy(text.begin(), text.end(), at_);
  }

  /// Behind what was written.
  char* at() const { return at_; }

 private:
  char* at_;
};

/// Reads what ByteWriter wrote. A read past the end, or a malformed varint, makes the reader fail:
/// from then on every read gives zeros, and ok() is false.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes)
      : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  template <typename T>
  requires std::is_trivially_copyable_v<T> T Fixed() {
    T value{};
    if (left() < sizeof(T)) {
      Fail();
      return value;
    }
    std::memcpy(&value, at_, sizeof(T));
    at_ += sizeof(T);
    return value;
  }
  std::uint64_t Varint() {
    if (left() < sizeof(std::uint64_t)) return LongVarint();
    const auto first = static_cast<std::uint8_t>(*at_);
    if (first < 0x80) {
      ++at_;
      return first;
    }
    std::uint64_t word = 0;
    std::memcpy(&word, at_, sizeof(word));
    const std::uint64_t last_bytes = ~word & 0x8080'8080'8080'8080;
    if (last_bytes == 0) return LongVarint();
    at_ += std::countr_zero(last_bytes) / 8 + 1;
    // All bits up to that of the first byte that is a last one.
    return JoinSevens(word & (last_bytes ^ (last_bytes - 1)));
  }
  std::uint32_t Varint32() {
    const std::uint64_t value = Varint();
    if (value > 0xFFFF'FFFF) Fail();
    return static_cast<std::uint32_t>(value);
  }
  /// Fills `values`, which mostly take a byte each.
  void Varints32(std::span<std::uint32_t> values) {
    std::size_t i = 0;
    while (values.size() - i >= sizeof(std::uint64_t) && left() >= sizeof(std::uint64_t)) {
      std::uint64_t word = 0;
      std::memcpy(&word, at_, sizeof(word));
      for (std::size_t k = 0; k < sizeof(word); ++k) {
        values[i + k] = static_cast<std::uint8_t>(at_[k]);  // From the first longer one on, again.
      }
      const std::uint64_t longer = word & 0x8080'8080'8080'8080;
      const auto short_ones = static_cast<std::size_t>(std::countr_zero(longer)) / 8;
      at_ += short_ones;
      i += short_ones;
      if (longer != 0) values[i++] = Varint32();
    }
    for (; i < values.size(); ++i) values[i] = Varint32();
  }
  std::int64_t SignedVarint() {
    const std::uint64_t value = Varint();
    return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
  }
  std::string_view Text() {
    const std::uint64_t size = Varint();
    if (size > left()) {
      Fail();
      return {};
    }
    const std::string_view text(at_, size);
    at_ += size;
    return text;
  }

  bool ok() const { return ok_; }
  /// True when everything was read, and nothing failed.
  bool AtEnd() const { return ok_ && at_ == end_; }
  std::string_view rest() const { return {at_, left()}; }
  void Fail() {
    ok_ = false;
    at_ = end_;
  }

 private:
  std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

  // Eight groups of seven bits, each in a byte of its own, put together.
  static std::uint64_t JoinSevens(std::uint64_t word) {
    word &= 0x7F7F'7F7F'7F7F'7F7F;
    word = (word & 0x007F'007F'007F'007F) | (word & 0x7F00'7F00'7F00'7F00) >> 1;
    word = (word & 0x0000'3FFF'0000'3FFF) | (word & 0x3FFF'0000'3FFF'0000) >> 2;
    return (word & 0x0000'0000'0FFF'FFFF) | (word & 0x0FFF'FFFF'0000'0000) >> 4;
  }

  // What stands at the end, or is longer than a word.
  std::uint64_t LongVarint() {
    const auto [value, end] = ReadByBytes(at_, end_);
    if (end == nullptr) {
      Fail();
      return 0;
    }
    at_ = end;
    return value;
  }
  // Static, so that compilers may keep the reader in registers.
  static std::pair<std::uint64_t, const char*> ReadByBytes(const char* at, const char* end) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && at != end; shift += 7) {
      const auto byte = static_cast<std::uint8_t>(*at++);
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) return {value, at};
    }
    return {0, nullptr};
  }

  const char* at_;
  const char* end_;
  bool ok_ = true;
};

/// A key of big-endian integers, which LMDB's byte order then sorts numerically.
template <typename... Integers>
std::string BigEndianKey(Integers... parts) {
  std::string key;
  const auto append = [&key](auto part) {
    for (int shift = 8 * (static_cast<int>(sizeof(part)) - 1); shift >= 0; shift -= 8) {
      key.push_back(static_cast<char>(static_cast<std::uint64_t>(part) >> shift));
    }
  };
  (append(parts), ...);
  return key;
}

/// Reads a big-endian integer of a key; 0 when the key is too short.
template <typename Integer>
Integer BigEndianPart(std::string_view key, std::size_t offset) {
  std::uint64_t value = 0;
  if (key.size() < offset + sizeof(Integer)) return 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) {
    value = (value << 8) | static_cast<std::uint8_t>(key[offset + i]);
  }
  return static_cast<Integer>(value);
}

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_BYTE_CODEC_H_
