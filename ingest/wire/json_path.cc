#include "ingest/wire/json_path.h"

#include <algorithm>
#include <cstdint>
#include <span>

#include "ingest/input/json_extent.h"

namespace costdb::ingest {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kAfterScalar = ",]} \t\r\n";

// Stands before a value, and steps into it. A step that finds nothing leaves the walker anywhere.
class Walker {
 public:
  explicit Walker(std::string_view json) : json_(json) { SkipBlanks(); }

  std::size_t position() const { return position_; }
  bool IsAt(char character) const {
    return position_ < json_.size() && json_[position_] == character;
  }

  bool EnterElement(std::uint32_t index) {
    if (!Take('[')) return false;
    for (std::uint32_t i = 0; i < index; ++i) {
      SkipValue();
      if (!Take(',')) return false;
    }
    return position_ < json_.size() && json_[position_] != ']';
  }

  bool EnterMember(std::span<const std::string_view> names) {
    if (!Take('{')) return false;
    while (IsAt('"')) {
      const std::size_t begin = position_;
      SkipString();
      const std::string_view name = json_.substr(begin + 1, position_ - begin - 2);
      SkipBlanks();
      if (!Take(':')) return false;
      if (std::find(names.begin(), names.end(), name) != names.end()) return true;
      SkipValue();
      if (!Take(',')) return false;
    }
    return false;
  }

 private:
  void SkipBlanks() {
    position_ = std::min(json_.find_first_not_of(kBlanks, position_), json_.size());
  }

  bool Take(char character) {
    if (!IsAt(character)) return false;
    ++position_;
    SkipBlanks();
    return true;
  }

  void SkipString() {
    for (++position_; position_ < json_.size() && json_[position_] != '"'; ++position_) {
      if (json_[position_] == '\\') ++position_;
    }
    position_ = std::min(position_ + 1, json_.size());
  }

  void SkipValue() {
    if (IsAt('"')) {
      SkipString();
    } else if (IsAt('{') || IsAt('[')) {
      JsonExtent extent;
      position_ += extent.Scan(json_.substr(position_));
    } else {
      position_ = std::min(json_.find_first_of(kAfterScalar, position_), json_.size());
    }
    SkipBlanks();
  }

  std::string_view json_;
  std::size_t position_ = 0;
};

struct Step {
  std::span<const std::string_view> names;
  std::uint32_t index;
};

}  // namespace

std::size_t OffsetOfPath(std::string_view json, const JsonPath& path) {
  Walker walker(json);
  std::size_t found = walker.position();
  if (walker.IsAt('[')) {
    if (!walker.EnterElement(path.request)) return found;
    found = walker.position();
  }
  for (const Step& step : {Step{kResourceListNames, path.resource},
                           Step{kScopeListNames, path.scope}, Step{kSpanListNames, path.span}}) {
    if (step.index == JsonPath::kNowhere || !walker.EnterMember(step.names) ||
        !walker.EnterElement(step.index)) {
      return found;
    }
    found = walker.position();
  }
  return found;
}

}  // namespace costdb::ingest
