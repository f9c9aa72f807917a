#include "engine/store/column_predictions.h"

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "engine/encoding/predicted.h"
#include "engine/schema/column.h"
#include "engine/store/trace_folds.h"

namespace costdb::engine {
namespace {

struct Term {
  Sibling sibling;
  std::int32_t weight = 1;
};

/// One way to tell a column by others.
struct Recipe {
  ColumnId column;
  Fit fit;
  std::optional<ColumnId> key;
  std::vector<Term> terms;
};

Recipe PartOfCost(ColumnId part, std::vector<Term> tokens) {
  return {part, Fit::kProportional, ColumnId::kModel, std::move(tokens)};
}

// What is left of a cost when the others are taken off; parts add up to the total.
Recipe RestOfCost(ColumnId rest, ColumnId total, ColumnId one, ColumnId other) {
  return {rest, Fit::kSum, std::nullopt, {{{total}}, {{one}, -1}, {{other}, -1}}};
}

const std::vector<Recipe>& SpanRecipes() {
  static const std::vector<Term> kFresh = {{{ColumnId::kInputTokens}},
                                           {{ColumnId::kCachedTokens}, -1},
                                           {{ColumnId::kCacheWriteTokens}, -1}};
  static const std::vector<Term> kOutput = {{{ColumnId::kOutputTokens}}};
  static const std::vector<Recipe> kRecipes = {
      PartOfCost(ColumnId::kInputCost, kFresh),
      PartOfCost(ColumnId::kOutputCost, kOutput),
      RestOfCost(ColumnId::kCacheCost, ColumnId::kCost, ColumnId::kInputCost,
                 ColumnId::kOutputCost),
      PartOfCost(ColumnId::kUnbilledInputCost, kFresh),
      PartOfCost(ColumnId::kUnbilledOutputCost, kOutput),
      RestOfCost(ColumnId::kUnbilledCacheCost, ColumnId::kUnbilledCost,
                 ColumnId::kUnbilledInputCost, ColumnId::kUnbilledOutputCost),
      // A model takes its time for each token.
      {ColumnId::kDuration, Fit::kLinear, ColumnId::kModel, kOutput},
  };
  return kRecipes;
}

Recipe OfCalls(ColumnId column, TraceFold fold) {
  return {column, Fit::kSum, std::nullopt, {{{column, fold}}}};
}

const std::vector<Recipe>& TraceRecipes() {
  static const std::vector<Recipe> kRecipes = [] {
    std::vector<Recipe> recipes = {
        OfCalls(ColumnId::kCost, TraceFold::kSum),
        OfCalls(ColumnId::kInputTokens, TraceFold::kSum),
        OfCalls(ColumnId::kOutputTokens, TraceFold::kSum),
        {ColumnId::kSpans, Fit::kSum, std::nullopt, {{{ColumnId::kCalls}}}},
        {ColumnId::kDuration,
         Fit::kSum,
         std::nullopt,
         {{{ColumnId::kTime, TraceFold::kEnd}}, {{ColumnId::kTime}, -1}}},
    };
    for (const ColumnId column :
         {ColumnId::kTime, ColumnId::kUser, ColumnId::kSession, ColumnId::kService,
          ColumnId::kEnvironment, ColumnId::kRootName}) {
      recipes.push_back(OfCalls(column, TraceFold::kFirstCall));
      recipes.push_back(OfCalls(column, TraceFold::kFirstOther));
    }
    return recipes;
  }();
  return kRecipes;
}

// Codes by which others are told: first those that nothing tells.
constexpr std::array kKeys = {ColumnId::kModel, ColumnId::kFeature, ColumnId::kService};

bool IsScannedMuch(ColumnId column) {
  switch (column) {
    case ColumnId::kModel:
    case ColumnId::kFeature:
    case ColumnId::kUser:
    case ColumnId::kSession:
      return true;
    default:
      return false;
  }
}

Reading ReadingOf(ColumnId column) {
  switch (column) {
    case ColumnId::kCachedTokens:
    case ColumnId::kCacheWriteTokens:
    case ColumnId::kCacheWrite1hTokens:
    case ColumnId::kReasoningTokens:
    case ColumnId::kContainment:
      return Reading::kSeldom;
    default:
      return Reading::kOften;
  }
}

bool IsCode(ColumnId column) {
  const ColumnDefinition* const definition = FindColumn(column);
  if (definition != nullptr) return definition->type == ColumnType::kCode;
  return static_cast<std::uint32_t>(column) >= kFirstAttributeColumn;
}

/// Makes predictions of one row group's columns, and keeps the folds that they view.
class Predictor {
 public:
  Predictor(Section section, const RowGroupValues& row_group)
      : section_(section), row_group_(row_group) {}

  std::vector<Prediction> For(ColumnId column) {
    std::vector<Prediction> predictions;
    const auto& recipes = section_ == Section::kTraces ? TraceRecipes() : SpanRecipes();
    for (const Recipe& recipe : recipes) {
      if (recipe.column != column) continue;
      auto prediction = Make(recipe);
      if (prediction) predictions.push_back(std::move(*prediction));
    }
    if (section_ != Section::kTraces && IsCode(column) && !IsScannedMuch(column)) {
      AddKeyed(column, &predictions);
    }
    return predictions;
  }

 private:
  void AddKeyed(ColumnId column, std::vector<Prediction>* predictions) {
    for (const ColumnId key : kKeys) {
      if (key == column) return;
      if (row_group_.IsPredicted(section_, key)) continue;
      auto prediction = Make({column, Fit::kConstant, key, {}});
      if (prediction) predictions->push_back(std::move(*prediction));
    }
  }

  // Nothing when what it needs is NULL in every row.
  std::optional<Prediction> Make(const Recipe& recipe) {
    Prediction prediction;
    prediction.fit = recipe.fit;
    if (recipe.key) {
      prediction.key_column = Sibling{*recipe.key}.number();
      prediction.keys = row_group_.Of(section_, *recipe.key);
      if (prediction.keys.empty()) return std::nullopt;
    }
    for (const Term& term : recipe.terms) {
      const auto values = ValuesOf(term.sibling);
      if (values.empty()) continue;
      prediction.terms.push_back({term.sibling.number(), term.weight, values});
    }
    if (prediction.terms.empty() != recipe.terms.empty()) return std::nullopt;
    return prediction;
  }

  std::span<const std::int64_t> ValuesOf(const Sibling& sibling) {
    if (sibling.fold == TraceFold::kNone) return row_group_.Of(section_, sibling.column);
    const auto read = [this](Section section, ColumnId column) {
      const auto values = row_group_.Of(section, column);
      return Result<std::vector<std::int64_t>>(
          std::vector<std::int64_t>(values.begin(), values.end()));
    };
    FindStarts();
    auto folded = FoldTraces(sibling, {call_starts_, other_starts_}, read);
    if (!folded.ok()) return {};
    return folds_.emplace_back(std::move(folded).value());
  }

  void FindStarts() {
    if (!call_starts_.empty()) return;
    const auto calls = row_group_.Of(Section::kTraces, ColumnId::kCalls);
    const auto spans = row_group_.Of(Section::kTraces, ColumnId::kSpans);
    call_starts_ = other_starts_ = {0};
    for (std::size_t trace = 0; trace < spans.size(); ++trace) {
      call_starts_.push_back(call_starts_.back() + static_cast<std::uint32_t>(calls[trace]));
      other_starts_.push_back(other_starts_.back() +
                              static_cast<std::uint32_t>(spans[trace] - calls[trace]));
    }
  }

  Section section_;
  const RowGroupValues& row_group_;
  std::vector<std::uint32_t> call_starts_;
  std::vector<std::uint32_t> other_starts_;
  std::deque<std::vector<std::int64_t>> folds_;
};

}  // namespace

EncodedColumn EncodeColumn(Section section, ColumnId column, const RowGroupValues& row_group) {
  Predictor predictor(section, row_group);
  return EncodeIntegers(row_group.Of(section, column), predictor.For(column), ReadingOf(column));
}

}  // namespace costdb::engine
