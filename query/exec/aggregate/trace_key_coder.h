#ifndef COSTDB_QUERY_EXEC_AGGREGATE_TRACE_KEY_CODER_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_TRACE_KEY_CODER_H_

#include <vector>

#include "query/exec/aggregate/key_coder.h"

namespace costdb::query {

/// Keys that are trace ordinals. The first trace of a row group that is met gives numbers to all of
/// the row group's traces, so that a number is found by adding and no table is asked. Numbers of
/// traces that are never met belong to no value.
class TraceKeyCoder : public KeyCoder {
 public:
  explicit TraceKeyCoder(const FunctionContext& context) : context_(context) {}

  Status Encode(const Vector& values, std::size_t rows, std::uint32_t* codes) override;
  Result<GroupedRows> Number(const Vector& values, std::size_t rows) override;
  std::size_t size() const override { return size_; }
  std::uint32_t null_code() const override { return null_code_; }
  Status Merge(const KeyCoder& other, std::vector<std::uint32_t>* map) override;
  void Decode(std::span<const std::uint32_t> codes, Vector* values) const override;
  void Clear() override;
  std::size_t memory() const override {
    return ranges_.capacity() * sizeof(Range) + range_of_row_group_.capacity() * 4;
  }

 private:
  /// Numbers from first_code on, for the ordinals from first_ordinal on.
  struct Range {
    std::uint32_t first_code = 0;
    std::uint32_t count = 0;
    std::int64_t first_ordinal = 0;
  };

  Result<const Range*> RangeOf(std::int64_t ordinal);
  Result<const Range*> AddRange(std::int64_t first_ordinal, std::uint64_t count);
  Status EncodeEach(const Vector& values, std::size_t rows, std::uint32_t* codes);
  Result<std::uint32_t> NullCode();

  FunctionContext context_;
  std::vector<std::uint32_t> run_numbers_;
  std::vector<Range> ranges_;                      ///< By first_code.
  std::vector<std::uint32_t> range_of_row_group_;  ///< Index into ranges_ + 1; 0 is none.
  std::uint32_t range_of_no_trace_ = 0;            ///< The same for the ordinal -1.
  std::uint32_t size_ = 0;
  std::uint32_t null_code_ = UINT32_MAX;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_TRACE_KEY_CODER_H_
