#include "reference_twins.h"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <tuple>

#include "engine/prices/price_catalog.h"
#include "reference_matching.h"

namespace costdb::property {
namespace {

using engine::kNullInteger;
using engine::SpanRole;
using engine::SpanStatus;
using engine::SpanText;

bool IsModelCall(const PlainSpan& span) {
  return span.role == SpanRole::kInference || span.role == SpanRole::kEmbedding;
}

bool Is(const std::string& one, const std::string& other) {
  return !one.empty() && one == other;
}

bool NamesModel(const PlainSpan& span) {
  return !span[SpanText::kRequestModel].empty() || !span[SpanText::kResponseModel].empty();
}

bool ModelsAgree(const PlainSpan& one, const PlainSpan& other) {
  if (!NamesModel(one) || !NamesModel(other)) {
    return one[SpanText::kProvider].empty() || other[SpanText::kProvider].empty() ||
           Is(one[SpanText::kProvider], other[SpanText::kProvider]);
  }
  return Is(ModelOf(one), ModelOf(other)) ||
         Is(one[SpanText::kRequestModel], other[SpanText::kRequestModel]) ||
         Is(one[SpanText::kResponseModel], other[SpanText::kResponseModel]);
}

std::string KindOfId(const std::string& id) {
  return id.substr(0, id.find_first_of("-_"));
}

bool IdsContradict(const PlainSpan& one, const PlainSpan& other) {
  return !one.response_id.empty() && !other.response_id.empty() &&
         KindOfId(one.response_id) == KindOfId(other.response_id) &&
         one.response_id != other.response_id;
}

bool OverlapByHalf(const PlainSpan& one, const PlainSpan& other) {
  const std::int64_t common = std::min(one.end, other.end) - std::max(one.start, other.start);
  const std::int64_t first = one.end - one.start;
  const std::int64_t second = other.end - other.start;
  const bool both_report = one.usage.is_reported() && other.usage.is_reported();
  const std::int64_t measure = both_report ? std::min(first, second) : std::max(first, second);
  return common >= 0 && 2 * common >= measure;
}

bool CountsAgree(const engine::Usage& one, const engine::Usage& other) {
  return std::all_of(kCounts.begin(), kCounts.end(), [&](const NamedCount& named) {
    const std::int64_t first = one.*named.count;
    const std::int64_t second = other.*named.count;
    return first == kNullInteger || second == kNullInteger || first == second;
  });
}

bool FailedAlike(const PlainSpan& one, const PlainSpan& other) {
  if (one.usage.is_reported() && other.usage.is_reported()) return true;
  return (one.status == SpanStatus::kError) == (other.status == SpanStatus::kError);
}

class TwinFinder {
 public:
  TwinFinder(const std::vector<PlainSpan>& spans, const Family& family)
      : spans_(spans), family_(family) {
    for (Place place = 0; place < spans.size(); ++place) {
      if (IsCandidate(place)) candidates_.push_back(place);
    }
  }

  std::vector<TwinCall> Find() {
    for (const std::string& scope : ScopesInTurn()) TakeTurn(scope);
    for (TwinCall& call : calls_) PutBilledFirst(&call);
    return calls_;
  }

 private:
  bool IsCandidate(Place place) const {
    const std::vector<Place> beneath = family_.Beneath(place);
    return IsModelCall(spans_[place]) &&
           std::none_of(beneath.begin(), beneath.end(), [this](Place other) {
             return IsModelCall(spans_[other]) || spans_[other].usage.is_reported();
           });
  }

  bool ParentsAreInLine(Place one, Place other) const {
    const std::optional<Place> first = family_.ParentOf(one);
    const std::optional<Place> second = family_.ParentOf(other);
    if (!first && !second) return spans_[one].parent == spans_[other].parent;
    if (!first || !second) return false;
    return *first == *second || family_.IsBeneath(*first, *second) ||
           family_.IsBeneath(*second, *first);
  }

  bool MayBeTwins(Place place, Place other_place) const {
    const PlainSpan& one = spans_[place];
    const PlainSpan& other = spans_[other_place];
    if (one[SpanText::kScope] == other[SpanText::kScope] || one.role != other.role) return false;
    if (!ModelsAgree(one, other) || IdsContradict(one, other)) return false;
    if (Is(one.response_id, other.response_id)) return true;
    return one[SpanText::kService] == other[SpanText::kService] &&
           ParentsAreInLine(place, other_place) && OverlapByHalf(one, other) &&
           CountsAgree(one.usage, other.usage) && FailedAlike(one, other);
  }

  bool MayJoin(Place candidate, const TwinCall& call) const {
    return std::all_of(call.spans.begin(), call.spans.end(),
                       [&](Place place) { return MayBeTwins(candidate, place); });
  }

  std::vector<std::string> ScopesInTurn() const {
    std::vector<std::string> scopes;
    for (const Place place : candidates_) {
      const std::string& scope = spans_[place][SpanText::kScope];
      if (std::find(scopes.begin(), scopes.end(), scope) == scopes.end()) scopes.push_back(scope);
    }
    return scopes;
  }

  // A pair is a candidate (left) and the number of a call (right).
  using Phase = std::function<bool(Place candidate, const TwinCall& call)>;

  void TakeTurn(const std::string& scope) {
    std::vector<Place> open;
    std::copy_if(candidates_.begin(), candidates_.end(), std::back_inserter(open),
                 [&](Place place) { return spans_[place][SpanText::kScope] == scope; });
    const std::size_t calls_so_far = calls_.size();
    std::vector<bool> is_matched(calls_so_far, false);
    const Phase same_id = [this](Place candidate, const TwinCall& call) {
      return std::any_of(call.spans.begin(), call.spans.end(), [&](Place place) {
        return Is(spans_[candidate].response_id, spans_[place].response_id);
      });
    };
    const Phase both_report = [this](Place candidate, const TwinCall& call) {
      return spans_[candidate].usage.is_reported() &&
             std::any_of(call.spans.begin(), call.spans.end(),
                         [&](Place place) { return spans_[place].usage.is_reported(); });
    };
    const Phase any = [](Place, const TwinCall&) { return true; };
    for (const Phase& phase : {same_id, both_report, any}) {
      std::vector<Pair> pairs;
      for (const Place candidate : open) {
        for (std::size_t call = 0; call < calls_so_far; ++call) {
          if (is_matched[call] || !MayJoin(candidate, calls_[call])) continue;
          if (phase(candidate, calls_[call])) pairs.push_back({candidate, call});
        }
      }
      SortClosestFirst(&pairs);
      for (const Pair& pair : MatchAsManyAsPossible(pairs)) {
        calls_[pair.right].spans.push_back(pair.left);
        is_matched[pair.right] = true;
        open.erase(std::find(open.begin(), open.end(), pair.left));
      }
    }
    for (const Place candidate : open) calls_.push_back({{candidate}});
  }

  // To the span that the call began with.
  std::int64_t Distance(const Pair& pair) const {
    const PlainSpan& one = spans_[pair.left];
    const PlainSpan& other = spans_[calls_[pair.right].spans.front()];
    return std::abs(one.start - other.start) + std::abs(one.end - other.end);
  }

  void SortClosestFirst(std::vector<Pair>* pairs) const {
    std::sort(pairs->begin(), pairs->end(), [this](const Pair& a, const Pair& b) {
      return std::make_tuple(Distance(a), a.left, calls_[a.right].spans.front()) <
             std::make_tuple(Distance(b), b.left, calls_[b.right].spans.front());
    });
  }

  void PutBilledFirst(TwinCall* call) const {
    const auto rank = [this](Place place) {
      const PlainSpan& span = spans_[place];
      return std::make_tuple(-family_.DepthOf(place), !span.usage.is_reported(),
                             span.response_id.empty(), span.end - span.start, place);
    };
    std::vector<Place>& members = call->spans;
    std::sort(members.begin(), members.end());
    const auto billed =
        std::min_element(members.begin(), members.end(),
                         [&](Place one, Place other) { return rank(one) < rank(other); });
    std::rotate(members.begin(), billed, billed + 1);
  }

  const std::vector<PlainSpan>& spans_;
  const Family& family_;
  std::vector<Place> candidates_;
  std::vector<TwinCall> calls_;
};

}  // namespace

std::string CatalogModelOf(const PlainSpan& span) {
  const engine::PriceCatalog& catalog = engine::PriceCatalog::BuiltIn();
  for (const SpanText column : {SpanText::kResponseModel, SpanText::kRequestModel}) {
    const auto name = catalog.CanonicalName(span[SpanText::kProvider], span[column]);
    if (!name.empty()) return std::string(name);
  }
  return "";
}

std::string ModelOf(const PlainSpan& span) {
  const std::string known = CatalogModelOf(span);
  if (!known.empty()) return known;
  const std::string& response = span[SpanText::kResponseModel];
  return response.empty() ? span[SpanText::kRequestModel] : response;
}

std::vector<TwinCall> FindTwinCalls(const std::vector<PlainSpan>& spans, const Family& family) {
  return TwinFinder(spans, family).Find();
}

}  // namespace costdb::property
