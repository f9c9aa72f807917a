#include "ingest/wire/protobuf_field.h"

namespace costdb::ingest {
namespace {

constexpr std::size_t kMaximumVarintBytes = 10;
constexpr std::uint64_t kMaximumTag = 0xFFFF'FFFF;

FieldOutcome ReadVarint(std::string_view bytes, std::size_t* used, std::uint64_t* value) {
  if (!bytes.empty() && static_cast<unsigned char>(bytes[0]) < 0x80) {
    *used = 1;
    *value = static_cast<unsigned char>(bytes[0]);
    return FieldOutcome::kRead;
  }
  std::uint64_t result = 0;
  for (std::size_t i = 0; i < kMaximumVarintBytes; ++i) {
    if (i == bytes.size()) return FieldOutcome::kMoreBytes;
    const auto byte = static_cast<unsigned char>(bytes[i]);
    result |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
    if (byte < 0x80) {
      *used = i + 1;
      *value = result;
      return FieldOutcome::kRead;
    }
  }
  return FieldOutcome::kMalformed;
}

}  // namespace

FieldOutcome ReadProtobufField(std::string_view bytes, ProtobufField* field) {
  std::size_t tag_bytes = 0;
  std::uint64_t tag = 0;
  FieldOutcome outcome = ReadVarint(bytes, &tag_bytes, &tag);
  if (outcome != FieldOutcome::kRead) return outcome;
  if (tag > kMaximumTag || tag >> 3 == 0) return FieldOutcome::kMalformed;
  *field = {static_cast<std::uint32_t>(tag >> 3), false, tag_bytes, 0};
  std::size_t used = 0;
  std::uint64_t value = 0;
  switch (tag & 7) {
    case 0:
      outcome = ReadVarint(bytes.substr(tag_bytes), &used, &value);
      field->value_bytes = used;
      return outcome;
    case 1:
      field->value_bytes = 8;
      return FieldOutcome::kRead;
    case 2:
      outcome = ReadVarint(bytes.substr(tag_bytes), &used, &field->value_bytes);
      field->is_delimited = true;
      field->header_bytes += used;
      return outcome;
    case 5:
      field->value_bytes = 4;
      return FieldOutcome::kRead;
    default:
      return FieldOutcome::kMalformed;
  }
}

}  // namespace costdb::ingest
