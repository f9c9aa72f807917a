#ifndef COSTDB_ENGINE_ENCODING_PAYLOAD_READER_H_
#define COSTDB_ENGINE_ENCODING_PAYLOAD_READER_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace costdb::engine {

static_assert(std::endian::native == std::endian::little, "stored columns are little-endian");

/// Bytes up to the next multiple of eight.
constexpr std::size_t PaddingBytes(std::size_t size) {
  return (8 - size % 8) % 8;
}

/// Takes fields off the front of untrusted bytes. Once bytes are missing it stays failed: further
/// fields are zero or empty, and the caller needs to look only at the end.
class PayloadReader {
 public:
  explicit PayloadReader(std::string_view bytes) : all_(bytes), rest_(bytes) {}

  template <typename T>
  T Take() {
    T value{};
    const std::string_view field = TakeBytes(sizeof(T));
    if (!field.empty()) std::memcpy(&value, field.data(), sizeof(T));
    return value;
  }

  std::string_view TakeBytes(std::size_t size) {
    if (failed_ || size > rest_.size()) {
      failed_ = true;
      return {};
    }
    const std::string_view field = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return field;
  }

  std::string_view TakeRest() { return TakeBytes(rest_.size()); }

  /// Skips to the next multiple of eight from the beginning.
  void SkipPadding() { TakeBytes(PaddingBytes(all_.size() - rest_.size())); }

  bool failed() const { return failed_; }

  /// True when every byte was taken and none was missing.
  bool AtEnd() const { return !failed_ && rest_.empty(); }

 private:
  std::string_view all_;
  std::string_view rest_;
  bool failed_ = false;
};

/// The `index`-th integer of an array, at any alignment. `index` must be inside.
template <typename T>
T LoadFixed(std::string_view array, std::size_t index) {
  T value;
  std::memcpy(&value, array.data() + index * sizeof(T), sizeof(T));
  return value;
}

/// Appends the little-endian bytes of an integer.
template <typename T>
void AppendFixed(T value, std::string* bytes) {
  char field[sizeof(T)];
  std::memcpy(field, &value, sizeof(T));
  bytes->append(field, sizeof(T));
}

/// Appends zeros up to the next multiple of eight.
inline void AppendPadding(std::string* bytes) {
  bytes->append(PaddingBytes(bytes->size()), '\0');
}

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_ENCODING_PAYLOAD_READER_H_
