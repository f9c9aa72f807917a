// Constant: one value for all rows. Payload: i64 value.

#include <algorithm>
#include <cstring>
#include <memory>

#include "engine/encoding/integer_encoding.h"
#include "engine/encoding/packed_blocks.h"
#include "engine/encoding/payload_reader.h"

namespace costdb::engine {
namespace {

class ConstantPlan final : public EncodingPlan {
 public:
  explicit ConstantPlan(std::int64_t value) : value_(value) {}
  std::uint64_t payload_bytes() const override { return sizeof(value_); }
  void Write(std::string* payload) const override { AppendFixed(value_, payload); }

 private:
  std::int64_t value_;
};

std::unique_ptr<EncodingPlan> Plan(const IntegerProfile& profile, std::uint64_t) {
  if (profile.minimum() != profile.maximum()) return nullptr;
  return std::make_unique<ConstantPlan>(profile.minimum());
}

class ConstantColumn final : public IntegerColumn {
 public:
  explicit ConstantColumn(ColumnParts parts) : IntegerColumn(std::move(parts)) {}

  Status Load(std::string_view payload) {
    PayloadReader reader(payload);
    value_ = reader.Take<std::int64_t>();
    return reader.AtEnd() ? Status::Ok() : Status::Corruption("a constant column is malformed");
  }

 private:
  void DecodeIntegers(std::uint32_t block, std::int64_t* values) const override {
    std::fill_n(values, RowsInBlock(statistics().rows, block), value_);
  }
  void DecodeCodes(std::uint32_t block, std::uint32_t* codes) const override {
    std::fill_n(codes, RowsInBlock(statistics().rows, block),
                std::min(static_cast<std::uint32_t>(value_), code_limit()));
  }
  std::uint32_t DecodeCodeRuns(std::uint32_t, std::uint32_t count, std::uint32_t* codes,
                               std::uint32_t* ends) const override {
    codes[0] = std::min(static_cast<std::uint32_t>(value_), code_limit());
    ends[0] = count;
    return 1;
  }
  std::int64_t ValueAt(std::uint32_t) const override { return value_; }

  std::int64_t value_ = 0;
};

}  // namespace

const IntegerEncoding kConstantEncoding = {Encoding::kConstant, 0, &Plan, &OpenAs<ConstantColumn>};

}  // namespace costdb::engine
