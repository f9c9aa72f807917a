#include "ingest/wire/json_repair.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "ingest/wire/utf8.h"

namespace costdb::ingest {
namespace {

constexpr std::size_t kUnicodeEscapeLength = 6;  // \uXXXX
constexpr std::size_t kLongestSafeInteger = 19;

bool IsDigit(char character) {
  return character >= '0' && character <= '9';
}

// The UTF-16 unit of a \uXXXX escape at the start of `text`, or -1.
int UnicodeEscape(std::string_view text) {
  if (text.size() < kUnicodeEscapeLength || text[0] != '\\' || text[1] != 'u') return -1;
  const std::string digits(text.substr(2, 4));
  if (!std::all_of(digits.begin(), digits.end(),
                   [](unsigned char digit) { return std::isxdigit(digit) != 0; })) {
    return -1;
  }
  return static_cast<int>(std::strtol(digits.c_str(), nullptr, 16));
}

class Repairer {
 public:
  explicit Repairer(std::string_view json) : rest_(json) { repaired_.reserve(json.size() + 64); }

  std::string Repair() && {
    while (!rest_.empty()) {
      if (in_string_) {
        StepInString();
      } else {
        StepOutside();
      }
    }
    return std::move(repaired_);
  }

 private:
  void Copy(std::size_t count) {
    count = std::min(count, rest_.size());
    repaired_.append(rest_.substr(0, count));
    rest_.remove_prefix(count);
  }
  void Replace(std::size_t count, std::string_view replacement) {
    repaired_.append(replacement);
    rest_.remove_prefix(count);
  }

  void StepInString() {
    const char character = rest_.front();
    if (character == '\\') {
      StepEscape();
    } else if (static_cast<unsigned char>(character) < 0x20) {
      Replace(1, " ");
    } else {
      in_string_ = character != '"';
      CopyCharacter();
    }
  }

  void StepEscape() {
    const int unit = UnicodeEscape(rest_);
    if (unit < 0xD800 || unit > 0xDFFF) {
      Copy(unit < 0 ? 2 : kUnicodeEscapeLength);
      return;
    }
    const int next = UnicodeEscape(rest_.substr(kUnicodeEscapeLength));
    if (unit < 0xDC00 && next >= 0xDC00 && next <= 0xDFFF) {
      Copy(2 * kUnicodeEscapeLength);
    } else {
      Replace(kUnicodeEscapeLength, kReplacementCharacter);
    }
  }

  void StepOutside() {
    const char character = rest_.front();
    if (character == '-' || IsDigit(character)) {
      StepNumber();
      return;
    }
    for (std::string_view word : {"NaN", "Infinity"}) {
      if (rest_.substr(0, word.size()) == word) {
        Replace(word.size(), "null");
        return;
      }
    }
    in_string_ = character == '"';
    CopyCharacter();
  }

  void StepNumber() {
    constexpr std::string_view kNegativeInfinity = "-Infinity";
    if (rest_.substr(0, kNegativeInfinity.size()) == kNegativeInfinity) {
      Replace(kNegativeInfinity.size(), "null");
      return;
    }
    const std::size_t end = std::min(rest_.find_first_not_of("+-.eE0123456789"), rest_.size());
    const std::string_view number = rest_.substr(0, end);
    const bool is_integer = number.find_first_of(".eE") == std::string_view::npos;
    if (is_integer && number.size() > kLongestSafeInteger) {
      Replace(end, '"' + std::string(number) + '"');
    } else {
      Copy(end);
    }
  }

  void CopyCharacter() {
    const std::size_t length = Utf8CharacterLength(rest_);
    if (length == 0) {
      Replace(1, kReplacementCharacter);
    } else {
      Copy(length);
    }
  }

  std::string_view rest_;
  std::string repaired_;
  bool in_string_ = false;
};

}  // namespace

std::string RepairJson(std::string_view json) {
  return Repairer(json).Repair();
}

}  // namespace costdb::ingest
