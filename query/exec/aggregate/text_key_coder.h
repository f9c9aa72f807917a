#ifndef COSTDB_QUERY_EXEC_AGGREGATE_TEXT_KEY_CODER_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_TEXT_KEY_CODER_H_

#include <string>

#include "absl/container/flat_hash_map.h"
#include "query/exec/aggregate/key_coder.h"

namespace costdb::query {

/// Keys that are plain text: what functions return, and ids without a dictionary.
class TextKeyCoder : public KeyCoder {
 public:
  explicit TextKeyCoder(const FunctionContext& context) : context_(context) {}

  Status Encode(const Vector& values, std::size_t rows, std::uint32_t* codes) override;
  std::size_t size() const override { return texts_.size(); }
  std::uint32_t null_code() const override { return null_code_; }
  Status Merge(const KeyCoder& other, std::vector<std::uint32_t>* map) override;
  void Decode(std::span<const std::uint32_t> codes, Vector* values) const override;
  void Clear() override;
  std::size_t memory() const override { return bytes_ * 2 + texts_.size() * 96; }

 private:
  std::uint32_t NullCode();
  std::uint32_t CodeOf(std::string_view text);

  FunctionContext context_;
  absl::flat_hash_map<std::string, std::uint32_t> codes_;
  std::vector<std::string> texts_;
  std::size_t bytes_ = 0;
  std::uint32_t null_code_ = UINT32_MAX;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_TEXT_KEY_CODER_H_
