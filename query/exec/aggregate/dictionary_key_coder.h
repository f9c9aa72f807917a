#ifndef COSTDB_QUERY_EXEC_AGGREGATE_DICTIONARY_KEY_CODER_H_
#define COSTDB_QUERY_EXEC_AGGREGATE_DICTIONARY_KEY_CODER_H_

#include "query/exec/aggregate/key_coder.h"

namespace costdb::query {

/// Keys that are dictionary codes: they are their own numbers, NULL being 0.
class DictionaryKeyCoder : public KeyCoder {
 public:
  DictionaryKeyCoder(engine::ColumnId dictionary, const FunctionContext& context)
      : dictionary_(dictionary), context_(context) {
    size_ = std::size_t{context.dictionaries->Size(dictionary)} + 1;
  }

  Status Encode(const Vector& values, std::size_t rows, std::uint32_t* codes) override;
  Result<GroupedRows> Number(const Vector& values, std::size_t rows) override;
  std::size_t size() const override { return size_; }
  bool is_fixed() const override { return true; }
  std::uint32_t null_code() const override { return 0; }
  Status Merge(const KeyCoder& other, std::vector<std::uint32_t>* map) override;
  void Decode(std::span<const std::uint32_t> codes, Vector* values) const override;
  void Clear() override {}
  std::size_t memory() const override { return 0; }

 private:
  Status CheckCodes(engine::kernels::ValueBounds bounds, const std::uint32_t* codes,
                    std::size_t count) const;
  Status EncodeTexts(const Vector& values, std::size_t rows, std::uint32_t* codes) const;

  engine::ColumnId dictionary_;
  FunctionContext context_;
  std::size_t size_ = 0;
};

}  // namespace costdb::query

#endif  // COSTDB_QUERY_EXEC_AGGREGATE_DICTIONARY_KEY_CODER_H_
