#include "engine/trace/twins.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

#include "engine/trace/amendments.h"
#include "engine/trace/twin_matching.h"

namespace costdb::engine {
namespace {

// Calls that one candidate is compared with, closest starts first.
constexpr std::size_t kMaximumOptions = 256;

// Scopes that are matched; no program has as many instrumentations for its models.
constexpr std::size_t kMaximumScopes = 16;

// Phases of a turn, in which pairs are looked for one after another.
enum class Evidence : std::uint8_t { kResponseId, kUsage, kTimeOnly };
constexpr std::array kPhases = {Evidence::kResponseId, Evidence::kUsage, Evidence::kTimeOnly};

std::string_view IdKind(std::string_view id) {
  return id.substr(0, id.find_first_of("-_"));
}

bool IdsContradict(const CodedSpan& a, const CodedSpan& b) {
  return !a.response_id.empty() && !b.response_id.empty() && a.response_id != b.response_id &&
         IdKind(a.response_id) == IdKind(b.response_id);
}

bool NamesModel(const CodedSpan& span) {
  return span.model != kNullCode || span[SpanText::kRequestModel] != kNullCode ||
         span[SpanText::kResponseModel] != kNullCode;
}

bool ModelsAgree(const CodedSpan& a, const CodedSpan& b) {
  if (!NamesModel(a) || !NamesModel(b)) {
    const TextCode provider = a[SpanText::kProvider];
    const TextCode other = b[SpanText::kProvider];
    return provider == kNullCode || other == kNullCode || provider == other;
  }
  const auto same = [](TextCode x, TextCode y) { return x != kNullCode && x == y; };
  return same(a.model, b.model) || same(a[SpanText::kRequestModel], b[SpanText::kRequestModel]) ||
         same(a[SpanText::kResponseModel], b[SpanText::kResponseModel]);
}

// By at least half of the shorter, or of the longer where only the times speak for a match;
// touching is enough where that one has no length.
bool TimesOverlap(const CodedSpan& a, const CodedSpan& b, bool by_half_of_longer) {
  const std::int64_t from = std::max(a.start_unix_ns, b.start_unix_ns);
  const std::int64_t to = std::min(a.end_unix_ns, b.end_unix_ns);
  const auto [shorter, longer] =
      std::minmax({a.end_unix_ns - a.start_unix_ns, b.end_unix_ns - b.start_unix_ns});
  const std::int64_t measure = by_half_of_longer ? longer : shorter;
  return to >= from && to - from >= measure - measure / 2;
}

std::uint64_t Difference(std::int64_t a, std::int64_t b) {
  return a < b ? static_cast<std::uint64_t>(b) - static_cast<std::uint64_t>(a)
               : static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b);
}

std::uint64_t Distance(const CodedSpan& a, const CodedSpan& b) {
  // Both times are below 2^63, so the sum of two differences fits.
  return Difference(a.start_unix_ns, b.start_unix_ns) + Difference(a.end_unix_ns, b.end_unix_ns);
}

bool HaveSameId(const CodedSpan& a, const CodedSpan& b) {
  return !a.response_id.empty() && a.response_id == b.response_id;
}

// Wherever in the trace they stand.
bool LookLikeTwins(const CodedSpan& a, const CodedSpan& b) {
  if (a.role != b.role || !ModelsAgree(a, b) || IdsContradict(a, b)) return false;
  if (HaveSameId(a, b)) return true;
  const bool both_report = a.usage.is_reported() && b.usage.is_reported();
  const bool end_alike =
      both_report || (a.status == SpanStatus::kError) == (b.status == SpanStatus::kError);
  return a[SpanText::kService] == b[SpanText::kService] && TimesOverlap(a, b, !both_report) &&
         AgreeOnUsage(a.usage, b.usage) && end_alike;
}

// Tells in constant time whether one span lies beneath another.
class Ancestry {
 public:
  explicit Ancestry(const SpanForest& forest)
      : place_(forest.size()), size_(forest.size(), 1), depth_(forest.size()) {
    for (const SpanRank rank : forest.ChildrenFirst()) {
      const SpanRank parent = forest.ParentOf(rank);
      if (parent != kNoParent) size_[parent] += size_[rank];
    }
    std::uint64_t next_root = 0;
    std::vector<std::uint64_t> next_child(forest.size());
    const auto children_first = forest.ChildrenFirst();
    for (auto rank = children_first.rbegin(); rank != children_first.rend(); ++rank) {
      const SpanRank parent = forest.ParentOf(*rank);
      std::uint64_t& next = parent == kNoParent ? next_root : next_child[parent];
      place_[*rank] = next;
      next += size_[*rank];
      next_child[*rank] = place_[*rank] + 1;
      depth_[*rank] = parent == kNoParent ? 0 : depth_[parent] + 1;
    }
  }

  bool IsAtOrBeneath(SpanRank rank, SpanRank ancestor) const {
    return place_[rank] >= place_[ancestor] && place_[rank] < place_[ancestor] + size_[ancestor];
  }
  std::uint32_t DepthOf(SpanRank rank) const { return depth_[rank]; }

 private:
  std::vector<std::uint64_t> place_;  // The spans beneath a span have the places after its own.
  std::vector<std::uint64_t> size_;
  std::vector<std::uint32_t> depth_;
};

struct Call {
  std::vector<SpanRank> members;
};

class TwinFinder {
 private:
  const CodedSpan& At(SpanRank rank) const { return spans_[forest_.SourceOf(rank)]; }

  // Smaller is better: the span on which a call is billed.
  auto Preference(SpanRank rank) const {
    const CodedSpan& span = At(rank);
    return std::make_tuple(-static_cast<std::int64_t>(ancestry_.DepthOf(rank)),
                           !span.usage.is_reported(), span.response_id.empty(),
                           span.end_unix_ns - span.start_unix_ns, rank);
  }

 public:
  TwinFinder(const SpanForest& forest, std::span<const CodedSpan> spans)
      : forest_(forest), spans_(spans), ancestry_(forest) {}

  std::vector<TwinGroup> Find(const std::vector<std::vector<SpanRank>>& turns) {
    for (const auto& turn : turns) TakeTurn(turn);
    std::vector<TwinGroup> groups;
    for (Call& call : calls_) {
      if (call.members.size() < 2) continue;
      std::sort(call.members.begin(), call.members.end());
      const auto billed = std::min_element(
          call.members.begin(), call.members.end(),
          [this](SpanRank a, SpanRank b) { return Preference(a) < Preference(b); });
      std::rotate(call.members.begin(), billed, billed + 1);
      groups.push_back(std::move(call.members));
    }
    return groups;
  }

 private:
  void TakeTurn(const std::vector<SpanRank>& turn) {
    IndexCalls();
    const auto call_count = static_cast<std::uint32_t>(calls_.size());
    is_taken_.assign(calls_.size(), false);
    std::vector<SpanRank> waiting = turn;
    for (const Evidence phase : kPhases) {
      if (waiting.empty()) break;
      std::vector<std::vector<MatchOption>> options;
      options.reserve(waiting.size());
      for (const SpanRank rank : waiting) options.push_back(OptionsOf(rank, phase));
      const auto matched = MatchOneToOne(options, call_count);
      std::vector<SpanRank> alone;
      for (std::size_t i = 0; i < waiting.size(); ++i) {
        if (matched[i] == kUnmatched) {
          alone.push_back(waiting[i]);
        } else {
          calls_[matched[i]].members.push_back(waiting[i]);
          is_taken_[matched[i]] = true;
        }
      }
      waiting = std::move(alone);
    }
    for (const SpanRank rank : waiting) calls_.push_back({{rank}});
    // Pairs equally close are matched in start order, which is the order of the calls' numbers.
    std::sort(calls_.begin(), calls_.end(),
              [](const Call& a, const Call& b) { return a.members.front() < b.members.front(); });
  }

  // Calls by the start of their first member, and by response id.
  void IndexCalls() {
    by_start_.clear();
    by_response_id_.clear();
    for (std::uint32_t call = 0; call < calls_.size(); ++call) {
      by_start_.emplace_back(At(calls_[call].members.front()).start_unix_ns, call);
      for (const SpanRank member : calls_[call].members) {
        const std::string& id = At(member).response_id;
        if (!id.empty()) by_response_id_[id].push_back(call);
      }
    }
    std::sort(by_start_.begin(), by_start_.end());
    longest_ns_ = 0;
    for (const Call& call : calls_) {
      const CodedSpan& first = At(call.members.front());
      longest_ns_ = std::max(longest_ns_, first.end_unix_ns - first.start_unix_ns);
    }
  }

  std::vector<MatchOption> OptionsOf(SpanRank rank, Evidence phase) const {
    std::vector<MatchOption> options;
    const auto offer = [&](std::uint32_t call) {
      if (!is_taken_[call] && MayJoin(rank, calls_[call], phase)) {
        options.push_back({call, Distance(At(rank), At(calls_[call].members.front()))});
      }
    };
    if (phase == Evidence::kResponseId) {
      const auto found = by_response_id_.find(At(rank).response_id);
      if (found != by_response_id_.end()) {
        const std::size_t count = std::min(found->second.size(), kMaximumOptions);
        for (std::size_t i = 0; i < count; ++i) offer(found->second[i]);
      }
    } else {
      OfferOverlapping(At(rank), offer);
    }
    return options;
  }

  // Calls whose first member overlaps, those that start latest first.
  template <typename Offer>
  void OfferOverlapping(const CodedSpan& span, const Offer& offer) const {
    auto next = std::upper_bound(by_start_.begin(), by_start_.end(),
                                 std::pair(span.end_unix_ns, kUnmatched));
    for (std::size_t looked = 0; next != by_start_.begin() && looked < kMaximumOptions; ++looked) {
      --next;
      if (Difference(span.start_unix_ns, next->first) > static_cast<std::uint64_t>(longest_ns_) &&
          next->first < span.start_unix_ns) {
        return;
      }
      offer(next->second);
    }
  }

  // Every member must be a possible twin, and one of them must give the evidence of the phase.
  bool MayJoin(SpanRank rank, const Call& call, Evidence phase) const {
    bool has_evidence = false;
    for (const SpanRank member : call.members) {
      if (!MayBeTwins(rank, member)) return false;
      has_evidence = has_evidence || EvidenceOf(At(rank), At(member)) <= phase;
    }
    return has_evidence;
  }

  static Evidence EvidenceOf(const CodedSpan& a, const CodedSpan& b) {
    if (HaveSameId(a, b)) return Evidence::kResponseId;
    const bool both_report = a.usage.is_reported() && b.usage.is_reported();
    return both_report ? Evidence::kUsage : Evidence::kTimeOnly;
  }

  bool MayBeTwins(SpanRank x, SpanRank y) const {
    return LookLikeTwins(At(x), At(y)) && (HaveSameId(At(x), At(y)) || StandSideBySide(x, y));
  }

  // The parent of one is the parent of the other, or lies beneath it.
  bool StandSideBySide(SpanRank x, SpanRank y) const {
    const SpanRank a = forest_.ParentOf(x);
    const SpanRank b = forest_.ParentOf(y);
    if (a == kNoParent && b == kNoParent) return At(x).parent_span_id == At(y).parent_span_id;
    if (a == kNoParent || b == kNoParent) return false;
    return ancestry_.IsAtOrBeneath(a, b) || ancestry_.IsAtOrBeneath(b, a);
  }

  const SpanForest& forest_;
  std::span<const CodedSpan> spans_;
  Ancestry ancestry_;
  std::vector<Call> calls_;
  std::vector<bool> is_taken_;  // By call: has a span of this turn's scope.
  std::vector<std::pair<std::int64_t, std::uint32_t>> by_start_;
  absl::flat_hash_map<std::string_view, std::vector<std::uint32_t>> by_response_id_;
  std::int64_t longest_ns_ = 0;  // Of the first members.
};

// Of few candidates, whether any two of different scopes look like twins: mostly none do, and
// nothing has to be built to say so.
bool NoneLookLikeTwins(const SpanForest& forest, std::span<const CodedSpan> spans,
                       std::span<const SpanRank> candidates) {
  constexpr std::size_t kFew = 16;
  if (candidates.size() > kFew) return false;
  for (std::size_t i = 1; i < candidates.size(); ++i) {
    const CodedSpan& a = spans[forest.SourceOf(candidates[i])];
    for (std::size_t j = 0; j < i; ++j) {
      const CodedSpan& b = spans[forest.SourceOf(candidates[j])];
      if (a[SpanText::kScope] != b[SpanText::kScope] && LookLikeTwins(a, b)) return false;
    }
  }
  return true;
}

}  // namespace

std::vector<TwinGroup> FindTwins(const SpanForest& forest, std::span<const CodedSpan> spans,
                                 std::span<const SpanRank> candidates) {
  if (NoneLookLikeTwins(forest, spans, candidates)) return {};
  // One turn a scope, in the order of their first candidate.
  absl::flat_hash_map<TextCode, std::size_t> turn_of_scope;
  std::vector<std::vector<SpanRank>> turns;
  for (const SpanRank rank : candidates) {
    const TextCode scope = spans[forest.SourceOf(rank)][SpanText::kScope];
    const std::size_t turn = turn_of_scope.try_emplace(scope, turns.size()).first->second;
    if (turn >= kMaximumScopes) continue;
    if (turn == turns.size()) turns.emplace_back();
    turns[turn].push_back(rank);
  }
  if (turns.size() < 2) return {};
  return TwinFinder(forest, spans).Find(turns);
}

}  // namespace costdb::engine
