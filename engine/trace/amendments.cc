#include "engine/trace/amendments.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "engine/trace/usage_counts.h"

namespace costdb::engine {
namespace {

// What a twin may know of the call itself. Dimensions pass through the attribution.
constexpr std::array kCallTexts = {SpanText::kProvider,     SpanText::kOperation,
                                   SpanText::kFinishReason, SpanText::kErrorType,
                                   SpanText::kServiceTier,  SpanText::kTool};

// Takes each count that `usage` lacks, as long as parts stay within their totals. True when it took
// one.
bool TakeCounts(const Usage& from, Usage* usage) {
  Usage completed = *usage;
  for (const auto count : kUsageCounts) {
    if (completed.*count == kNullInteger) completed.*count = from.*count;
  }
  const bool fits =
      OrZero(completed.cached) + OrZero(completed.cache_write) <= OrZero(completed.input) &&
      OrZero(completed.cache_write_1h) <= OrZero(completed.cache_write) &&
      OrZero(completed.reasoning) <= OrZero(completed.output);
  if (!fits || completed == *usage) return false;
  *usage = completed;
  return true;
}

// True when it took something that a price may depend on.
bool TakeTexts(const CodedSpan& from, CodedSpan* span) {
  const auto basis = [span] {
    return std::make_tuple((*span)[SpanText::kProvider], (*span)[SpanText::kServiceTier],
                           span->reported_cost_pico);
  };
  const auto before = basis();
  for (const SpanText text : kCallTexts) {
    if ((*span)[text] == kNullCode) (*span)[text] = from[text];
  }
  if (span->response_id.empty()) span->response_id = from.response_id;
  if (span->reported_cost_pico == kNullInteger) span->reported_cost_pico = from.reported_cost_pico;
  return basis() != before;
}

}  // namespace

void Amendments::Begin(const SpanForest& forest, std::span<const CodedSpan> spans,
                       const PriceFunction& price) {
  forest_ = &forest;
  spans_ = spans;
  price_ = &price;
  index_.assign(forest.size(), kNotAmended);
  amended_.clear();
}

Amendments::Amended& Amendments::Amend(SpanRank rank) {
  if (index_[rank] == kNotAmended) {
    index_[rank] = static_cast<std::uint32_t>(amended_.size());
    amended_.push_back({.span = Arrived(rank)});
  }
  return amended_[index_[rank]];
}

void Amendments::ReplaceUsage(SpanRank rank, SpanRank from) {
  Amended& amended = Amend(rank);
  const CodedSpan& other = Effective(from);
  if (amended.span.usage == other.usage) return;
  amended.span.usage = other.usage;
  amended.span.containment = other.containment;
  amended.usage_source = UsageSource::kTwin;
  amended.needs_price = true;
}

void Amendments::CompleteFromTwin(SpanRank rank, SpanRank from) {
  Amended& amended = Amend(rank);
  const CodedSpan& other = Effective(from);
  const bool had_usage = amended.span.usage.is_reported();
  if (TakeCounts(other.usage, &amended.span.usage)) {
    if (!had_usage) amended.span.containment = other.containment;
    amended.usage_source = UsageSource::kTwin;
    amended.needs_price = true;
  }
  amended.needs_price = TakeTexts(other, &amended.span) || amended.needs_price;
  TakeModel(other, &amended);
}

// Whether or not a span of the model reports usage.
bool Amendments::HasPrice(TextCode model, const CodedSpan& span) const {
  CodedSpan asked;
  asked.model = model;
  asked.start_unix_ns = span.start_unix_ns;
  asked.price_version = span.price_version;
  asked.usage = {.input = 0, .output = 0};
  return (*price_)(asked).source != CostSource::kNone;
}

// Of two names the one that has a price holds; of two that have, the one of the model that
// answered, as it is when a single span names both.
void Amendments::TakeModel(const CodedSpan& from, Amended* amended) const {
  CodedSpan& span = amended->span;
  const bool takes_answering =
      span[SpanText::kResponseModel] == kNullCode && from[SpanText::kResponseModel] != kNullCode;
  for (const SpanText text : {SpanText::kRequestModel, SpanText::kResponseModel}) {
    if (span[text] == kNullCode) span[text] = from[text];
  }
  if (from.model == span.model || from.model == kNullCode) return;
  const bool is_better =
      span.model == kNullCode ||
      (HasPrice(from.model, span) && (takes_answering || !HasPrice(span.model, span)));
  if (!is_better) return;
  span.model = from.model;
  amended->needs_price = true;
}

void Amendments::GiveRest(SpanRank rank, SpanRank wrapper, const Usage& rest) {
  Amended& amended = Amend(rank);
  const CodedSpan& enclosing = Effective(wrapper);
  amended.span.usage = rest;
  amended.span.containment = enclosing.containment;
  amended.usage_source = UsageSource::kWrapper;
  amended.needs_price = true;
  if (rank != wrapper && amended.span.model == kNullCode) TakeModel(enclosing, &amended);
}

void Amendments::PriceAll() {
  for (Amended& amended : amended_) {
    if (amended.needs_price) amended.span.cost = (*price_)(amended.span);
  }
}

std::vector<CodedSpan> Amendments::Take() {
  std::vector<CodedSpan> spans;
  spans.reserve(amended_.size());
  for (Amended& amended : amended_) spans.push_back(std::move(amended.span));
  return spans;
}

bool AgreeOnUsage(const Usage& a, const Usage& b) {
  return std::all_of(kUsageCounts.begin(), kUsageCounts.end(), [&](const auto count) {
    return a.*count == kNullInteger || b.*count == kNullInteger || a.*count == b.*count;
  });
}

}  // namespace costdb::engine
