#include "engine/store/trace_folds.h"

#include <algorithm>

#include "engine/error/propagate.h"
#include "engine/span/span_record.h"

namespace costdb::engine {
namespace {

using Values = std::vector<std::int64_t>;
using Starts = std::span<const std::uint32_t>;

std::int64_t OrZero(std::int64_t value) {
  return value == kNullInteger ? 0 : value;
}

// Wraps at 2^64, as predictions do: forged values may be anything.
std::int64_t Add(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

Values Sums(const Values& values, Starts starts) {
  Values folded(starts.size() - 1);
  for (std::size_t trace = 0; trace < folded.size() && !values.empty(); ++trace) {
    for (std::uint32_t row = starts[trace]; row < starts[trace + 1]; ++row) {
      folded[trace] = Add(folded[trace], OrZero(values[row]));
    }
  }
  return folded;
}

Values Firsts(const Values& values, Starts starts) {
  Values folded(starts.size() - 1);
  for (std::size_t trace = 0; trace < folded.size() && !values.empty(); ++trace) {
    if (starts[trace] < starts[trace + 1]) folded[trace] = OrZero(values[starts[trace]]);
  }
  return folded;
}

Status RaiseToEnds(Section section, Starts starts, const SectionValues& read, Values* ends) {
  COSTDB_ASSIGN_OR_RETURN(const Values times, read(section, ColumnId::kTime));
  COSTDB_ASSIGN_OR_RETURN(const Values durations, read(section, ColumnId::kDuration));
  if (times.empty() || durations.empty()) return Status::Ok();
  for (std::size_t trace = 0; trace < ends->size(); ++trace) {
    for (std::uint32_t row = starts[trace]; row < starts[trace + 1]; ++row) {
      (*ends)[trace] = std::max((*ends)[trace], Add(OrZero(times[row]), OrZero(durations[row])));
    }
  }
  return Status::Ok();
}

}  // namespace

Result<std::vector<std::int64_t>> FoldTraces(const Sibling& sibling, const TraceStarts& starts,
                                             const SectionValues& read) {
  switch (sibling.fold) {
    case TraceFold::kSum: {
      COSTDB_ASSIGN_OR_RETURN(const Values values, read(Section::kCalls, sibling.column));
      return Sums(values, starts.calls);
    }
    case TraceFold::kFirstCall: {
      COSTDB_ASSIGN_OR_RETURN(const Values values, read(Section::kCalls, sibling.column));
      return Firsts(values, starts.calls);
    }
    case TraceFold::kFirstOther: {
      COSTDB_ASSIGN_OR_RETURN(const Values values, read(Section::kOthers, sibling.column));
      return Firsts(values, starts.others);
    }
    case TraceFold::kEnd: {
      Values ends(starts.calls.size() - 1, kNullInteger);
      COSTDB_RETURN_IF_ERROR(RaiseToEnds(Section::kCalls, starts.calls, read, &ends));
      COSTDB_RETURN_IF_ERROR(RaiseToEnds(Section::kOthers, starts.others, read, &ends));
      std::transform(ends.begin(), ends.end(), ends.begin(), OrZero);
      return ends;
    }
    case TraceFold::kNone:
      break;
  }
  return Status::Corruption("a column is predicted by an unknown fold");
}

}  // namespace costdb::engine
