// Raw: what does not pack, such as random ids. Payload: i64 values[rows].

#include <cstring>
#include <memory>

#include "engine/encoding/integer_encoding.h"
#include "engine/encoding/packed_blocks.h"
#include "engine/encoding/payload_reader.h"

namespace costdb::engine {
namespace {

class RawPlan final : public EncodingPlan {
 public:
  explicit RawPlan(Integers values) : values_(values) {}
  std::uint64_t payload_bytes() const override { return values_.size_bytes(); }
  void Write(std::string* payload) const override {
    payload->append(reinterpret_cast<const char*>(values_.data()), values_.size_bytes());
  }

 private:
  Integers values_;
};

std::unique_ptr<EncodingPlan> Plan(const IntegerProfile& profile, std::uint64_t) {
  return std::make_unique<RawPlan>(profile.values());
}

class RawColumn final : public IntegerColumn {
 public:
  explicit RawColumn(ColumnParts parts) : IntegerColumn(std::move(parts)) {}

  Status Load(std::string_view payload) {
    if (payload.size() != std::size_t{statistics().rows} * sizeof(std::int64_t)) {
      return Status::Corruption("a raw column is malformed");
    }
    payload_ = payload;
    return Status::Ok();
  }

 private:
  void DecodeIntegers(std::uint32_t block, std::int64_t* values) const override {
    std::memcpy(values, payload_.data() + std::size_t{block} * kBlockRows * sizeof(*values),
                RowsInBlock(statistics().rows, block) * sizeof(*values));
  }
  void DecodeCodes(std::uint32_t block, std::uint32_t* codes) const override {
    DecodeCodesFromIntegers(block, codes);
  }
  std::int64_t ValueAt(std::uint32_t row) const override {
    std::int64_t value = 0;
    std::memcpy(&value, payload_.data() + std::size_t{row} * sizeof(value), sizeof(value));
    return value;
  }

  std::string_view payload_;
};

}  // namespace

// A whole-word copy needs no unpacking, so packing must save a little to win.
const IntegerEncoding kRawEncoding = {Encoding::kRaw, 97, &Plan, &OpenAs<RawColumn>};

}  // namespace costdb::engine
