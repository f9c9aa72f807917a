// Runs ANTLR over a query: checks its tokens, parses, and words what is wrong.

#include "query/parser/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "CostQLLexer.h"
#include "CostQLParser.h"
#include "antlr4-runtime.h"
#include "engine/error/propagate.h"
#include "query/parser/code_point_offsets.h"
#include "query/parser/expected_words.h"
#include "query/parser/tree_builder.h"
#include "query/syntax/diagnostic.h"
#include "query/syntax/nearest_name.h"

namespace costdb::query {
namespace {

using grammar::CostQLLexer;
using grammar::CostQLParser;

// What a syntax error is built from; the first one ends parsing.
struct SyntaxFailure {
  antlr4::Token* token = nullptr;
  std::vector<std::string> expected_tokens;
};

class FirstErrorListener : public antlr4::BaseErrorListener {
 public:
  void syntaxError(antlr4::Recognizer* recognizer, antlr4::Token* offending, std::size_t /*line*/,
                   std::size_t /*column*/, const std::string& /*message*/,
                   std::exception_ptr /*cause*/) override {
    failure.token = offending;
    if (auto* parser = dynamic_cast<antlr4::Parser*>(recognizer)) {
      const antlr4::dfa::Vocabulary& vocabulary = parser->getVocabulary();
      for (const ssize_t type : parser->getExpectedTokens().toList()) {
        failure.expected_tokens.push_back(
            vocabulary.getSymbolicName(static_cast<std::size_t>(type)));
      }
    }
    throw antlr4::ParseCancellationException();
  }

  SyntaxFailure failure;
};

// Refuses tokens that no grammar rule takes, with a reason, and texts that nest too deep.
class TokenCheck {
 public:
  TokenCheck(std::string_view text, const TreeBuilder& builder) : text_(text), builder_(&builder) {}

  Status Check(const std::vector<antlr4::Token*>& tokens) {
    for (const antlr4::Token* token : tokens) {
      if (token->getChannel() != antlr4::Token::DEFAULT_CHANNEL) continue;
      COSTDB_RETURN_IF_ERROR(CheckWord(token));
      Nest(token->getType());
      const int depth = sign_run_ + open_depth_;
      if (depth > kMaximumNesting) {
        return ErrorAt(text_, builder_->RangeOf(token),
                       fmt::format("the query nests deeper than {} levels here", kMaximumNesting));
      }
      if (operators_ > kMaximumArithmeticOperators) {
        return ErrorAt(text_, builder_->RangeOf(token),
                       fmt::format("the query has more than {} arithmetic operators",
                                   kMaximumArithmeticOperators));
      }
    }
    return Status::Ok();
  }

 private:
  Status CheckWord(const antlr4::Token* token) const {
    const SourceRange range = builder_->RangeOf(token);
    const SourceRange first = {range.begin, range.begin + 1};
    const std::string_view word = text_.substr(range.begin, range.end - range.begin);
    switch (token->getType()) {
      case CostQLLexer::UNTERMINATED_STRING:
        return ErrorAt(text_, first, "the text that starts here has no closing '");
      case CostQLLexer::UNTERMINATED_IDENTIFIER:
        return ErrorAt(text_, first, "the name that starts here has no closing \"");
      case CostQLLexer::UNTERMINATED_COMMENT:
        return ErrorAt(text_, {range.begin, range.begin + 2},
                       "the comment that starts here has no closing */");
      case CostQLLexer::MALFORMED_NUMBER:
        return ErrorAt(text_, range,
                       fmt::format("{} is neither a number (200K, 5M, 2B) nor a duration "
                                   "(units are ns, us, ms, s, m, h, d, w, mo and y)",
                                   word));
      case CostQLLexer::UNKNOWN_CHARACTER:
        if (word == "%") {
          return ErrorAt(text_, range, "% follows a number, as in 1%; the remainder is mod(a, b)");
        }
        if (static_cast<unsigned char>(word[0]) < 0x20 || word[0] == 0x7F) {
          return ErrorAt(text_, range,
                         fmt::format("unexpected control character 0x{:02X}",
                                     static_cast<unsigned char>(word[0])));
        }
        return ErrorAt(text_, range, fmt::format("unexpected character {}", word));
      default:
        return Status::Ok();
    }
  }

  void Nest(std::size_t type) {
    switch (type) {
      case CostQLLexer::LEFT_PAREN:
      case CostQLLexer::CASE:
        open_.push_back(sign_run_);
        open_depth_ += sign_run_ + 1;
        sign_run_ = 0;
        return;
      case CostQLLexer::RIGHT_PAREN:
      case CostQLLexer::END:
        if (!open_.empty()) {
          open_depth_ -= open_.back() + 1;
          open_.pop_back();
        }
        sign_run_ = 0;
        return;
      case CostQLLexer::PLUS:
      case CostQLLexer::MINUS:
        ++operators_;
        ++sign_run_;
        return;
      case CostQLLexer::NOT:
        ++sign_run_;
        return;
      case CostQLLexer::STAR:
      case CostQLLexer::SLASH:
      case CostQLLexer::CONCATENATE:
        ++operators_;
        sign_run_ = 0;
        return;
      default:
        sign_run_ = 0;
    }
  }

  std::string_view text_;
  const TreeBuilder* builder_;
  std::vector<int> open_;
  int open_depth_ = 0;
  int sign_run_ = 0;
  int operators_ = 0;
};

// The last visible token before another; null when there is none.
antlr4::Token* TokenBefore(antlr4::CommonTokenStream* tokens, const antlr4::Token* token) {
  for (std::size_t i = token->getTokenIndex(); i-- > 0;) {
    antlr4::Token* previous = tokens->get(i);
    if (previous->getChannel() == antlr4::Token::DEFAULT_CHANNEL) return previous;
  }
  return nullptr;
}

// A better answer than a list of what may follow: a word of another dialect, or a mistyped keyword.
// Either may be the token before the one that does not fit: in `FROM calls WERE x = 1`, WERE was
// taken for an alias, and x is what does not fit.
std::optional<Status> DescribeWord(std::string_view text, antlr4::Token* token,
                                   std::span<const std::string_view> keywords,
                                   const TreeBuilder& builder) {
  if (token == nullptr || token->getType() != CostQLLexer::IDENTIFIER) return std::nullopt;
  const std::string word = token->getText();
  const std::string_view hint = HintForForeignWord(LowercaseName(word));
  if (!hint.empty()) return ErrorAt(text, builder.RangeOf(token), hint);
  const std::string_view nearest = NearestName(word, keywords);
  if (nearest.empty()) return std::nullopt;
  return ErrorAt(text, builder.RangeOf(token),
                 fmt::format("unexpected {}; did you mean {}?", word, nearest));
}

Status DescribeFailure(std::string_view text, const SyntaxFailure& failure,
                       antlr4::CommonTokenStream* tokens, const TreeBuilder& builder) {
  if (failure.token == nullptr) return Status::Internal("the parser failed without a place");
  std::vector<std::string_view> expected(failure.expected_tokens.begin(),
                                         failure.expected_tokens.end());
  antlr4::Token* previous = TokenBefore(tokens, failure.token);
  if (previous != nullptr && previous->getType() == CostQLLexer::NOT &&
      std::find(expected.begin(), expected.end(), "BETWEEN") != expected.end()) {
    expected = {"BETWEEN", "IN", "LIKE", "ILIKE"};
  }
  std::vector<std::string_view> expected_keywords;
  for (const std::string_view keyword : ClauseKeywords()) {
    const bool is_expected = std::find(expected.begin(), expected.end(), keyword) != expected.end();
    if (is_expected) expected_keywords.push_back(keyword);
  }
  if (auto status = DescribeWord(text, failure.token, expected_keywords, builder)) return *status;
  if (auto status = DescribeWord(text, previous, ClauseKeywords(), builder)) return *status;

  const bool at_end = failure.token->getType() == antlr4::Token::EOF;
  const std::string found = at_end ? "the end of the query" : failure.token->getText();
  const std::string words = ExpectedWords(expected);
  return ErrorAt(text, builder.RangeOf(failure.token),
                 words.empty() ? fmt::format("unexpected {}", found)
                               : fmt::format("expected {}, found {}", words, found));
}

// SLL prediction is fast and nearly always right; where it fails, full LL decides.
Result<std::vector<syntax::Statement>> ParseChecked(std::string_view text,
                                                    const CodePointOffsets& offsets) {
  antlr4::ANTLRInputStream input{std::string(text)};
  CostQLLexer lexer(&input);
  lexer.removeErrorListeners();
  antlr4::CommonTokenStream tokens(&lexer);
  tokens.fill();
  TreeBuilder builder(text, offsets);
  COSTDB_RETURN_IF_ERROR(TokenCheck(text, builder).Check(tokens.getTokens()));

  CostQLParser parser(&tokens);
  parser.removeErrorListeners();
  auto* interpreter = parser.getInterpreter<antlr4::atn::ParserATNSimulator>();
  interpreter->setPredictionMode(antlr4::atn::PredictionMode::SLL);
  parser.setErrorHandler(std::make_shared<antlr4::BailErrorStrategy>());
  try {
    return builder.Script(parser.script());
  } catch (const antlr4::ParseCancellationException&) {
    tokens.seek(0);
    parser.reset();
  }
  FirstErrorListener listener;
  parser.addErrorListener(&listener);
  parser.setErrorHandler(std::make_shared<antlr4::DefaultErrorStrategy>());
  interpreter->setPredictionMode(antlr4::atn::PredictionMode::LL);
  try {
    return builder.Script(parser.script());
  } catch (const antlr4::ParseCancellationException&) {
    return DescribeFailure(text, listener.failure, &tokens, builder);
  }
}

}  // namespace

Result<std::vector<syntax::Statement>> ParseStatements(std::string_view text) {
  if (text.size() > kMaximumQueryBytes) {
    return Status::InvalidArgument(fmt::format("the query has {} bytes; at most {} are read",
                                               text.size(), kMaximumQueryBytes));
  }
  COSTDB_ASSIGN_OR_RETURN(const CodePointOffsets offsets, CodePointOffsets::Of(text));
  try {
    return ParseChecked(text, offsets);
  } catch (const std::exception& error) {
    return Status::Internal(fmt::format("the parser failed: {}", error.what()));
  }
}

}  // namespace costdb::query
