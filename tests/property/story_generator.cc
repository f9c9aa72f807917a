#include "story_generator.h"

#include <fmt/format.h>

#include <algorithm>

#include "call_generator.h"
#include "instrumentation.h"

namespace costdb::property {
namespace {

using engine::kNullInteger;
using engine::SpanId;
using engine::SpanKind;
using engine::SpanRole;
using engine::SpanStatus;
using engine::SpanText;
using engine::Usage;

constexpr std::int64_t kDay = 1'775'001'600'000'000'000;  // 2026-04-01

std::int64_t OrZero(std::int64_t count) {
  return count == kNullInteger ? 0 : count;
}

int RandomWatcher(Random* random) {
  return static_cast<int>(
      random->Number(1, static_cast<std::int64_t>(Instrumentations().size()) - 1));
}

class Story {
 public:
  Story(Random* random, std::uint64_t trace) : random_(*random), trace_(trace) {
    if (random_.Chance(10)) mock_id_ = "chatcmpl-mock";
    // A few instrumentations are installed, in all services alike.
    for (int i = 0; i < 3; ++i) watchers_.push_back(RandomWatcher(random));
    has_environment_ = random_.Chance(60);
    most_spans_ = static_cast<std::size_t>(random_.Chance(20) ? random_.Number(1, 60)
                                                              : random_.Number(1, 16));
  }

  std::vector<PlainSpan> Tell() {
    const std::int64_t length = random_.Number(0, 40);
    if (random_.Chance(10)) {
      AddCall(0, 0, length);
    } else {
      const SpanId root = AddFrame(0, 0, length, SpanRole::kOther);
      AddDimensions(&random_, 50, &spans_.back());
      AddScene(root, 0, length, 0);
    }
    for (PlainSpan& span : spans_) {
      span.start += kDay;
      span.end += kDay;
    }
    return std::move(spans_);
  }

 private:
  bool IsFull() const { return spans_.size() >= most_spans_; }

  SpanId Add(PlainSpan span, SpanId parent) {
    span.trace = trace_;
    span.parent = parent;
    // Ids do not follow the order in which spans begin.
    ++count_;
    span.id = (count_ * 37) % 101 + 1;
    const bool is_remote = random_.Chance(10);
    span[SpanText::kService] = is_remote ? "models" : "web";
    span.resource["host.name"] = is_remote ? "m1" : "w1";
    if (has_environment_ && !is_remote) span[SpanText::kEnvironment] = "production";
    if (random_.Chance(3)) span[SpanText::kService].clear();
    spans_.push_back(std::move(span));
    return spans_.back().id;
  }

  // A request, an agent, a tool: what encloses calls.
  SpanId AddFrame(SpanId parent, std::int64_t from, std::int64_t to, SpanRole role) {
    PlainSpan span;
    span.role = role;
    span.start = from;
    span.end = to;
    span.kind = role == SpanRole::kOther ? SpanKind::kServer : SpanKind::kInternal;
    span.instrumentation = role == SpanRole::kOther ? 0 : random_.Pick(watchers_);
    span[SpanText::kName] = role == SpanRole::kTool ? "look up" : "answer";
    if (role == SpanRole::kTool) span[SpanText::kTool] = "lookup";
    if (role == SpanRole::kWrapper) AddDimensions(&random_, 20, &span);
    if (random_.Chance(5)) span.status = SpanStatus::kError;
    return Add(std::move(span), parent);
  }

  // Calls and frames beneath `parent`, one after the other or at once.
  void AddScene(SpanId parent, std::int64_t from, std::int64_t to, int depth) {
    for (std::int64_t count = random_.Number(1, 4); count > 0 && !IsFull(); --count) {
      const std::int64_t start = random_.Number(from, to);
      const std::int64_t end = random_.Number(start, to);
      if (random_.Chance(8)) {
        AddCrowd(parent, start);
      } else if (depth >= 4 || random_.Chance(55)) {
        AddCall(parent, start, end);
      } else {
        AddActors(parent, start, end, depth);
      }
    }
  }

  void AddActors(SpanId parent, std::int64_t from, std::int64_t to, int depth) {
    const SpanRole roles[] = {SpanRole::kWrapper, SpanRole::kWrapper, SpanRole::kTool,
                              SpanRole::kOther, SpanRole::kInference};
    const SpanRole role = random_.Pick(roles);
    const std::size_t place = spans_.size();
    const std::size_t first_call = told_.size();
    const SpanId frame = AddFrame(parent, from, to, role);
    AddScene(frame, from, to, depth + 1);
    if (role == SpanRole::kOther || !random_.Chance(60)) return;
    spans_[place].usage = Repeat(first_call);
    if (random_.Chance(60)) spans_[place][SpanText::kRequestModel] = "gpt-5";
  }

  // What an enclosing span says of the calls beneath it.
  Usage Repeat(std::size_t first_call) {
    Usage sum{.input = 0, .output = 0};
    const bool has_details = random_.Chance(40);
    for (std::size_t i = first_call; i < told_.size(); ++i) {
      const Usage& usage = told_[i].usage;
      if (told_[i].has_failed) continue;
      if (told_[i].role == SpanRole::kEmbedding && random_.Chance(70)) continue;
      sum.input += OrZero(usage.input);
      sum.output += OrZero(usage.output);
      if (has_details) sum.cached = OrZero(sum.cached) + OrZero(usage.cached);
      if (has_details) sum.reasoning = OrZero(sum.reasoning) + OrZero(usage.reasoning);
    }
    const std::int64_t how = random_.Number(1, 100);
    if (how > 60 && how <= 75) sum.input += 50;
    if (how > 65 && how <= 80) sum.output += 10;
    if (how > 80 && how <= 90) sum.input = sum.input / 2;
    if (how > 85 && how <= 92) sum.output += 10;
    if (how > 92) sum.output = sum.reasoning = kNullInteger;
    if (sum.cached != kNullInteger) sum.cached = std::min(sum.cached, sum.input);
    return sum;
  }

  // One call, or several alike, each seen by the same watchers.
  void AddCall(SpanId parent, std::int64_t from, std::int64_t to) {
    TrueCall call = RandomCall(&random_, from, to, mock_id_);
    const std::int64_t times = random_.Chance(20) ? random_.Number(2, 3) : 1;
    const std::int64_t chance = random_.Number(1, 100);
    const std::size_t watchers = chance <= 50 ? 1 : (chance <= 85 ? 2 : 3);
    const bool is_parallel = random_.Chance(70);
    const std::int64_t arrangement = random_.Number(1, 100);
    for (std::int64_t i = 0; i < times && !IsFull(); ++i) {
      told_.push_back(call);
      SpanId place = parent;
      for (std::size_t watcher = 0; watcher < watchers; ++watcher) {
        place = AddWatcher(call, watchers_[watcher], place, arrangement);
      }
      if (random_.Chance(15)) AddFrame(place, call.start, call.end, SpanRole::kOther);
      if (!is_parallel) {
        call.start += 5;
        call.end += 5;
      }
      if (mock_id_.empty())
        call.response_id = fmt::format("chatcmpl-{}", random_.Number(1, 999'999));
    }
  }

  // Calls alike that overlap more or less, told apart by nothing but their times.
  void AddCrowd(SpanId parent, std::int64_t from) {
    TrueCall call = RandomCall(&random_, from, from, "");
    call.is_streamed = random_.Chance(20);
    const std::int64_t times = random_.Number(2, 6);
    const std::size_t watchers = random_.Chance(70) ? 2 : 3;
    for (std::int64_t i = 0; i < times && !IsFull(); ++i) {
      call.start = from + random_.Number(0, 12);
      call.end = call.start + random_.Number(0, 10);
      call.response_id = mock_id_;
      told_.push_back(call);
      for (std::size_t watcher = 0; watcher < watchers; ++watcher) {
        PlainSpan span = Observe(&random_, call, watchers_[watcher]);
        span.start += random_.Number(-3, 3);
        span.end = std::max(span.start, span.end + random_.Number(-3, 3));
        if (mock_id_.empty()) span.response_id.clear();
        Add(std::move(span), parent);
      }
    }
  }

  // Returns the parent of whoever else watches the call.
  SpanId AddWatcher(const TrueCall& call, int watcher, SpanId parent, std::int64_t arrangement) {
    if (arrangement > 75 && arrangement <= 90) {
      parent = AddFrame(parent, call.start, call.end, SpanRole::kWrapper);
    }
    const SpanId id = Add(Observe(&random_, call, watcher), parent);
    return arrangement > 60 && arrangement <= 75 ? id : parent;
  }

  Random& random_;
  std::uint64_t trace_;
  std::string mock_id_;
  std::vector<int> watchers_;
  bool has_environment_ = false;
  std::size_t most_spans_ = 0;
  std::uint64_t count_ = 0;
  std::vector<PlainSpan> spans_;
  std::vector<TrueCall> told_;
};

}  // namespace

std::vector<PlainSpan> GenerateStory(Random* random, std::uint64_t trace) {
  return Story(random, trace).Tell();
}

std::vector<PlainSpan> GenerateJumble(Random* random, std::uint64_t trace) {
  const std::int64_t count = random->Number(1, random->Chance(20) ? 60 : 12);
  const std::int64_t latest = random->Number(0, 20);
  const bool is_tidy = random->Chance(50);
  const bool is_mock = random->Chance(20);
  std::vector<PlainSpan> spans;
  for (std::int64_t i = 1; i <= count; ++i) {
    const TrueCall call = RandomCall(random, 0, latest, is_mock ? "chatcmpl-mock" : "");
    PlainSpan span = Observe(random, call, random->Chance(50) ? 1 : RandomWatcher(random));
    if (random->Chance(50)) span.role = static_cast<SpanRole>(random->Number(0, 4));
    if (span.role == SpanRole::kOther) span[SpanText::kName] = "work";
    if (span.role != SpanRole::kInference && random->Chance(60)) span.usage = {};
    span.trace = trace;
    span.id = static_cast<SpanId>(i);
    // Tidy is one tree in order of ids; the other kind names any span, or one that is not there.
    span.parent = static_cast<SpanId>(is_tidy ? (i == 1 ? 0 : random->Number(1, i - 1))
                                              : random->Number(0, count + 2));
    span[SpanText::kService] = random->Chance(70) ? "web" : "models";
    span.start += kDay;
    span.end += kDay;
    spans.push_back(std::move(span));
  }
  return spans;
}

}  // namespace costdb::property
