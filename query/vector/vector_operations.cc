#include "query/vector/vector_operations.h"

#include <algorithm>
#include <cassert>

namespace costdb::query {
namespace {

template <typename T>
void GatherArray(const std::vector<T>& from, std::span<const std::uint32_t> indexes,
                 std::vector<T>* to) {
  to->resize(indexes.size());
  T* out = to->data();
  const T* in = from.data();
  for (std::size_t i = 0; i < indexes.size(); ++i) out[i] = in[indexes[i]];
}

template <typename T>
void AppendArray(const std::vector<T>& from, bool constant, std::size_t rows,
                 std::size_t rows_before, std::vector<T>* to) {
  to->resize(rows_before);
  if (constant) {
    to->insert(to->end(), rows, from.front());
  } else {
    to->insert(to->end(), from.begin(), from.begin() + static_cast<std::ptrdiff_t>(rows));
  }
}

void ResizeLayout(Layout layout, std::size_t rows, Vector* vector) {
  switch (layout) {
    case Layout::kInt64:
      vector->int64s.resize(rows);
      break;
    case Layout::kInt64Runs:
      vector->int64s.resize(rows);
      vector->run_ends.resize(rows);
      break;
    case Layout::kInt128:
      vector->int128s.resize(rows);
      break;
    case Layout::kDouble:
      vector->doubles.resize(rows);
      break;
    case Layout::kCode:
    case Layout::kOffsets:
      vector->codes.resize(rows);
      break;
    case Layout::kCodeRuns:
      vector->codes.resize(rows);
      vector->run_ends.resize(rows);
      break;
    case Layout::kText:
      vector->texts.resize(rows);
      break;
  }
}

void AppendNulls(const Vector& from, std::size_t rows, std::size_t rows_before, Vector* to) {
  if (from.nulls.empty() && to->nulls.empty()) return;
  to->nulls.resize(rows_before, 0);
  if (from.nulls.empty()) {
    to->nulls.resize(rows_before + rows, 0);
    return;
  }
  AppendArray(from.nulls, from.constant, rows, rows_before, &to->nulls);
}

}  // namespace

void ResetVector(Type type, Layout layout, std::size_t rows, Vector* vector) {
  vector->type = type;
  vector->layout = layout;
  vector->constant = false;
  vector->scale = 0;
  vector->dictionary.reset();
  vector->bounds = {};
  vector->nulls.clear();
  ResizeLayout(layout, rows, vector);
}

Layout DefaultLayout(Type type) {
  switch (type) {
    case Type::kDouble:
      return Layout::kDouble;
    case Type::kDecimal:
      return Layout::kInt128;
    case Type::kText:
      return Layout::kText;
    default:
      return Layout::kInt64;
  }
}

void SetConstantNull(Type type, Vector* vector) {
  const Layout layout = DefaultLayout(type);
  ResetVector(type, layout, 1, vector);
  vector->constant = true;
  vector->nulls.assign(1, 1);
  if (layout == Layout::kInt64) vector->int64s[0] = 0;
  if (layout == Layout::kInt128) vector->int128s[0] = 0;
  if (layout == Layout::kDouble) vector->doubles[0] = 0;
  if (layout == Layout::kText) vector->texts[0].clear();
}

void SetConstantInteger(Type type, std::int64_t value, Vector* vector) {
  ResetVector(type, Layout::kInt64, 1, vector);
  vector->constant = true;
  vector->int64s[0] = value;
}

bool HasNulls(const Vector& vector, std::size_t rows) {
  const std::size_t count = vector.constant ? std::min<std::size_t>(rows, 1) : rows;
  if (vector.layout == Layout::kCode) {
    return std::find(vector.codes.begin(),
                     vector.codes.begin() + static_cast<std::ptrdiff_t>(count),
                     0U) != vector.codes.begin() + static_cast<std::ptrdiff_t>(count);
  }
  if (vector.nulls.empty()) return false;
  const auto end = vector.nulls.begin() + static_cast<std::ptrdiff_t>(count);
  return std::find(vector.nulls.begin(), end, 1) != end;
}

void GatherRows(const Vector& from, std::span<const std::uint32_t> indexes, Vector* to) {
  if (from.constant) {
    *to = from;
    return;
  }
  // Not emptied first: growing fills with zeros.
  ResetVector(from.type, from.layout, indexes.size(), to);
  to->scale = from.scale;
  to->dictionary = from.dictionary;
  to->frame = from.frame;
  to->bounds = from.bounds;
  switch (from.layout) {
    case Layout::kInt64:
      GatherArray(from.int64s, indexes, &to->int64s);
      break;
    case Layout::kInt128:
      GatherArray(from.int128s, indexes, &to->int128s);
      break;
    case Layout::kDouble:
      GatherArray(from.doubles, indexes, &to->doubles);
      break;
    case Layout::kCode:
    case Layout::kOffsets:
      GatherArray(from.codes, indexes, &to->codes);
      break;
    case Layout::kInt64Runs:
    case Layout::kCodeRuns:
      assert(false && "rows are not taken out of runs");
      break;
    case Layout::kText:
      GatherArray(from.texts, indexes, &to->texts);
      break;
  }
  if (!from.nulls.empty()) GatherArray(from.nulls, indexes, &to->nulls);
}

const Vector& Flatten(const Vector& vector, std::size_t rows, Vector* storage) {
  if (!vector.constant) return vector;
  ResetVector(vector.type, vector.layout, 0, storage);
  AppendRows(vector, rows, 0, storage);
  return *storage;
}

const Vector& Widen(const Vector& vector, std::size_t rows, Vector* storage) {
  if (vector.layout != Layout::kInt64) return vector;
  const std::size_t count = vector.constant ? 1 : rows;
  ResetVector(vector.type, Layout::kInt128, count, storage);
  storage->constant = vector.constant;
  for (std::size_t i = 0; i < count; ++i) storage->int128s[i] = vector.int64s[i];
  storage->nulls = vector.nulls;
  return *storage;
}

void AppendRows(const Vector& from, std::size_t rows, std::size_t rows_before, Vector* to) {
  Vector widened;
  if (rows_before == 0) {
    ResetVector(from.type, from.layout, 0, to);
    to->scale = from.scale;
    to->dictionary = from.dictionary;
    to->bounds = from.bounds;
  } else if (to->layout == Layout::kInt64 && from.layout == Layout::kInt128) {
    Vector wide;
    static_cast<void>(Widen(*to, rows_before, &wide));
    *to = std::move(wide);
  }
  to->bounds = {std::min(to->bounds.minimum, from.bounds.minimum),
                std::max(to->bounds.maximum, from.bounds.maximum)};
  const Vector& source = to->layout == Layout::kInt128 ? Widen(from, rows, &widened) : from;
  switch (to->layout) {
    case Layout::kInt64:
      AppendArray(source.int64s, source.constant, rows, rows_before, &to->int64s);
      break;
    case Layout::kInt128:
      AppendArray(source.int128s, source.constant, rows, rows_before, &to->int128s);
      break;
    case Layout::kDouble:
      AppendArray(source.doubles, source.constant, rows, rows_before, &to->doubles);
      break;
    case Layout::kCode:
      AppendArray(source.codes, source.constant, rows, rows_before, &to->codes);
      return;
    case Layout::kInt64Runs:
    case Layout::kCodeRuns:
    case Layout::kOffsets:
      assert(false && "rows are not added to runs and offsets");
      return;
    case Layout::kText:
      AppendArray(source.texts, source.constant, rows, rows_before, &to->texts);
      break;
  }
  AppendNulls(source, rows, rows_before, to);
}

}  // namespace costdb::query
