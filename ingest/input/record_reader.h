#ifndef COSTDB_INGEST_INPUT_RECORD_READER_H_
#define COSTDB_INGEST_INPUT_RECORD_READER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "costdb/status.h"
#include "ingest/input/byte_source.h"
#include "ingest/input/decompressor.h"
#include "ingest/input/input_buffer.h"

namespace costdb::ingest {

/// What a record's bytes are.
enum class RecordKind : std::uint8_t {
  kJson,           ///< One JSON document, followed by kJsonPaddingBytes of readable memory.
  kProtobuf,       ///< One ExportTraceServiceRequest.
  kResourceSpans,  ///< One ResourceSpans of a request that is read piece by piece.
};

/// One piece of input that is decoded by itself. The bytes hold until the next call of Next.
struct Record {
  RecordKind kind = RecordKind::kJson;
  std::string_view bytes;
  std::uint64_t line = 0;      ///< Where it starts, from 1; 0 when the input has no lines.
  std::uint64_t offset = 0;    ///< Where it starts, in the decompressed data.
  bool begins_request = true;  ///< False for all but the first kResourceSpans of a request.
  bool has_offsets = true;     ///< False for a record that was compressed by itself.
  bool is_cut = false;         ///< The input ends inside; the fault follows with the next call.
};

/// No record but the first JSON document, or a part of a single protobuf message, is longer.
inline constexpr std::size_t kMaximumRecordBytes = std::size_t{64} << 20;

/// A first JSON document, and a ResourceSpans of a single message, have at most so many bytes.
inline constexpr std::size_t kMaximumDocumentBytes = (std::size_t{1} << 31) - 1;

/// Cuts a stream of bytes into records, having found compression and framing from the first bytes.
/// Memory is that of the longest record. Not thread-safe.
class RecordReader {
 public:
  /// `name` stands for the file in messages.
  RecordReader(std::unique_ptr<ByteSource> source, std::string name);

  /// Reads the next record; false at the end. An error names the file and the place.
  Result<bool> Next(Record* record);

  /// Whether more may be read after an error: what follows the record that it was about.
  bool can_go_on() const { return can_go_on_; }

  /// Where the byte `offset` of `record` stands, for messages: "traces.jsonl:17" or "traces.pb,
  /// byte 1234".
  std::string PlaceOf(const Record& record, std::size_t offset) const;

 private:
  enum class Framing : std::uint8_t {
    kUnknown,
    kEmpty,
    kLines,             // One JSON document a line.
    kDocuments,         // JSON documents over several lines.
    kSingleMessage,     // One protobuf message.
    kPrefixedMessages,  // A 4-byte big-endian length before each protobuf message or zstd frame.
  };

  Status FindCompression();
  Status FindFraming();
  Status FindJsonFraming();
  bool SkipBlanks();
  Result<bool> NextLine(Record* record);
  Result<bool> NextDocument(Record* record);
  Result<bool> NextField(Record* record);
  Result<bool> NextPrefixed(Record* record);
  Result<bool> NextOfFraming(Record* record);
  Status Unframe(Record* record);
  Status SkipLine();
  std::size_t FindRestart(std::size_t searched, std::size_t size) const;
  Result<bool> CutRecord(RecordKind kind, std::string_view bytes, const Status& fault,
                         Record* record);
  Status EndedInside(std::string_view what) const;
  std::string Place(std::uint64_t line, std::uint64_t offset) const;
  Status Fail(const Status& status) const;
  Status Skip(const Status& status);
  std::size_t DocumentLimit() const;

  InputBuffer input_;
  std::string name_;
  Framing framing_ = Framing::kUnknown;
  bool is_compressed_ = false;
  std::size_t consumed_with_next_ = 0;  // The last record's bytes, which the next call gives up.
  std::uint64_t lines_with_next_ = 0;
  std::uint64_t line_ = 1;
  std::uint64_t records_ = 0;
  bool can_go_on_ = false;
  Status fault_;  // Of the last record, which was cut; the next call returns it.
  bool can_go_on_after_fault_ = false;
  ZstdFrameDecompressor frame_decompressor_;
  std::string unframed_;
};

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_INPUT_RECORD_READER_H_
