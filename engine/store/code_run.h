#ifndef COSTDB_ENGINE_STORE_CODE_RUN_H_
#define COSTDB_ENGINE_STORE_CODE_RUN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/store/hash_buckets.h"
#include "engine/store/trailing_checksum.h"
#include "engine/trace/coded_span.h"

namespace costdb::engine {

/// The part of a text's hash that finds its code.
std::uint32_t TextHash(std::string_view text);

/// A code and the hash of its text.
struct HashedCode {
  std::uint32_t hash = 0;
  TextCode code = kNullCode;
};

/// The most codes of one run.
inline constexpr std::uint32_t kRunCodesMax = 1U << 20;

/// A stored run: finds codes by hash, for the consecutive codes from `first` on, in under five
/// bytes a code. Views the bytes it was opened on.
class CodeRun {
 public:
  /// The stored form of 1 to kRunCodesMax codes, all those from the least to the largest.
  static std::string Encode(const std::vector<HashedCode>& codes);

  /// Nothing when the size is not what the count of codes asks for. The checksum is not looked at:
  /// who relies on a code that is not found asks IsSound first.
  static std::optional<CodeRun> Open(TextCode first, std::string_view bytes);

  std::uint32_t count() const { return buckets_.count(); }
  TextCode first() const { return first_; }
  std::uint64_t checksum() const { return TrailingChecksum(bytes_); }
  /// Whether the bytes match their checksum.
  bool IsSound() const { return MatchesChecksum(bytes_); }

  /// Adds the codes with this hash to `codes`.
  void Find(std::uint32_t hash, std::vector<TextCode>* codes) const;
  /// Every code.
  std::vector<HashedCode> List() const;

 private:
  CodeRun(TextCode first, std::string_view bytes, const HashBuckets& buckets)
      : first_(first), bytes_(bytes), buckets_(buckets) {}

  TextCode first_;
  std::string_view bytes_;
  HashBuckets buckets_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_CODE_RUN_H_
