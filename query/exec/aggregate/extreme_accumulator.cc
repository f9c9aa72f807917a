#include "query/exec/aggregate/extreme_accumulator.h"

#include "query/functions/function_support.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {
namespace {

/// Offers each value to its group. NULL rows are skipped; the first value of a group is taken as it
/// is.
template <bool is_maximum, typename Values, typename T>
void OfferEach(const Values& values, const Vector& vector, const std::uint32_t* groups,
               std::size_t rows, std::vector<std::uint8_t>* has, std::vector<T>* best) {
  const bool has_nulls = HasNulls(vector, rows);
  for (std::size_t i = 0; i < rows; ++i) {
    if (has_nulls && IsNullAt(vector, i)) continue;
    const std::size_t group = groups == nullptr ? 0 : groups[i];
    const T value = values[i];
    T& current = (*best)[group];
    const bool better = is_maximum ? value > current : value < current;
    if (better || (*has)[group] == 0) current = value;
    (*has)[group] = 1;
  }
}

template <typename Values, typename T>
void Offer(bool is_maximum, const Values& values, const Vector& vector, const std::uint32_t* groups,
           std::size_t rows, std::vector<std::uint8_t>* has, std::vector<T>* best) {
  if (is_maximum) {
    OfferEach<true>(values, vector, groups, rows, has, best);
  } else {
    OfferEach<false>(values, vector, groups, rows, has, best);
  }
}

bool IsReal(Type type) {
  return type == Type::kDouble || type == Type::kDecimal;
}

}  // namespace

void ExtremeAccumulator::Resize(std::size_t group_count) {
  if (has_.size() >= group_count) return;
  has_.resize(group_count, 0);
  if (type_ == Type::kText) {
    texts_.resize(group_count);
    last_code_.resize(group_count, 0);
  } else if (IsReal(type_)) {
    doubles_.resize(group_count, 0);
  } else if (is_wide_) {
    wide_.resize(group_count, 0);
  } else {
    narrow_.resize(group_count, 0);
  }
}

void ExtremeAccumulator::BecomeWide() {
  if (is_wide_) return;
  is_wide_ = true;
  wide_.assign(narrow_.begin(), narrow_.end());
  narrow_.clear();
}

void ExtremeAccumulator::OfferText(std::uint32_t group, std::string_view text) {
  std::string& best = texts_[group];
  if (has_[group] == 0 || IsBetter(text.compare(best))) best.assign(text);
  has_[group] = 1;
}

void ExtremeAccumulator::UpdateTexts(const Vector& values, const std::uint32_t* groups,
                                     std::size_t rows) {
  const TextReader texts(context_, values);
  const bool is_coded = values.layout == Layout::kCode;
  for (std::size_t i = 0; i < rows; ++i) {
    if (IsNullAt(values, i)) continue;
    const std::uint32_t group = groups == nullptr ? 0 : groups[i];
    if (is_coded) {
      const std::uint32_t code = CodesOf(values)[i];
      if (last_code_[group] == code) continue;
      last_code_[group] = code;
    }
    OfferText(group, texts[i]);
  }
}

Status ExtremeAccumulator::Update(std::span<const Vector* const> arguments,
                                  const std::uint32_t* groups, std::size_t rows,
                                  std::size_t group_count) {
  const Vector& values = *arguments[0];
  if (values.layout == Layout::kInt128 && !IsReal(type_)) BecomeWide();
  Resize(group_count);
  if (values.type == Type::kNull || IsConstantNull(values)) return Status::Ok();
  if (type_ == Type::kText) {
    UpdateTexts(values, groups, rows);
  } else if (IsReal(type_)) {
    ToDoubles(values, rows, &reals_);
    Offer(is_maximum_, reals_, values, groups, rows, &has_, &doubles_);
  } else if (is_wide_) {
    Offer(is_maximum_, WideReader(values), values, groups, rows, &has_, &wide_);
  } else {
    Offer(is_maximum_, Int64sOf(values), values, groups, rows, &has_, &narrow_);
  }
  return Status::Ok();
}

Status ExtremeAccumulator::Merge(Accumulator& other, std::span<const std::uint32_t> map,
                                 std::size_t group_count) {
  auto& from = static_cast<ExtremeAccumulator&>(other);
  if (is_wide_ || from.is_wide_) {
    BecomeWide();
    from.BecomeWide();
  }
  Resize(group_count);
  for (std::size_t i = 0; i < from.has_.size(); ++i) {
    if (from.has_[i] == 0) continue;
    const std::uint32_t group = MappedGroup(map, i);
    const auto take = [&](auto& here, const auto& there) {
      const bool better = is_maximum_ ? there > here : there < here;
      if (has_[group] == 0 || better) here = there;
      has_[group] = 1;
    };
    if (type_ == Type::kText) {
      OfferText(group, from.texts_[i]);
    } else if (IsReal(type_)) {
      take(doubles_[group], from.doubles_[i]);
    } else if (is_wide_) {
      take(wide_[group], from.wide_[i]);
    } else {
      take(narrow_[group], from.narrow_[i]);
    }
  }
  return Status::Ok();
}

Result<bool> ExtremeAccumulator::UpdateFromStatistics(const engine::ColumnStatistics* statistics,
                                                      std::uint32_t rows) {
  if (type_ == Type::kText || IsReal(type_) || is_wide_) return false;
  Resize(1);
  if (statistics == nullptr || statistics->nulls >= rows) return true;
  const std::int64_t value = is_maximum_ ? statistics->maximum : statistics->minimum;
  const bool better = is_maximum_ ? value > narrow_[0] : value < narrow_[0];
  if (has_[0] == 0 || better) narrow_[0] = value;
  has_[0] = 1;
  return true;
}

Status ExtremeAccumulator::Finish(const AggregateWish& /*wish*/, const FinishedGroups& finished,
                                  Vector* result) {
  const std::size_t rows = finished.groups.size();
  const Type type = IsReal(type_) ? Type::kDouble : type_;
  ResetVector(type, is_wide_ ? Layout::kInt128 : DefaultLayout(type), rows, result);
  for (std::size_t i = 0; i < rows; ++i) {
    const std::uint32_t group = finished.groups[i];
    const bool has = group < has_.size() && has_[group] != 0;
    if (!has) SetNull(i, rows, result);
    if (type_ == Type::kText) {
      result->texts[i] = has ? texts_[group] : std::string();
    } else if (IsReal(type_)) {
      result->doubles[i] = has ? doubles_[group] : 0;
    } else if (is_wide_) {
      result->int128s[i] = has ? wide_[group] : 0;
    } else {
      result->int64s[i] = has ? narrow_[group] : 0;
    }
  }
  NarrowIfPossible(rows, result);
  return Status::Ok();
}

void ExtremeAccumulator::Clear() {
  is_wide_ = false;
  has_.clear();
  narrow_.clear();
  wide_.clear();
  doubles_.clear();
  texts_.clear();
  last_code_.clear();
}

std::size_t ExtremeAccumulator::memory() const {
  return has_.capacity() + narrow_.capacity() * 8 + wide_.capacity() * 16 +
         doubles_.capacity() * 8 + texts_.capacity() * 64;
}

}  // namespace costdb::query
