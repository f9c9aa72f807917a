#include "query/functions/function_support.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/error/propagate.h"
#include "query/functions/number_arithmetic.h"
#include "query/functions/text_cache.h"
#include "query/functions/type_rules.h"

namespace costdb::query {
namespace {

std::optional<std::uint64_t> ParseHexadecimal(std::string_view text) {
  std::uint64_t value = 0;
  for (const char c : text) {
    std::uint64_t digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<std::uint64_t>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      digit = static_cast<std::uint64_t>(c - 'a') + 10;
    } else if (c >= 'A' && c <= 'F') {
      digit = static_cast<std::uint64_t>(c - 'A') + 10;
    } else {
      return std::nullopt;
    }
    value = value << 4 | digit;
  }
  return value;
}

Status ConvertToMoney(const Vector& vector, std::size_t rows, Vector* result) {
  const int scale = vector.type == Type::kDecimal ? vector.scale : 0;
  const WideReader digits(vector);
  ResetVector(Type::kMoney, Layout::kInt128, rows, result);
  for (std::size_t i = 0; i < rows; ++i) {
    result->int128s[i] = 0;
    if (IsNullAt(vector, i)) {
      SetNull(i, rows, result);
      continue;
    }
    const std::optional<Int128> money = Rescale(digits[i], scale, kMoneyScale);
    if (!money.has_value()) return OverflowError("conversion to money");
    result->int128s[i] = *money;
  }
  NarrowIfPossible(rows, result);
  return Status::Ok();
}

void CopyText(const FunctionContext& context, const Vector& vector, std::size_t rows,
              Vector* result) {
  const TextReader texts(context, vector);
  ResetVector(Type::kText, Layout::kText, rows, result);
  for (std::size_t i = 0; i < rows; ++i) {
    result->texts[i].assign(texts[i]);
    if (IsNullAt(vector, i)) SetNull(i, rows, result);
  }
}

}  // namespace

Status OverflowError(std::string_view operation) {
  return Status::InvalidArgument(
      fmt::format("the result of {} is too large: numeric overflow", operation));
}

bool AnswerConstantNull(Arguments arguments, Type type, Vector* result) {
  const bool any = std::any_of(arguments.begin(), arguments.end(), [](const Vector* argument) {
    return argument->type == Type::kNull || IsConstantNull(*argument);
  });
  if (any) SetConstantNull(type, result);
  return any;
}

void CombineNulls(Arguments arguments, std::size_t rows, Vector* result) {
  for (const Vector* argument : arguments) {
    if (!HasNulls(*argument, rows)) continue;
    if (result->nulls.empty()) result->nulls.assign(rows, 0);
    for (std::size_t i = 0; i < rows; ++i) {
      result->nulls[i] |= static_cast<std::uint8_t>(IsNullAt(*argument, i));
    }
  }
}

void NarrowIfPossible(std::size_t rows, Vector* vector) {
  if (vector->layout != Layout::kInt128) return;
  for (std::size_t i = 0; i < rows; ++i) {
    if (!FitsInt64(vector->int128s[i]) && !IsNullAt(*vector, i)) return;
  }
  vector->int64s.resize(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    vector->int64s[i] = static_cast<std::int64_t>(vector->int128s[i]);
  }
  vector->layout = Layout::kInt64;
}

void ToDoubles(const Vector& vector, std::size_t rows, std::vector<double>* values) {
  values->resize(rows);
  if (vector.layout == Layout::kDouble) {
    const RowReader<double> doubles = DoublesOf(vector);
    for (std::size_t i = 0; i < rows; ++i) (*values)[i] = doubles[i];
    return;
  }
  const WideReader digits(vector);
  if (vector.type == Type::kDecimal || vector.type == Type::kMoney) {
    const int scale = vector.type == Type::kMoney ? kMoneyScale : vector.scale;
    for (std::size_t i = 0; i < rows; ++i) (*values)[i] = DecimalToDouble(digits[i], scale);
    return;
  }
  for (std::size_t i = 0; i < rows; ++i) (*values)[i] = static_cast<double>(digits[i]);
}

std::string_view TextReader::operator[](std::size_t row) const {
  const std::size_t index = vector_->constant ? 0 : row;
  if (vector_->layout == Layout::kText) return vector_->texts[index];
  if (vector_->layout != Layout::kCode || !vector_->dictionary.has_value()) return {};
  const std::uint32_t code = vector_->codes[index];
  if (context_->text_cache == nullptr) {
    return context_->dictionaries->TextOf(*vector_->dictionary, code);
  }
  return context_->text_cache->TextOf(*context_->dictionaries, *vector_->dictionary, code);
}

Status ConvertTo(const FunctionContext& context, Type type, const Vector& vector, std::size_t rows,
                 Vector* result) {
  if (vector.type == Type::kNull) {
    SetConstantNull(type, result);
    return Status::Ok();
  }
  const std::size_t count = vector.constant ? 1 : rows;
  if (vector.layout == Layout::kCode) {
    CopyText(context, vector, count, result);
  } else if (vector.type == type) {
    *result = vector;
    return Status::Ok();
  } else if (type == Type::kMoney) {
    COSTDB_RETURN_IF_ERROR(ConvertToMoney(vector, count, result));
  } else if (type == Type::kDouble) {
    ResetVector(Type::kDouble, Layout::kDouble, count, result);
    ToDoubles(vector, count, &result->doubles);
    result->nulls = vector.nulls;
  } else {
    return Status::Internal(
        fmt::format("no conversion from {} to {}", TypeName(vector.type), TypeName(type)));
  }
  result->constant = vector.constant;
  return Status::Ok();
}

std::string TraceIdToText(const engine::TraceId& id) {
  return fmt::format("{:016x}{:016x}", id.high, id.low);
}

std::string SpanIdToText(engine::SpanId id) {
  return fmt::format("{:016x}", id);
}

std::optional<engine::TraceId> ParseTraceId(std::string_view text) {
  if (text.size() != 32) return std::nullopt;
  const auto high = ParseHexadecimal(text.substr(0, 16));
  const auto low = ParseHexadecimal(text.substr(16));
  if (!high.has_value() || !low.has_value()) return std::nullopt;
  return engine::TraceId{*high, *low};
}

std::optional<engine::SpanId> ParseSpanId(std::string_view text) {
  if (text.size() != 16) return std::nullopt;
  return ParseHexadecimal(text);
}

Result<std::int64_t> TraceOrdinalOf(const FunctionContext& context, std::string_view text) {
  const std::optional<engine::TraceId> id = ParseTraceId(text);
  if (!id.has_value() || context.snapshot == nullptr) return std::int64_t{-1};
  COSTDB_ASSIGN_OR_RETURN(const std::optional<std::int64_t> ordinal,
                          context.snapshot->FindTrace(*id));
  return ordinal.value_or(-1);
}

}  // namespace costdb::query
