#ifndef COSTDB_INGEST_WIRE_JSON_CURSOR_H_
#define COSTDB_INGEST_WIRE_JSON_CURSOR_H_

#include <simdjson.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

#include "ingest/wire/short_text.h"
#include "ingest/wire/text_store.h"

namespace costdb::ingest {

/// One value of a JSON document: a scalar, or that a container stood there.
struct JsonValue {
  enum class Kind : std::uint8_t {
    kNull,
    kBool,      ///< `integer`, 0 or 1.
    kInteger,   ///< `integer`.
    kUnsigned,  ///< `integer`'s bits: beyond the largest signed integer.
    kReal,      ///< `real`.
    kText,      ///< `text`, without escapes.
    kContainer,
  };

  Kind kind = Kind::kNull;
  std::int64_t integer = 0;
  double real = 0;
  std::string_view text = {};
};

/// Walks a JSON document from its first value to its last, once, and takes and refuses what
/// simdjson does: simdjson finds where values begin and looks at the bytes (its first stage), the
/// walk is ours, so that values go where they belong without a tree of the document in between.
/// Functions that return bool return false when the document is malformed; nothing more may be
/// asked then. Not thread-safe.
class JsonCursor {
 public:
  JsonCursor();
  ~JsonCursor();
  JsonCursor(const JsonCursor&) = delete;
  JsonCursor& operator=(const JsonCursor&) = delete;

  /// Stands before the value of `json`, after which kJsonPaddingBytes must be readable. Texts are
  /// views of `json` or of memory that holds until the next Begin or Rewind.
  simdjson::error_code Begin(std::string_view json);

  /// Stands there again.
  void Rewind();

  /// True when the document holds nothing more.
  bool is_at_end() const { return next_ == count_; }

  /// The byte with which the next value, or bracket, begins; 0 at the end.
  char next() const { return next_ < count_ ? json_[index_[next_]] : '\0'; }

  /// Where that byte is.
  std::size_t position() const { return PositionOf(next_); }

  /// The bytes from there on to the next value or bracket.
  std::string_view TextFrom(std::size_t begin) const {
    return json_.substr(begin, position() - begin);
  }

  /// Reads the value that is next; passes over a container.
  bool Read(JsonValue* value);

  /// Passes over the value that is next, which must be correct all the same.
  bool Skip() {
    if (backslash_ != json_.size()) return SkipWithEscapes();
    JsonValue value;
    return Read(&value);
  }

  /// Reads a string.
  bool ReadText(std::string_view* text) {
    if (next() != '"') return false;
    const std::size_t begin = PositionOf(next_) + 1;
    std::size_t end = PositionOf(++next_);
    do {  // There is a quote, and only blanks after it.
      if (end == begin) return false;
      --end;
    } while (json_[end] != '"');
    *text = json_.substr(begin, end - begin);
    return !HasEscape(begin, end) || Unescape(text);
  }

  /// Reads a string, or passes over another value, which is an empty text.
  bool ReadTextIfAny(std::string_view* text) {
    if (next() == '"') return ReadText(text);
    *text = {};
    return Skip();
  }

  /// At '{': calls `take(key)` before the value of each member, which it must read or skip; it
  /// returns false when that is malformed.
  template <typename Take>
  bool ForEachMember(Take&& take) {
    return ForEach('}', [this, &take] {
      std::string_view key;
      return ReadText(&key) && TakeByte(':') && take(key);
    });
  }

  /// The same for an object that mostly has these keys, in this order: calls `take(index)`, with
  /// the number of keys for any other.
  template <typename Take>
  bool ForEachMember(std::span<const std::string_view> keys, Take&& take) {
    std::size_t expected = 0;
    return ForEach('}', [this, keys, &expected, &take] {
      std::size_t index = expected;
      if (index == keys.size() || !TakeKey(keys[index])) {
        std::string_view key;
        if (!ReadText(&key) || !TakeByte(':')) return false;
        index = static_cast<std::size_t>(std::find(keys.begin(), keys.end(), key) - keys.begin());
      }
      if (index < keys.size()) expected = index + 1;
      return take(index);
    });
  }

  /// At '[': the same for each element.
  template <typename Take>
  bool ForEachElement(Take&& take) {
    return ForEach(']', take);
  }

  /// A look at what comes next, for what is mostly spelled one way, with no blank anywhere. It
  /// moves on by itself, and the cursor only when it is told to follow.
  class Ahead {
   public:
    /// Takes `head`, then a text without escapes, of which `tail` must follow; in `head` begin
    /// `head_tokens` brackets, commas, colons and values, the text included. False when anything
    /// else is there; then it may be asked no more, or for another head in that place.
    bool TakeText(std::string_view head, std::uint32_t head_tokens, std::string_view tail,
                  std::string_view* text) {
      const std::uint32_t after = next_ + head_tokens;
      if (after >= count_) return false;
      const std::size_t begin = index_[next_] + head.size();
      const std::size_t end = index_[after] - 1;
      if (end < begin || size_ - index_[after] < tail.size()) return false;
      if (std::memcmp(json_ + index_[next_], head.data(), head.size()) != 0) return false;
      if (json_[end] != '"' || std::memcmp(json_ + end + 1, tail.data(), tail.size()) != 0) {
        return false;
      }
      if (backslash_ < begin) backslash_ = FindBackslash({json_, size_}, begin);
      if (backslash_ < end) return false;
      *text = {json_ + begin, end - begin};
      next_ = after;
      return true;
    }

    /// Passes over so many of these that are known to be there.
    void Pass(std::uint32_t tokens) { next_ += tokens; }

   private:
    friend class JsonCursor;
    explicit Ahead(const JsonCursor& cursor)
        : json_(cursor.json_.data()),
          size_(cursor.json_.size()),
          index_(cursor.index_),
          count_(cursor.count_),
          next_(cursor.next_),
          backslash_(cursor.backslash_) {}

    const char* json_;
    std::size_t size_;
    const std::uint32_t* index_;
    std::uint32_t count_;
    std::uint32_t next_;
    std::size_t backslash_;
  };
  Ahead LookAhead() const { return Ahead(*this); }
  void Follow(const Ahead& ahead) {
    next_ = ahead.next_;
    backslash_ = ahead.backslash_;
  }

  /// A place to which Return goes back. Texts that were read since hold.
  struct Mark {
    std::uint32_t next = 0;
    std::size_t backslash = 0;
  };
  Mark mark() const { return {next_, backslash_}; }
  void Return(const Mark& mark) {
    next_ = mark.next;
    backslash_ = mark.backslash;
  }

  /// Why simdjson refuses the document, which this did.
  simdjson::error_code Fault();

 private:
  bool TakeByte(char byte) {
    if (next() != byte) return false;
    ++next_;
    return true;
  }

  // A key without escapes and its colon, without a blank between them; false when something else is
  // there.
  bool TakeKey(std::string_view key) {
    const std::size_t begin = position() + 1;
    if (next() != '"' || json_.size() - begin < key.size() + 2) return false;
    if (!IsSameText(json_.substr(begin, key.size()), key)) return false;
    if (json_[begin + key.size()] != '"' || json_[begin + key.size() + 1] != ':') return false;
    next_ += 2;
    return true;
  }

  template <typename Take>
  bool ForEach(char closing, Take&& take) {
    ++next_;
    if (TakeByte(closing)) return true;
    if (++depth_ >= simdjson::DEFAULT_MAX_DEPTH) return false;
    do {
      if (!take()) return false;
    } while (TakeByte(','));
    --depth_;
    return TakeByte(closing);
  }

  std::size_t PositionOf(std::uint32_t token) const {
    return token < count_ ? index_[token] : json_.size();
  }

  // A backslash is looked for once, not in every text.
  bool HasEscape(std::size_t begin, std::size_t end) {
    if (backslash_ < begin) backslash_ = FindBackslash(json_, begin);
    return backslash_ < end;
  }

  static std::size_t FindBackslash(std::string_view json, std::size_t begin);
  bool Unescape(std::string_view* text);
  bool SkipWithEscapes();
  bool ReadWord(JsonValue* value);
  bool ReadNumber(std::string_view number, JsonValue* value);

  std::unique_ptr<simdjson::internal::dom_parser_implementation> stages_;
  simdjson::dom::parser library_;  ///< For what is seldom.
  std::string_view json_;
  const std::uint32_t* index_ = nullptr;  ///< Where tokens begin.
  std::uint32_t count_ = 0;
  std::uint32_t next_ = 0;
  std::size_t depth_ = 0;
  std::size_t backslash_ = 0;  ///< The first behind what was read, or further on.
  TextStore unescaped_;
};

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_WIRE_JSON_CURSOR_H_
