#ifndef COSTDB_ENGINE_PRICES_MATCH_RULE_H_
#define COSTDB_ENGINE_PRICES_MATCH_RULE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "costdb/status.h"

namespace costdb::engine {

/// Rules of a rule, and levels of rules in rules, are at most so many.
inline constexpr std::size_t kMaximumRuleParts = 10'000;
inline constexpr int kMaximumRuleDepth = 16;

/// Which names a model or a provider answers to. Upper and lower case do not matter, but in the
/// text of a regular expression, which sees the name in lower case.
struct MatchRule {
  /// Numbers are stored: append only.
  enum class Kind : std::uint8_t {
    kEquals,
    kStartsWith,
    kEndsWith,
    kContains,
    kRegex,  ///< RE2, found anywhere in the name.
    kAny,    ///< One of the parts at least.
    kAll,    ///< All of the parts.
  };
  Kind kind = Kind::kEquals;
  std::string text;              ///< All but kAny and kAll.
  std::vector<MatchRule> parts;  ///< kAny and kAll; never empty.

  bool operator==(const MatchRule&) const = default;
};

/// A rule made ready. Immutable, hence thread-safe; cheap to copy.
class Matcher {
 public:
  /// Fails when a text is empty, a regular expression does not compile, or parts are missing or too
  /// many.
  static Result<Matcher> Compile(const MatchRule& rule);

  /// Whether a name in lower case matches.
  bool Matches(std::string_view lower_name) const;

 private:
  struct Node;
  explicit Matcher(std::shared_ptr<const Node> root) : root_(std::move(root)) {}
  static Result<std::shared_ptr<const Node>> CompileNode(const MatchRule& rule, int depth);
  static bool NodeMatches(const Node& node, std::string_view lower_name);

  std::shared_ptr<const Node> root_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_PRICES_MATCH_RULE_H_
