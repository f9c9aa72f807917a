// lower, upper, length, substr and concatenation. Positions count characters, from 1.

#include <algorithm>
#include <array>
#include <string>

#include "engine/error/propagate.h"
#include "query/functions/function_support.h"
#include "query/functions/scalar_tables.h"
#include "query/functions/type_rules.h"
#include "query/functions/utf8.h"

namespace costdb::query {
namespace {

bool IsText(Type type) {
  return type == Type::kText || type == Type::kNull;
}

Status CheckTexts(std::string_view name, std::span<const Type> arguments, std::size_t least,
                  std::size_t most) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount(name, arguments, least, most));
  if (std::all_of(arguments.begin(), arguments.end(), IsText)) return Status::Ok();
  return ArgumentError(name, "text (to_text makes it of anything)", arguments);
}

Result<Type> BindLower(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckTexts("lower", arguments, 1, 1));
  return Type::kText;
}
Result<Type> BindUpper(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckTexts("upper", arguments, 1, 1));
  return Type::kText;
}
Result<Type> BindLength(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckTexts("length", arguments, 1, 1));
  return Type::kInt;
}
Result<Type> BindConcatenation(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckTexts("||", arguments, 2, SIZE_MAX));
  return Type::kText;
}
Result<Type> BindConcat(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckTexts("concat", arguments, 1, SIZE_MAX));
  return Type::kText;
}

Result<Type> BindSubstring(std::span<const Type> arguments) {
  COSTDB_RETURN_IF_ERROR(CheckArgumentCount("substr", arguments, 2, 3));
  bool fits = IsText(arguments[0]);
  for (const Type type : arguments.subspan(1)) {
    fits = fits && (type == Type::kInt || type == Type::kNull);
  }
  if (fits) return Type::kText;
  return ArgumentError("substr", "text, a position and perhaps a length", arguments);
}

template <std::string (*fold)(std::string_view)>
Status EvaluateFold(const FunctionContext& context, Arguments arguments, std::size_t rows,
                    Vector* result) {
  if (AnswerConstantNull(arguments, Type::kText, result)) return Status::Ok();
  const TextReader texts(context, *arguments[0]);
  ResetVector(Type::kText, Layout::kText, rows, result);
  for (std::size_t i = 0; i < rows; ++i) result->texts[i] = fold(texts[i]);
  CombineNulls(arguments, rows, result);
  return Status::Ok();
}

Status EvaluateLength(const FunctionContext& context, Arguments arguments, std::size_t rows,
                      Vector* result) {
  if (AnswerConstantNull(arguments, Type::kInt, result)) return Status::Ok();
  const TextReader texts(context, *arguments[0]);
  ResetVector(Type::kInt, Layout::kInt64, rows, result);
  for (std::size_t i = 0; i < rows; ++i) {
    result->int64s[i] = static_cast<std::int64_t>(CharacterCount(texts[i]));
  }
  CombineNulls(arguments, rows, result);
  return Status::Ok();
}

/// Characters [start, start + length) of the text, counted from 1; a negative start counts from the
/// end. What lies outside of the text is empty.
std::string_view Substring(std::string_view text, Int128 start, Int128 length) {
  const auto characters = static_cast<Int128>(CharacterCount(text));
  if (start < 0) start = std::max<Int128>(start, -characters - length) + characters + 1;
  const Int128 first = std::clamp<Int128>(start - 1, 0, characters);
  const Int128 end = std::clamp<Int128>(start - 1 + length, first, characters);
  const std::size_t from = OffsetOfCharacter(text, static_cast<std::size_t>(first));
  const std::size_t to = OffsetOfCharacter(text, static_cast<std::size_t>(end));
  return text.substr(from, to - from);
}

Status EvaluateSubstring(const FunctionContext& context, Arguments arguments, std::size_t rows,
                         Vector* result) {
  if (AnswerConstantNull(arguments, Type::kText, result)) return Status::Ok();
  constexpr Int128 kFarthest = Int128{1} << 62;
  const TextReader texts(context, *arguments[0]);
  const WideReader starts(*arguments[1]);
  ResetVector(Type::kText, Layout::kText, rows, result);
  for (std::size_t i = 0; i < rows; ++i) {
    const Int128 start = std::clamp<Int128>(starts[i], -kFarthest, kFarthest);
    const Int128 length = arguments.size() == 3
                              ? std::clamp<Int128>(WideReader(*arguments[2])[i], 0, kFarthest)
                              : kFarthest;
    result->texts[i].assign(Substring(texts[i], start, length));
  }
  CombineNulls(arguments, rows, result);
  return Status::Ok();
}

void Join(const FunctionContext& context, Arguments arguments, std::size_t rows, Vector* result) {
  ResetVector(Type::kText, Layout::kText, rows, result);
  for (std::string& text : result->texts) text.clear();
  for (const Vector* argument : arguments) {
    const TextReader texts(context, *argument);
    for (std::size_t i = 0; i < rows; ++i) {
      if (!IsNullAt(*argument, i)) result->texts[i].append(texts[i]);
    }
  }
}

Status EvaluateConcatenation(const FunctionContext& context, Arguments arguments, std::size_t rows,
                             Vector* result) {
  if (AnswerConstantNull(arguments, Type::kText, result)) return Status::Ok();
  Join(context, arguments, rows, result);
  CombineNulls(arguments, rows, result);
  return Status::Ok();
}

Status EvaluateConcat(const FunctionContext& context, Arguments arguments, std::size_t rows,
                      Vector* result) {
  Join(context, arguments, rows, result);
  return Status::Ok();
}

constexpr std::array kText = {
    ScalarFunction{"lower", "lower(text) -> text", "in small letters", BindLower,
                   EvaluateFold<ToLower>},
    ScalarFunction{"upper", "upper(text) -> text", "in capital letters", BindUpper,
                   EvaluateFold<ToUpper>},
    ScalarFunction{"length", "length(text) -> int", "the number of characters", BindLength,
                   EvaluateLength},
    ScalarFunction{"substr", "substr(text, start[, length]) -> text",
                   "a part of a text; characters count from 1, from the end when negative",
                   BindSubstring, EvaluateSubstring},
    ScalarFunction{"||", "a || b", "texts end to end; NULL when either is", BindConcatenation,
                   EvaluateConcatenation},
    ScalarFunction{"concat", "concat(a, b, ...) -> text", "texts end to end; NULLs are left out",
                   BindConcat, EvaluateConcat},
};

}  // namespace

std::span<const ScalarFunction> TextFunctions() {
  return kText;
}

}  // namespace costdb::query
