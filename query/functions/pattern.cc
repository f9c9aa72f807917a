// LIKE, ILIKE and regular expressions.

#include <re2/re2.h>

#include <array>
#include <memory>
#include <string>

#include "engine/error/propagate.h"
#include "query/functions/function_support.h"
#include "query/functions/scalar_tables.h"
#include "query/functions/type_rules.h"
#include "query/functions/utf8.h"

namespace costdb::query {
namespace {

Result<Type> BindPattern(std::string_view name, std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount(name, arguments, 2, 2));
  for (const Type type : arguments) {
    if (type != Type::kText && type != Type::kNull) {
      return ArgumentError(name, "a text and a pattern", arguments);
    }
  }
  return Type::kBool;
}

Result<Type> BindLike(std::span<const Type> arguments) {
  return BindPattern("LIKE", arguments);
}
Result<Type> BindCaseInsensitiveLike(std::span<const Type> arguments) {
  return BindPattern("ILIKE", arguments);
}
Result<Type> BindRegularExpression(std::span<const Type> arguments) {
  return BindPattern("regexp_matches", arguments);
}

std::size_t NextCharacter(std::string_view text, std::size_t offset) {
  ++offset;
  while (offset < text.size() && !BeginsCharacter(text[offset])) ++offset;
  return offset;
}

/// `%` is any number of characters, `_` is one, and there is no escape. On a mismatch only the last
/// `%` is tried again, one character further, which is enough because an earlier one has matched
/// as little as it could.
bool MatchesLike(std::string_view text, std::string_view pattern) {
  std::size_t t = 0;
  std::size_t p = 0;
  std::size_t retry_pattern = std::string_view::npos;
  std::size_t retry_text = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '%') {
      retry_pattern = ++p;
      retry_text = t;
    } else if (p < pattern.size() && pattern[p] == '_') {
      t = NextCharacter(text, t);
      ++p;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++t;
      ++p;
    } else if (retry_pattern != std::string_view::npos) {
      p = retry_pattern;
      retry_text = NextCharacter(text, retry_text);
      t = retry_text;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '%') ++p;
  return p == pattern.size();
}

/// Calls `match` with each text and the pattern compiled by `compile`, which runs once a distinct
/// neighbour: once a block for the usual constant pattern.
template <typename Compile, typename Match>
Status MatchEach(const FunctionContext& context, Arguments arguments, std::size_t rows,
                 Compile compile, Match match, Vector* result) {
  if (AnswerConstantNull(arguments, Type::kBool, result)) return Status::Ok();
  const TextReader texts(context, *arguments[0]);
  const TextReader patterns(context, *arguments[1]);
  ResetVector(Type::kBool, Layout::kInt64, rows, result);
  CombineNulls(arguments, rows, result);
  bool compiled = false;
  std::string_view current;
  for (std::size_t i = 0; i < rows; ++i) {
    result->int64s[i] = 0;
    if (IsNullAt(*result, i)) continue;
    if (!compiled || patterns[i] != current) {
      current = patterns[i];
      compiled = true;
      COSTDB_RETURN_IF_ERROR(compile(current));
    }
    result->int64s[i] = static_cast<std::int64_t>(match(texts[i]));
  }
  return Status::Ok();
}

Status EvaluateLike(const FunctionContext& context, Arguments arguments, std::size_t rows,
                    Vector* result) {
  std::string_view pattern;
  return MatchEach(
      context, arguments, rows,
      [&](std::string_view text) {
        pattern = text;
        return Status::Ok();
      },
      [&](std::string_view text) { return MatchesLike(text, pattern); }, result);
}

re2::RE2::Options QuietOptions() {
  re2::RE2::Options options;
  options.set_log_errors(false);
  return options;
}

re2::StringPiece Piece(std::string_view text) {
  return {text.data(), text.size()};
}

/// The LIKE pattern as a regular expression that ignores case as Unicode has it.
std::string LikeToRegularExpression(std::string_view pattern) {
  std::string expression = "(?is)";
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '%') {
      expression += ".*";
    } else if (pattern[i] == '_') {
      expression += '.';
    } else {
      std::size_t end = i;
      while (end < pattern.size() && pattern[end] != '%' && pattern[end] != '_') ++end;
      expression += re2::RE2::QuoteMeta(Piece(pattern.substr(i, end - i)));
      i = end - 1;
    }
  }
  return expression;
}

Status CompileExpression(const std::string& expression, std::unique_ptr<re2::RE2>* compiled) {
  *compiled = std::make_unique<re2::RE2>(expression, QuietOptions());
  if ((*compiled)->ok()) return Status::Ok();
  return Status::InvalidArgument("bad regular expression: " + (*compiled)->error());
}

Status EvaluateCaseInsensitiveLike(const FunctionContext& context, Arguments arguments,
                                   std::size_t rows, Vector* result) {
  std::unique_ptr<re2::RE2> compiled;
  return MatchEach(
      context, arguments, rows,
      [&](std::string_view pattern) {
        return CompileExpression(LikeToRegularExpression(pattern), &compiled);
      },
      [&](std::string_view text) { return re2::RE2::FullMatch(Piece(text), *compiled); }, result);
}

Status EvaluateRegularExpression(const FunctionContext& context, Arguments arguments,
                                 std::size_t rows, Vector* result) {
  std::unique_ptr<re2::RE2> compiled;
  return MatchEach(
      context, arguments, rows,
      [&](std::string_view pattern) { return CompileExpression(std::string(pattern), &compiled); },
      [&](std::string_view text) { return re2::RE2::PartialMatch(Piece(text), *compiled); },
      result);
}

constexpr std::array kPattern = {
    ScalarFunction{"like", "text LIKE pattern",
                   "whether the whole text fits; % is any characters, _ is one", BindLike,
                   EvaluateLike},
    ScalarFunction{"ilike", "text ILIKE pattern", "LIKE, small and capital letters being the same",
                   BindCaseInsensitiveLike, EvaluateCaseInsensitiveLike},
    ScalarFunction{"regexp_matches", "regexp_matches(text, expression) -> bool",
                   "whether a part of the text fits an RE2 regular expression",
                   BindRegularExpression, EvaluateRegularExpression},
};

}  // namespace

std::span<const ScalarFunction> PatternFunctions() {
  return kPattern;
}

}  // namespace costdb::query
