#include "ingest/wire/json_salvage.h"

#include <utility>
#include <vector>

namespace costdb::ingest {
namespace {

// The open brackets around a resource, a scope and a span, without those of a list of requests.
constexpr std::string_view kElementLevels[] = {"{[", "{[{[", "{[{[{["};
constexpr std::string_view kSpanLevel = kElementLevels[2];

class Salvager {
 public:
  Salvager(std::string_view json, const std::function<bool(std::string_view)>& is_valid)
      : json_(json), is_valid_(is_valid) {
    salvaged_.text.reserve(json.size());
  }

  SalvagedJson Salvage() && {
    for (; position_ < json_.size() && !salvaged_.is_complete; ++position_) {
      const char character = json_[position_];
      salvaged_.text.push_back(character);
      if (in_string_) {
        StepInString(character);
      } else if (character == '"') {
        in_string_ = true;
      } else if (character == '{' || character == '[') {
        open_.push_back(character);
        begins_.push_back(salvaged_.text.size() - 1);
      } else if (character == '}' || character == ']') {
        if (!Close(character)) break;
      }
    }
    salvaged_.end = position_;
    if (!salvaged_.is_complete) CutBack();
    return std::move(salvaged_);
  }

 private:
  void StepInString(char character) {
    if (is_escaped_) {
      is_escaped_ = false;
    } else if (character == '\\') {
      is_escaped_ = true;
    } else {
      in_string_ = character != '"';
    }
  }

  // False when the bracket closes no open one.
  bool Close(char character) {
    if (open_.empty() || open_.back() != (character == '}' ? '{' : '[')) return false;
    const std::size_t begin = begins_.back();
    open_.pop_back();
    begins_.pop_back();
    if (IsElement() && character == '}' &&
        !is_valid_(std::string_view(salvaged_.text).substr(begin))) {
      salvaged_.text.resize(begin);
      salvaged_.text += "null";
    }
    if (open_.size() <= kSpanLevel.size() + (is_list_of_requests() ? 1 : 0)) {
      whole_bytes_ = salvaged_.text.size();
      open_at_whole_ = open_;
    }
    salvaged_.is_complete = open_.empty();
    return true;
  }

  bool is_list_of_requests() const { return !open_.empty() && open_.front() == '['; }

  bool IsElement() const {
    const std::string_view open = std::string_view(open_).substr(is_list_of_requests() ? 1 : 0);
    for (std::string_view level : kElementLevels) {
      if (open == level) return true;
    }
    return false;
  }

  void CutBack() {
    salvaged_.text.resize(whole_bytes_);
    for (auto open = open_at_whole_.rbegin(); open != open_at_whole_.rend(); ++open) {
      salvaged_.text.push_back(*open == '{' ? '}' : ']');
    }
  }

  std::string_view json_;
  const std::function<bool(std::string_view)>& is_valid_;
  SalvagedJson salvaged_;
  std::size_t position_ = 0;
  std::string open_;                 // The brackets around the position.
  std::vector<std::size_t> begins_;  // Where each of them stands in the salvaged text.
  bool in_string_ = false;
  bool is_escaped_ = false;
  std::size_t whole_bytes_ = 0;  // Up to the last closing bracket that is not inside a span.
  std::string open_at_whole_;
};

}  // namespace

SalvagedJson SalvageJson(std::string_view json,
                         const std::function<bool(std::string_view)>& is_valid) {
  return Salvager(json, is_valid).Salvage();
}

}  // namespace costdb::ingest
