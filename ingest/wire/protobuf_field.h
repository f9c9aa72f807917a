#ifndef COSTDB_INGEST_WIRE_PROTOBUF_FIELD_H_
#define COSTDB_INGEST_WIRE_PROTOBUF_FIELD_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace costdb::ingest {

/// Field 1 of ExportTraceServiceRequest and of TracesData.
inline constexpr std::uint32_t kResourceSpansField = 1;

/// The head of a protobuf field: which, and how many bytes follow.
struct ProtobufField {
  std::uint32_t number = 0;
  bool is_delimited = false;      ///< A message, a text or bytes; false for numbers.
  std::size_t header_bytes = 0;   ///< Tag and length.
  std::uint64_t value_bytes = 0;  ///< What follows the header.
};

/// What ReadProtobufField found.
enum class FieldOutcome : std::uint8_t {
  kRead,
  kMoreBytes,  ///< The header goes on past the end of the bytes.
  kMalformed,  ///< These bytes begin no protobuf field.
};

/// Reads the header of the field at the start of `bytes`; the value need not be in `bytes`.
FieldOutcome ReadProtobufField(std::string_view bytes, ProtobufField* field);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_WIRE_PROTOBUF_FIELD_H_
