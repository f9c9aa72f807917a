#ifndef COSTDB_QUERY_EXEC_AGGREGATE_TRACE_KEY_CODER_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_TRACE_KEY_CODER_H_

#include <array>
#include <memory>

#include "absl/container/flat_hash_map.h"
#include "query/exec/aggregate/key_coder.h"

namespace costdb::query {

/// Keys that are trace ordinals. Rows of a trace are adjacent and ordinals ascend in a row group,
/// so the table is an array cut into pages, and almost every look-up falls on the page at hand.
/// Correct for any ordinals.
class TraceKeyCoder : public KeyCoder {
 public:
  Status Encode(const Vector& values, std::size_t rows, std::uint32_t* codes) override;
  std::size_t size() const override { return ordinals_.size(); }
  std::uint32_t null_code() const override { return null_code_; }
  Status Merge(const KeyCoder& other, std::vector<std::uint32_t>* map) override;
  void Decode(std::span<const std::uint32_t> codes, Vector* values) const override;
  std::size_t memory() const override {
    return pages_.size() * sizeof(Page) + ordinals_.capacity() * sizeof(std::int64_t);
  }

 private:
  static constexpr std::size_t kPageBits = 11;
  static constexpr std::size_t kPageSize = std::size_t{1} << kPageBits;
  using Page = std::array<std::uint32_t, kPageSize>;  ///< Code + 1; 0 is free.

  std::uint32_t CodeOf(std::int64_t ordinal);
  std::uint32_t NullCode();

  absl::flat_hash_map<std::int64_t, std::unique_ptr<Page>> pages_;
  std::int64_t page_number_ = -1;
  Page* page_ = nullptr;
  std::vector<std::int64_t> ordinals_;
  std::uint32_t null_code_ = UINT32_MAX;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_TRACE_KEY_CODER_H_
