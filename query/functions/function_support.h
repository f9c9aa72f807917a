#ifndef COSTDB_QUERY_FUNCTIONS_FUNCTION_SUPPORT_H_
#define COSTDB_QUERY_FUNCTIONS_FUNCTION_SUPPORT_H_

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "costdb/status.h"
#include "query/functions/scalar_function.h"
#include "query/vector/vector.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {

using Arguments = std::span<const Vector* const>;

/// The error of a computation that leaves the range of its type.
Status OverflowError(std::string_view operation);

/// Whether an argument is the constant NULL, which makes a strict function NULL: the result is then
/// set to it.
bool AnswerConstantNull(Arguments arguments, Type type, Vector* result);

/// Marks a result row NULL where any argument is; codes count.
void CombineNulls(Arguments arguments, std::size_t rows, Vector* result);

/// Stores 128-bit results in the narrowest layout that holds all rows that are not NULL.
void NarrowIfPossible(std::size_t rows, Vector* vector);

/// Numbers (int, decimal, double) as doubles; money becomes dollars. `values` gets `rows` values.
void ToDoubles(const Vector& vector, std::size_t rows, std::vector<double>* values);

/// Reads rows of text, plain or coded.
class TextReader {
 public:
  TextReader(const FunctionContext& context, const Vector& vector)
      : context_(&context), vector_(&vector) {}
  /// Valid as long as the vector; empty for NULL.
  std::string_view operator[](std::size_t row) const;

 private:
  const FunctionContext* context_;
  const Vector* vector_;
};

/// Converts values to a common type that CommonType returned, or to text of the same type. The
/// result has the layout that the type has by default, but 128-bit where the values need it.
Status ConvertTo(const FunctionContext& context, Type type, const Vector& vector, std::size_t rows,
                 Vector* result);

/// Hexadecimal digits of ids: what results show, and back. Nothing for other text.
std::string TraceIdToText(const engine::TraceId& id);
std::string SpanIdToText(engine::SpanId id);
std::optional<engine::TraceId> ParseTraceId(std::string_view text);
std::optional<engine::SpanId> ParseSpanId(std::string_view text);

/// The ordinal that the snapshot gives to a trace id, -1 when it does not have the trace or the
/// text is no id: no row is equal to it.
Result<std::int64_t> TraceOrdinalOf(const FunctionContext& context, std::string_view text);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_FUNCTIONS_FUNCTION_SUPPORT_H_
