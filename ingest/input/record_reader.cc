#include "ingest/input/record_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/error/propagate.h"
#include "ingest/input/json_extent.h"
#include "ingest/wire/json_decoder.h"
#include "ingest/wire/protobuf_field.h"

namespace costdb::ingest {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kLengthBytes = 4;
constexpr std::size_t kMaximumFieldHeader = 20;
constexpr char kRequestFirstByte = '\x0A';  // Field 1, delimited.
// A length of up to kMaximumRecordBytes starts so.
constexpr unsigned char kLargestLengthByte = kMaximumRecordBytes >> 24;

std::uint32_t ReadLength(std::string_view bytes) {
  std::uint32_t length = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i) {
    length = (length << 8) | static_cast<unsigned char>(bytes[i]);
  }
  return length;
}

// A protobuf request may begin with the byte of a line feed, and its length may look like a
// bracket; but then no quote or closing bracket follows.
bool LooksLikeJson(std::string_view bytes) {
  std::size_t position = bytes.find_first_not_of(kBlanks);
  if (position == std::string_view::npos) return true;
  if (bytes[position] == '[') return position == 0 || bytes[0] != kRequestFirstByte;
  if (bytes[position] != '{') return false;
  position = bytes.find_first_not_of(kBlanks, position + 1);
  if (position == std::string_view::npos) return true;
  return bytes[position] == '"' || bytes[position] == '}';
}

std::uint64_t CountLines(std::string_view bytes) {
  return static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\n'));
}

}  // namespace

RecordReader::RecordReader(std::unique_ptr<ByteSource> source, std::string name)
    : input_(std::move(source)), name_(std::move(name)) {}

std::string RecordReader::Place(std::uint64_t line, std::uint64_t offset) const {
  if (line > 0) return fmt::format("{}:{}", name_, line);
  return fmt::format("{}, byte {}{}", name_, offset,
                     is_compressed_ ? " of the decompressed data" : "");
}

std::string RecordReader::PlaceOf(const Record& record, std::size_t offset) const {
  const std::string_view before = record.bytes.substr(0, offset);
  if (record.line > 0) return Place(record.line + CountLines(before), 0);
  return Place(0, record.offset + (record.has_offsets ? before.size() : 0));
}

Status RecordReader::Fail(const Status& status) const {
  const bool has_lines = framing_ == Framing::kLines || framing_ == Framing::kDocuments;
  return {status.code(),
          fmt::format("{}: {}", Place(has_lines ? line_ : 0, input_.offset()), status.message())};
}

// A failure of one record, behind which others may be read.
Status RecordReader::Skip(const Status& status) {
  can_go_on_ = status.code() != StatusCode::kCancelled && input_.status().ok();
  return Fail(status);
}

// Hands out what is there of a record; the next call tells what became of the rest.
Result<bool> RecordReader::CutRecord(RecordKind kind, std::string_view bytes, const Status& fault,
                                     Record* record) {
  if (fault.code() == StatusCode::kCancelled || bytes.empty()) return fault;
  const bool has_lines = framing_ == Framing::kLines || framing_ == Framing::kDocuments;
  const std::uint64_t before = static_cast<std::uint64_t>(bytes.data() - input_.window().data());
  *record = {kind, bytes, has_lines ? line_ : 0, input_.offset() + before};
  record->begins_request = kind != RecordKind::kResourceSpans || records_ == 0;
  record->is_cut = true;
  fault_ = fault;
  return true;
}

// The source failed, or simply stopped, where `what` goes on.
Status RecordReader::EndedInside(std::string_view what) const {
  if (!input_.status().ok()) return Fail(input_.status());
  return Fail(Status::Corruption(fmt::format("truncated: the input ends inside {}", what)));
}

std::size_t RecordReader::DocumentLimit() const {
  return records_ == 0 ? kMaximumDocumentBytes : kMaximumRecordBytes;
}

Status RecordReader::FindCompression() {
  input_.Require(kLengthBytes);
  if (IsGzip(input_.window())) {
    input_.Insert(&DecompressGzip);
  } else if (IsZstd(input_.window())) {
    input_.Insert(&DecompressZstd);
  } else {
    return Status::Ok();
  }
  is_compressed_ = true;
  input_.Require(kLengthBytes);
  if (IsGzip(input_.window()) || IsZstd(input_.window())) {
    return Fail(Status::Corruption("compressed twice; decompress it once first"));
  }
  return Status::Ok();
}

Status RecordReader::FindJsonFraming() {
  JsonExtent extent;
  std::size_t scanned = 0;
  for (;;) {
    const std::string_view fresh = input_.window().substr(scanned);
    const std::size_t line_end = std::min(fresh.find('\n'), fresh.size());
    scanned += extent.Scan(fresh.substr(0, line_end));
    if (extent.is_complete() || line_end < fresh.size()) break;
    if (scanned > kMaximumDocumentBytes || !input_.ReadMore()) break;
  }
  framing_ = Framing::kLines;
  if (!extent.is_complete()) {
    const bool has_more_lines = scanned < input_.window().size();
    if (has_more_lines) framing_ = Framing::kDocuments;
    return Status::Ok();
  }
  // Two documents on one line are no JSON lines.
  for (;;) {
    const std::size_t next = input_.window().find_first_not_of(" \t\r", scanned);
    if (next != std::string_view::npos) {
      if (input_.window()[next] != '\n') framing_ = Framing::kDocuments;
      return Status::Ok();
    }
    if (!input_.ReadMore()) return Status::Ok();
  }
}

Status RecordReader::FindFraming() {
  COSTDB_RETURN_IF_ERROR(FindCompression());
  if (input_.window().substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    input_.Consume(kByteOrderMark.size());
  }
  constexpr std::size_t kDetectionBytes = 4096;
  while (input_.window().size() < kDetectionBytes &&
         (input_.window().empty() || LooksLikeJson(input_.window()) ||
          input_.window().size() < 2 * kLengthBytes) &&
         input_.ReadMore()) {
  }
  const std::string_view window = input_.window();
  if (window.empty()) {
    framing_ = Framing::kEmpty;
    return input_.status().ok() ? Status::Ok() : Fail(input_.status());
  }
  if (LooksLikeJson(window)) {
    framing_ = Framing::kLines;
    if (!SkipBlanks()) framing_ = Framing::kEmpty;
    return framing_ == Framing::kEmpty ? Status::Ok() : FindJsonFraming();
  }
  if (window[0] == kRequestFirstByte) {
    framing_ = Framing::kSingleMessage;
  } else if (static_cast<unsigned char>(window[0]) <= kLargestLengthByte) {
    framing_ = Framing::kPrefixedMessages;
  } else {
    return Fail(Status::Corruption(
        "neither OTLP JSON nor OTLP protobuf, plain or compressed with gzip or zstd"));
  }
  return Status::Ok();
}

// False when only blanks are left.
bool RecordReader::SkipBlanks() {
  for (;;) {
    const std::string_view window = input_.window();
    const std::size_t blanks = std::min(window.find_first_not_of(kBlanks), window.size());
    line_ += CountLines(window.substr(0, blanks));
    input_.Consume(blanks);
    if (!input_.window().empty()) return true;
    if (!input_.ReadMore()) return false;
  }
}

// Gives up the rest of the line; an error when that fails.
Status RecordReader::SkipLine() {
  for (;;) {
    const std::size_t end = input_.window().find('\n');
    if (end != std::string_view::npos) {
      input_.Consume(end);
      return Status::Ok();
    }
    input_.Consume(input_.window().size());
    if (!input_.ReadMore()) return input_.status();
  }
}

Result<bool> RecordReader::NextLine(Record* record) {
  if (!SkipBlanks()) return input_.status().ok() ? Result<bool>(false) : Fail(input_.status());
  std::size_t searched = 0;
  std::size_t end = 0;
  for (;;) {
    end = input_.window().find('\n', searched);
    searched = input_.window().size();
    if (std::min(end, searched) > DocumentLimit()) {
      const Status fault = Skip(Status::ResourceExhausted(
          fmt::format("a record of more than {} bytes", DocumentLimit())));
      const Status skipped = SkipLine();
      return skipped.ok() ? fault : Fail(skipped);
    }
    if (end != std::string_view::npos) break;
    if (!input_.ReadMore()) {
      const std::string_view rest = input_.window();
      JsonExtent extent;
      extent.Scan(rest);
      if (!extent.is_complete() || !input_.status().ok()) {
        return CutRecord(RecordKind::kJson, rest, EndedInside("a JSON document"), record);
      }
      end = rest.size();
      break;
    }
  }
  *record = {RecordKind::kJson, input_.window().substr(0, end), line_, input_.offset()};
  consumed_with_next_ = end;
  return true;
}

// A line that begins a request, among the bytes from `searched` to `size` of a document: what
// stands before it has lost its end. npos when there is none.
std::size_t RecordReader::FindRestart(std::size_t searched, std::size_t size) const {
  constexpr std::string_view kRestart = "\n{\"resourceSpans\"";
  if (input_.window().front() != '{') return std::string_view::npos;
  const std::size_t from = searched - std::min(searched, kRestart.size());
  const std::size_t found = input_.window().substr(0, size).find(kRestart, from);
  return found == std::string_view::npos ? found : found + 1;
}

Result<bool> RecordReader::NextDocument(Record* record) {
  if (!SkipBlanks()) return input_.status().ok() ? Result<bool>(false) : Fail(input_.status());
  if (input_.window().front() != '{' && input_.window().front() != '[') {
    const Status fault = Skip(Status::Corruption("a JSON object was expected here"));
    const Status skipped = SkipLine();
    return skipped.ok() ? fault : Fail(skipped);
  }
  JsonExtent extent;
  std::size_t size = 0;
  for (;;) {
    const std::size_t searched = size;
    size += extent.Scan(input_.window().substr(size));
    const std::size_t restart = FindRestart(searched, size);
    if (restart != std::string_view::npos) {
      const std::string_view bytes = input_.window().substr(0, restart);
      consumed_with_next_ = restart;
      lines_with_next_ = CountLines(bytes);
      can_go_on_after_fault_ = true;
      return CutRecord(
          RecordKind::kJson, bytes,
          Fail(Status::Corruption("truncated: the next request begins inside a JSON document")),
          record);
    }
    if (size > DocumentLimit()) {
      return Fail(Status::ResourceExhausted(
          fmt::format("a record of more than {} bytes", DocumentLimit())));
    }
    if (extent.is_complete()) break;
    if (!input_.ReadMore()) {
      return CutRecord(RecordKind::kJson, input_.window(), EndedInside("a JSON document"), record);
    }
  }
  *record = {RecordKind::kJson, input_.window().substr(0, size), line_, input_.offset()};
  consumed_with_next_ = size;
  lines_with_next_ = CountLines(record->bytes);
  return true;
}

// A single message is its fields one after another: it need not be in memory at once.
Result<bool> RecordReader::NextField(Record* record) {
  for (;;) {
    input_.Require(kMaximumFieldHeader);
    if (input_.window().empty()) {
      return input_.status().ok() ? Result<bool>(false) : Fail(input_.status());
    }
    ProtobufField field;
    const FieldOutcome outcome = ReadProtobufField(input_.window(), &field);
    if (outcome == FieldOutcome::kMoreBytes) return EndedInside("a protobuf field");
    if (outcome == FieldOutcome::kMalformed) {
      return Fail(Status::Corruption("malformed protobuf"));
    }
    if (field.value_bytes > kMaximumDocumentBytes) {
      return Fail(Status::Corruption(
          fmt::format("a protobuf field that claims {} bytes", field.value_bytes)));
    }
    const std::size_t size = field.header_bytes + static_cast<std::size_t>(field.value_bytes);
    const bool is_resource_spans = field.number == kResourceSpansField && field.is_delimited;
    if (!input_.Require(size)) {
      const Status fault = EndedInside(fmt::format(
          "a protobuf field of {} bytes, of which {} are there", size, input_.window().size()));
      const std::size_t header = std::min(field.header_bytes, input_.window().size());
      return is_resource_spans ? CutRecord(RecordKind::kResourceSpans,
                                           input_.window().substr(header), fault, record)
                               : fault;
    }
    consumed_with_next_ = size;
    if (is_resource_spans) {
      *record = {RecordKind::kResourceSpans,
                 input_.window().substr(field.header_bytes, size - field.header_bytes), 0,
                 input_.offset() + field.header_bytes, records_ == 0};
      return true;
    }
    input_.Consume(size);
    consumed_with_next_ = 0;
  }
}

Result<bool> RecordReader::NextPrefixed(Record* record) {
  if (!input_.Require(kLengthBytes)) {
    if (!input_.window().empty() || !input_.status().ok()) {
      return EndedInside("the length of a record");
    }
    return false;
  }
  const std::size_t length = ReadLength(input_.window());
  // One empty request is legal; a tail of zeros is what a power failure leaves.
  if (length == 0 && input_.Require(2 * kLengthBytes) &&
      ReadLength(input_.window().substr(kLengthBytes)) == 0) {
    return Fail(Status::Corruption("zeros where the length of a record was expected"));
  }
  if (length > kMaximumRecordBytes) {
    return Fail(Status::ResourceExhausted(fmt::format(
        "a record that claims {} bytes; at most {} are taken", length, kMaximumRecordBytes)));
  }
  if (!input_.Require(kLengthBytes + length)) {
    const std::string_view rest = input_.window().substr(kLengthBytes);
    const Status fault = EndedInside(
        fmt::format("a record of {} bytes, of which {} are there", length, rest.size()));
    if (IsZstd(rest)) return fault;
    const RecordKind kind = LooksLikeJson(rest) ? RecordKind::kJson : RecordKind::kProtobuf;
    return CutRecord(kind, rest, fault, record);
  }
  *record = {RecordKind::kProtobuf, input_.window().substr(kLengthBytes, length), 0,
             input_.offset() + kLengthBytes};
  consumed_with_next_ = kLengthBytes + length;
  COSTDB_RETURN_IF_ERROR(Unframe(record));
  return true;
}

// The Collector's own compression: each record is a zstd frame of a JSON or protobuf message.
Status RecordReader::Unframe(Record* record) {
  if (IsZstd(record->bytes)) {
    const Status status =
        frame_decompressor_.Decompress(record->bytes, kMaximumRecordBytes, &unframed_);
    if (!status.ok()) return Skip(status);
    record->has_offsets = false;
    const std::size_t size = unframed_.size();
    unframed_.append(kJsonPaddingBytes, ' ');
    record->bytes = std::string_view(unframed_).substr(0, size);
  }
  if (!record->bytes.empty() && LooksLikeJson(record->bytes)) record->kind = RecordKind::kJson;
  return Status::Ok();
}

Result<bool> RecordReader::NextOfFraming(Record* record) {
  switch (framing_) {
    case Framing::kUnknown:
    case Framing::kEmpty:
      break;
    case Framing::kLines:
      return NextLine(record);
    case Framing::kDocuments:
      return NextDocument(record);
    case Framing::kSingleMessage:
      return NextField(record);
    case Framing::kPrefixedMessages:
      return NextPrefixed(record);
  }
  return false;
}

Result<bool> RecordReader::Next(Record* record) {
  can_go_on_ = false;
  if (!fault_.ok()) {
    can_go_on_ = can_go_on_after_fault_;
    can_go_on_after_fault_ = false;
    return std::exchange(fault_, Status::Ok());
  }
  if (framing_ == Framing::kUnknown) COSTDB_RETURN_IF_ERROR(FindFraming());
  input_.Consume(consumed_with_next_);
  line_ += lines_with_next_;
  consumed_with_next_ = 0;
  lines_with_next_ = 0;
  Result<bool> found = NextOfFraming(record);
  if (found.ok() && *found) ++records_;
  return found;
}

}  // namespace costdb::ingest
