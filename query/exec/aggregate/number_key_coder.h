#ifndef COSTDB_QUERY_EXEC_AGGREGATE_NUMBER_KEY_CODER_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_NUMBER_KEY_CODER_H_

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "query/exec/aggregate/id_table.h"
#include "query/exec/aggregate/key_coder.h"

namespace costdb::query {

/// Keys that are numbers: whole ones, times, conditions, span ids and doubles, by their 64 bits.
/// Should whole numbers leave 64 bits, the wide ones are numbered through a table of their own.
class NumberKeyCoder : public KeyCoder {
 public:
  explicit NumberKeyCoder(Type type) : type_(type) {}

  Status Encode(const Vector& values, std::size_t rows, std::uint32_t* codes) override;
  std::size_t size() const override { return table_.size(); }
  std::uint32_t null_code() const override { return null_code_; }
  Status Merge(const KeyCoder& other, std::vector<std::uint32_t>* map) override;
  void Decode(std::span<const std::uint32_t> codes, Vector* values) const override;
  void Clear() override;
  std::size_t memory() const override { return table_.memory() + wide_.size() * 64; }

 private:
  /// The high and the low half of 128 bits, which hash.
  using WideKey = std::pair<std::int64_t, std::uint64_t>;

  std::uint32_t NullCode();
  bool EncodeTwo(const std::int64_t* values, std::size_t rows, std::uint32_t* codes);
  std::uint32_t WideCode(Int128 value);

  Type type_;
  IdTable table_;
  std::uint32_t null_code_ = UINT32_MAX;
  absl::flat_hash_map<WideKey, std::uint32_t> wide_;
  absl::flat_hash_map<std::uint32_t, Int128> wide_values_;
  std::uint8_t scale_ = 0;
  std::vector<std::uint64_t> keys_;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_NUMBER_KEY_CODER_H_
