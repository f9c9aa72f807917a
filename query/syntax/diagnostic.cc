#include "query/syntax/diagnostic.h"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

namespace costdb::query {
namespace {

constexpr std::size_t kMaximumShownBytes = 120;
constexpr std::size_t kContextBytes = 50;

bool IsContinuationByte(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

std::size_t CharacterCount(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return !IsContinuationByte(byte); }));
}

// Tabs and control characters would put the caret under another place.
std::string Printable(std::string_view text) {
  std::string printable(text);
  for (char& byte : printable) {
    if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F) byte = ' ';
  }
  return printable;
}

}  // namespace

Status ErrorAt(std::string_view query_text, SourceRange range, std::string_view message) {
  const std::size_t begin = std::min<std::size_t>(range.begin, query_text.size());
  const std::size_t end = std::clamp<std::size_t>(range.end, begin, query_text.size());
  const std::string_view before = query_text.substr(0, begin);
  const auto line_number = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t newline_before = before.rfind('\n');
  std::size_t line_begin = newline_before == std::string_view::npos ? 0 : newline_before + 1;
  std::size_t line_end = std::min(query_text.find('\n', begin), query_text.size());

  std::string_view head;
  std::string_view tail;
  if (line_end - line_begin > kMaximumShownBytes) {
    if (begin - line_begin > kContextBytes) {
      line_begin = begin - kContextBytes;
      while (line_begin < begin && IsContinuationByte(query_text[line_begin])) ++line_begin;
      head = "...";
    }
    if (line_end - line_begin > kMaximumShownBytes) {
      line_end = line_begin + kMaximumShownBytes;
      while (line_end > begin && IsContinuationByte(query_text[line_end])) --line_end;
      tail = "...";
    }
  }
  const std::string_view line = query_text.substr(line_begin, line_end - line_begin);
  const std::string prefix = fmt::format("line {}: {}", line_number, head);
  const std::size_t indent =
      prefix.size() + CharacterCount(query_text.substr(line_begin, begin - line_begin));
  const std::size_t marked_end = std::min(end, line_end);
  const std::size_t carets = std::max<std::size_t>(
      1, marked_end > begin ? CharacterCount(query_text.substr(begin, marked_end - begin)) : 0);
  return Status::InvalidArgument(fmt::format("{}\n{}{}{}\n{}{}", message, prefix, Printable(line),
                                             tail, std::string(indent, ' '),
                                             std::string(carets, '^')));
}

Status PlaceError(const SourcePlace& place, Status status) {
  if (status.code() != StatusCode::kInvalidArgument || place.text.empty()) return status;
  return ErrorAt(place.text, place.range, status.message());
}

}  // namespace costdb::query
