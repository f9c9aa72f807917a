#include "engine/prices/match_rule.h"

#include <fmt/core.h>
#include <re2/re2.h>

#include <algorithm>
#include <optional>

#include "engine/error/propagate.h"
#include "engine/prices/model_name.h"

namespace costdb::engine {
namespace {

// A program this large takes longer to run than any name is worth.
constexpr std::int64_t kMaximumRegexMemory = 1 << 20;
constexpr std::size_t kMaximumRuleText = 1024;

}  // namespace

struct Matcher::Node {
  MatchRule::Kind kind = MatchRule::Kind::kEquals;
  std::string text;  // In lower case.
  std::unique_ptr<const re2::RE2> regex;
  std::vector<std::shared_ptr<const Node>> parts;
};

Result<Matcher> Matcher::Compile(const MatchRule& rule) {
  COSTDB_ASSIGN_OR_RETURN(std::shared_ptr<const Node> root, CompileNode(rule, 0));
  return Matcher(std::move(root));
}

Result<std::shared_ptr<const Matcher::Node>> Matcher::CompileNode(const MatchRule& rule,
                                                                  int depth) {
  auto node = std::make_shared<Node>();
  node->kind = rule.kind;
  if (rule.kind == MatchRule::Kind::kAny || rule.kind == MatchRule::Kind::kAll) {
    if (rule.parts.empty()) return Status::InvalidArgument("a rule of rules without any");
    if (rule.parts.size() > kMaximumRuleParts || depth >= kMaximumRuleDepth) {
      return Status::InvalidArgument("a rule of too many rules");
    }
    for (const MatchRule& part : rule.parts) {
      COSTDB_ASSIGN_OR_RETURN(std::shared_ptr<const Node> compiled, CompileNode(part, depth + 1));
      node->parts.push_back(std::move(compiled));
    }
    return std::shared_ptr<const Node>(std::move(node));
  }
  if (rule.text.empty()) return Status::InvalidArgument("a rule that matches the empty text");
  if (rule.text.size() > kMaximumRuleText) {
    return Status::InvalidArgument(fmt::format("a rule of {} bytes", rule.text.size()));
  }
  if (rule.kind != MatchRule::Kind::kRegex) {
    node->text = LowerCaseName(rule.text);
    return std::shared_ptr<const Node>(std::move(node));
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaximumRegexMemory);
  node->regex = std::make_unique<const re2::RE2>(rule.text, options);
  if (!node->regex->ok()) {
    return Status::InvalidArgument(fmt::format("the regular expression \"{}\" does not compile: {}",
                                               rule.text, node->regex->error()));
  }
  return std::shared_ptr<const Node>(std::move(node));
}

bool Matcher::Matches(std::string_view lower_name) const {
  return NodeMatches(*root_, lower_name);
}

bool Matcher::NodeMatches(const Node& node, std::string_view lower_name) {
  const auto matches = [lower_name](const auto& part) { return NodeMatches(*part, lower_name); };
  switch (node.kind) {
    case MatchRule::Kind::kEquals:
      return lower_name == node.text;
    case MatchRule::Kind::kStartsWith:
      return lower_name.starts_with(node.text);
    case MatchRule::Kind::kEndsWith:
      return lower_name.ends_with(node.text);
    case MatchRule::Kind::kContains:
      return lower_name.find(node.text) != std::string_view::npos;
    case MatchRule::Kind::kRegex:
      return re2::RE2::PartialMatch(re2::StringPiece(lower_name.data(), lower_name.size()),
                                    *node.regex);
    case MatchRule::Kind::kAny:
      return std::any_of(node.parts.begin(), node.parts.end(), matches);
    case MatchRule::Kind::kAll:
      return std::all_of(node.parts.begin(), node.parts.end(), matches);
  }
  return false;
}

}  // namespace costdb::engine
