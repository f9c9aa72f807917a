#include "reference_billing.h"

#include <algorithm>
#include <functional>
#include <set>

#include "engine/prices/price_catalog.h"
#include "reference_taking.h"
#include "reference_twins.h"

namespace costdb::property {
namespace {

using engine::kNullInteger;
using engine::SpanRole;
using engine::SpanStatus;
using engine::SpanText;
using engine::Usage;

constexpr SpanText kInheritedTexts[] = {SpanText::kUser, SpanText::kSession, SpanText::kAgent,
                                        SpanText::kFeature, SpanText::kEnvironment};

std::int64_t OrZero(std::int64_t count) {
  return count == kNullInteger ? 0 : count;
}

class Judge {
 public:
  Judge(const std::vector<PlainSpan>& spans, const Family& family)
      : spans_(spans), family_(family), judged_(spans.size()) {}

  std::vector<JudgedSpan> JudgeAll() {
    for (Place place = 0; place < spans_.size(); ++place) {
      judged_[place].shown = spans_[place];
      Inherit(place);
      Price(place);
    }
    for (const TwinCall& call : FindTwinCalls(spans_, family_)) BillCall(call);
    for (const Place place : LeavesFirst()) {
      if (spans_[place].usage.is_reported() && judged_[place].billing == "none") JudgeUsage(place);
    }
    return judged_;
  }

 private:
  void Inherit(Place place) {
    PlainSpan& span = judged_[place].shown;
    for (const Place above : family_.AncestorsForAttribution(place)) {
      for (const SpanText column : kInheritedTexts) {
        if (span[column].empty()) span[column] = spans_[above][column];
      }
      span.attributes.insert(spans_[above].attributes.begin(), spans_[above].attributes.end());
    }
  }

  void Price(Place place) { PriceAs(place, ModelOf(judged_[place].shown)); }

  void PriceAs(Place place, const std::string& model) {
    JudgedSpan& span = judged_[place];
    span.model = model;
    const auto& catalog = engine::PriceCatalog::BuiltIn();
    const auto known = catalog.ResolveName(span.shown[SpanText::kProvider], model);
    engine::CallCost cost;
    if (known != nullptr) {
      cost = known->timeline->Price(span.shown.usage, span.shown.start,
                                    engine::ServiceTierOf(span.shown[SpanText::kServiceTier]));
    }
    span.cost = catalog.Bill(cost, span.shown.usage, span.shown.reported_cost);
  }

  void BillCall(const TwinCall& call) {
    const Place billed = call.spans.front();
    std::vector<Place> others(call.spans.begin() + 1, call.spans.end());
    for (const Place other : others) judged_[other].billing = "twin";
    TakeFrom(others, billed);
    const bool is_reported = judged_[billed].shown.usage.is_reported();
    judged_[billed].billing = is_reported ? "billed" : "unmetered";
  }

  void TakeFrom(const std::vector<Place>& others, Place call) {
    JudgedSpan& span = judged_[call];
    std::vector<const PlainSpan*> from;
    for (const Place other : others) from.push_back(&judged_[other].shown);
    if (TakeWhatIsLacking(from, &span.shown)) span.usage_source = "twin";
    Price(call);
    // Of several models of one call, the one that the catalog knows.
    for (const PlainSpan* other : from) {
      if (!CatalogModelOf(span.shown).empty() || CatalogModelOf(*other).empty()) continue;
      PriceAs(call, CatalogModelOf(*other));
      break;
    }
  }

  std::vector<Place> LeavesFirst() const {
    std::vector<Place> places(spans_.size());
    for (Place place = 0; place < places.size(); ++place) places[place] = place;
    std::stable_sort(places.begin(), places.end(), [this](Place one, Place other) {
      return family_.DepthOf(one) > family_.DepthOf(other);
    });
    return places;
  }

  using Condition = std::function<bool(const JudgedSpan&)>;

  std::vector<Place> BeneathWhere(Place place, const Condition& condition) const {
    std::vector<Place> found = family_.Beneath(place);
    std::erase_if(found, [&](Place other) { return !condition(judged_[other]); });
    return found;
  }

  static bool IsEmbedding(const JudgedSpan& span) {
    return span.shown.role == SpanRole::kEmbedding;
  }

  // A span that reports usage and is no candidate.
  void JudgeUsage(Place place) {
    JudgedSpan& span = judged_[place];
    const std::vector<Place> calls =
        BeneathWhere(place, [](const JudgedSpan& other) { return other.is_call(); });
    const std::vector<Place> twins =
        BeneathWhere(place, [](const JudgedSpan& other) { return other.billing == "twin"; });
    if (calls.empty() && twins.empty()) {
      span.billing = "billed";
    } else if (calls.empty()) {
      span.billing = "wrapper";  // Of twins whose calls are billed elsewhere.
    } else if (calls.size() == 1 && IsSameCall(place, calls.front())) {
      span.billing = "wrapper";
      TakeFrom({place}, calls.front());
    } else {
      Compare(place);
    }
  }

  bool IsSameCall(Place place, Place call) const {
    const PlainSpan& one = spans_[place];
    const PlainSpan& other = judged_[call].shown;
    if (!judged_[call].is_billed() || one[SpanText::kScope] == other[SpanText::kScope])
      return false;
    if (one.role != SpanRole::kInference && one.role != SpanRole::kEmbedding) return false;
    if (one.role != other.role) return false;
    return std::all_of(kCounts.begin(), kCounts.end(), [&](const NamedCount& named) {
      const std::int64_t first = one.usage.*named.count;
      const std::int64_t second = other.usage.*named.count;
      return first == kNullInteger || second == kNullInteger || first == second;
    });
  }

  // Calls whose tokens are billed at a span that encloses them do not count any more.
  bool HasInferenceBeneath(Place place) const {
    std::vector<Place> calls = BeneathWhere(
        place, [](const JudgedSpan& other) { return other.is_call() && !IsEmbedding(other); });
    std::erase_if(calls, [this](Place call) { return has_explained_.contains(call); });
    return !calls.empty();
  }

  Usage BilledBeneath(Place place) const {
    const bool over_embeddings = !HasInferenceBeneath(place);
    Usage sum = SumOf({}, {});
    for (const Place other : BeneathWhere(place, [&](const JudgedSpan& billed) {
           return billed.is_billed() && IsEmbedding(billed) == over_embeddings;
         })) {
      sum = SumOf(sum, judged_[other].shown.usage);
    }
    return sum;
  }

  void Compare(Place place) {
    const Usage& usage = spans_[place].usage;
    const Usage sum = BilledBeneath(place);
    const std::int64_t more_input = OrZero(usage.input) - sum.input;
    const std::int64_t more_output = OrZero(usage.output) - sum.output;
    if (more_input <= 0 && more_output <= 0) {
      judged_[place].billing = "wrapper";
    } else if (more_input >= 0 && more_output >= 0) {
      Explain(place, RestOf(usage, sum));
    } else {
      judged_[place].billing = "unexplained";
    }
  }

  void Explain(Place place, const Usage& rest) {
    JudgedSpan& span = judged_[place];
    const std::vector<Place> explaining = Explaining(place, rest);
    if (explaining.size() == 1) {
      span.billing = "wrapper";
      BillRestAt(explaining.front(), place, rest);
    } else if (!explaining.empty()) {
      span.billing = "billed";
      if (rest != span.shown.usage) span.usage_source = "wrapper";
      span.shown.usage = rest;
      Price(place);
      has_explained_.insert(explaining.begin(), explaining.end());
    } else {
      span.billing = HasNothingButUnmeteredEmbeddings(place) ? "billed" : "unexplained";
    }
  }

  void BillRestAt(Place call, Place wrapper, const Usage& rest) {
    JudgedSpan& span = judged_[call];
    span.billing = "billed";
    span.usage_source = "wrapper";
    span.shown.usage = rest;
    span.shown.containment = spans_[wrapper].containment;
    if (span.model.empty()) {
      span.shown[SpanText::kRequestModel] = spans_[wrapper][SpanText::kRequestModel];
      span.shown[SpanText::kResponseModel] = spans_[wrapper][SpanText::kResponseModel];
    }
    Price(call);
  }

  std::vector<Place> Explaining(Place place, const Usage& rest) const {
    for (const bool embeddings : {false, true}) {
      if (embeddings && (HasInferenceBeneath(place) || OrZero(rest.output) > 0)) continue;
      for (const bool failed : {false, true}) {
        std::vector<Place> found = BeneathWhere(place, [&](const JudgedSpan& other) {
          return other.billing == "unmetered" && IsEmbedding(other) == embeddings &&
                 (other.shown.status == SpanStatus::kError) == failed;
        });
        std::erase_if(found, [this](Place other) { return has_explained_.contains(other); });
        if (!found.empty()) return found;
      }
    }
    return {};
  }

  bool HasNothingButUnmeteredEmbeddings(Place place) const {
    const std::vector<Place> calls =
        BeneathWhere(place, [](const JudgedSpan& other) { return other.is_call(); });
    return !calls.empty() && std::all_of(calls.begin(), calls.end(), [this](Place call) {
      return judged_[call].billing == "unmetered" && IsEmbedding(judged_[call]);
    });
  }

  const std::vector<PlainSpan>& spans_;
  const Family& family_;
  std::vector<JudgedSpan> judged_;
  std::set<Place> has_explained_;  // Unmetered calls whose tokens are billed at an enclosing span.
};

}  // namespace

std::vector<JudgedSpan> JudgeSpans(const std::vector<PlainSpan>& spans, const Family& family) {
  return Judge(spans, family).JudgeAll();
}

}  // namespace costdb::property
