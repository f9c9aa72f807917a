#include "engine/store/integrity_check.h"

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/error/propagate.h"
#include "engine/store/byte_codec.h"
#include "engine/store/dictionary_store.h"
#include "engine/store/error_latch.h"
#include "engine/store/head.h"
#include "engine/store/meta.h"
#include "engine/store/sealed_row_groups.h"
#include "engine/store/sealed_traces.h"
#include "engine/store/stored_place.h"
#include "engine/store/trace_runs.h"

namespace costdb::engine {
namespace {

constexpr std::size_t kMostProblems = 20;
// Texts read are kept; a dictionary may be larger than memory.
constexpr TextCode kTextsBetweenForgetting = 1U << 20;

std::string TraceText(const TraceId& trace) {
  return fmt::format("trace {:016x}{:016x}", trace.high, trace.low);
}

bool IsEqual(const ColumnStatistics& a, const ColumnStatistics& b) {
  return a.rows == b.rows && a.nulls == b.nulls && a.minimum == b.minimum &&
         a.maximum == b.maximum && a.sum == b.sum;
}

class IntegrityCheck {
 public:
  IntegrityCheck(const Transaction& transaction, const PriceFunction& price)
      : transaction_(transaction), price_(price) {}

  Result<IntegrityReport> Run(const std::function<void(double)>& progress) {
    COSTDB_RETURN_IF_ERROR(CheckDictionaries());
    COSTDB_ASSIGN_OR_RETURN(const auto row_groups, ListRowGroups());
    Note(CheckTraceRuns(row_groups));
    for (std::size_t i = 0; i < row_groups.size(); ++i) {
      Note(CheckRowGroup(row_groups[i]));
      ++report_.row_groups;
      if (progress) progress(static_cast<double>(i + 1) / static_cast<double>(row_groups.size()));
    }
    COSTDB_RETURN_IF_ERROR(FindStrayColumns());
    Note(CheckPreaggregates());
    Note(CheckHead());
    COSTDB_ASSIGN_OR_RETURN(const auto conflicts,
                            ReadCounter(transaction_, Counter::kConflictingSpans));
    report_.conflicting_spans += conflicts;
    return std::move(report_);
  }

 private:
  void Problem(std::string text) {
    ++report_.problem_count;
    if (report_.problems.size() < kMostProblems) report_.problems.push_back(std::move(text));
  }

  // A part that could not be read is a problem; the check goes on with the next.
  void Note(const Status& status) {
    if (!status.ok()) Problem(status.message());
  }

  // Reading every text verifies it; codes count from 1 without gaps, and each is found by its text.
  Status CheckDictionaries() {
    COSTDB_ASSIGN_OR_RETURN(const auto dictionaries, ListDictionaries(transaction_));
    for (const ColumnId dictionary : dictionaries) Note(CheckDictionary(dictionary));
    return Status::Ok();
  }

  Status CheckDictionary(ColumnId dictionary) {
    COSTDB_ASSIGN_OR_RETURN(auto texts, StoredTexts::Open(transaction_, dictionary));
    SoundRuns unknown;
    Note(texts.CheckRuns(&unknown));
    for (TextCode code = 1; code != 0 && code <= texts.size(); ++code) {
      if (code % kTextsBetweenForgetting == 0) texts.ForgetTexts();
      COSTDB_ASSIGN_OR_RETURN(const std::string_view text, texts.TextOf(code));
      COSTDB_ASSIGN_OR_RETURN(const TextCode found, texts.Find(text));
      if (found == code) continue;
      return Status::Corruption(
          fmt::format("{}: dictionary of {}: the text of code {} is not found", transaction_.path(),
                      StoredColumnName(dictionary), code));
    }
    return Status::Ok();
  }

  Result<std::vector<std::uint32_t>> ListRowGroups() const {
    std::vector<std::uint32_t> numbers;
    COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction_.OpenCursor(Table::kDirectory));
    COSTDB_ASSIGN_OR_RETURN(bool found, cursor.First());
    while (found) {
      numbers.push_back(BigEndianPart<std::uint32_t>(cursor.key(), 0));
      COSTDB_ASSIGN_OR_RETURN(found, cursor.Next());
    }
    return numbers;
  }

  // Each row group is in one run, and the runs name no others.
  Status CheckTraceRuns(const std::vector<std::uint32_t>& row_groups) {
    COSTDB_ASSIGN_OR_RETURN(trace_runs_, TraceRuns::Open(transaction_));
    if (!trace_runs_) return Status::Ok();
    SoundRuns unknown;
    Note(CheckRuns(transaction_, *trace_runs_, &unknown));
    for (const TraceRun& run : trace_runs_->runs()) {
      for (std::uint32_t i = 0; i < run.row_group_count(); ++i) {
        const std::uint32_t number = run.RowGroup(i);
        if (!std::binary_search(row_groups.begin(), row_groups.end(), number)) {
          Problem(PlaceText({transaction_.path(), number}) +
                  ": the table of traces has it, but it is not there");
        }
        if (!run_of_row_group_.emplace(number, &run).second) {
          Problem(PlaceText({transaction_.path(), number}) + ": the table of traces has it twice");
        }
      }
    }
    return Status::Ok();
  }

  // Whether the table of traces leads from a trace to its row group.
  bool IsFound(const TraceId& trace, std::uint32_t row_group) {
    if (!trace_runs_) return true;
    const auto run = run_of_row_group_.find(row_group);
    if (run == run_of_row_group_.end()) return false;
    std::vector<std::uint32_t> found;
    run->second->Find(HashOfTrace(trace), &found);
    return std::find(found.begin(), found.end(), row_group) != found.end();
  }

  Status CheckRowGroup(std::uint32_t number) {
    std::mutex mutex;
    ErrorLatch errors;
    const DictionaryReader dictionaries(transaction_, mutex, errors);
    COSTDB_ASSIGN_OR_RETURN(const auto directory, ReadDirectory(transaction_, number));
    COSTDB_ASSIGN_OR_RETURN(const auto row_group,
                            OpenRowGroup(transaction_, mutex, &dictionaries, number, 0, directory));
    for (const Section section : {Section::kCalls, Section::kOthers, Section::kTraces}) {
      for (const auto& [column, known] : (*directory)[section].columns) {
        Note(CheckColumn(*row_group, section, column, known));
        ++report_.columns;
      }
    }
    column_values_ += CountColumnValues(*directory);
    COSTDB_RETURN_IF_ERROR(errors.first());
    COSTDB_RETURN_IF_ERROR(calls_.AddCallsOf(*row_group));
    return CheckTraces(number, *row_group);
  }

  Status CheckColumn(const StoredRowGroup& row_group, Section section, ColumnId column,
                     const ColumnStatistics& known) {
    ColumnStatistics stored;
    if (known.encoding == Encoding::kText) {
      COSTDB_ASSIGN_OR_RETURN(const auto texts, row_group.OpenTexts(section, column));
      stored = texts.statistics();
    } else {
      COSTDB_ASSIGN_OR_RETURN(const auto integers, row_group.OpenIntegers(section, column));
      stored = integers->statistics();
    }
    if (!IsEqual(stored, known) || stored.rows != row_group.rows(section)) {
      Problem(PlaceText(row_group.place(), section, column) +
              ": the directory's statistics are not the column's");
    }
    return Status::Ok();
  }

  // Every live trace is resolved again, and must cost what is stored.
  Status CheckTraces(std::uint32_t number, const StoredRowGroup& row_group) {
    SealedIds ids;
    COSTDB_ASSIGN_OR_RETURN(const auto sealed,
                            SealedRowGroup::Open(transaction_, ids, price_, number));
    COSTDB_ASSIGN_OR_RETURN(const auto trace_ids, row_group.ReadTraceIds());
    COSTDB_ASSIGN_OR_RETURN(const auto costs,
                            row_group.OpenIntegers(Section::kTraces, ColumnId::kCost));
    const std::string place = PlaceText(row_group.place());
    for (std::uint32_t trace = 0; trace < sealed->trace_count(); ++trace) {
      if (sealed->IsDeleted(trace)) continue;
      const std::string where = fmt::format("{}, {}", place, TraceText(trace_ids[trace]));
      if (!IsFound(trace_ids[trace], number)) {
        Problem(where + ": the table of traces lacks it");
      }
      if (!traces_.insert(trace_ids[trace]).second) Problem(where + ": it is there twice");
      COSTDB_ASSIGN_OR_RETURN(const auto spans, sealed->Read(trace));
      const ResolvedTrace resolved = ResolveTrace(spans, price_);
      report_.spans += spans.size();
      ++report_.traces;
      if (resolved.duplicates != 0) Problem(where + ": a span is there twice");
      // What was completed from other spans is priced as of now, and prices may have changed.
      const std::int64_t stored = costs == nullptr ? kNullInteger : costs->At(trace);
      if (resolved.amended.empty() && resolved.total.cost_pico != stored) {
        Problem(where + ": its calls do not add up to its stored cost");
      }
    }
    return Status::Ok();
  }

  // Columns that no directory entry lists.
  Status FindStrayColumns() {
    COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction_.OpenCursor(Table::kColumns));
    COSTDB_ASSIGN_OR_RETURN(bool found, cursor.First());
    std::uint64_t stored = 0;
    while (found) {
      ++stored;
      COSTDB_ASSIGN_OR_RETURN(found, cursor.Next());
    }
    if (stored > column_values_) {
      Problem(fmt::format("{}: {} columns belong to no row group", transaction_.path(),
                          stored - column_values_));
    }
    return Status::Ok();
  }

  Status CheckPreaggregates() {
    if (!transaction_.Has(Table::kPreaggregates)) return Status::Ok();
    COSTDB_ASSIGN_OR_RETURN(const auto kept, ReadCounter(transaction_, Counter::kPreaggregated));
    if (kept == 0) return Status::Ok();
    COSTDB_ASSIGN_OR_RETURN(const auto days, calls_.FindDifferences(transaction_));
    for (const std::int64_t day : days) {
      Problem(PlaceText({transaction_.path(), std::nullopt, day}) +
              ": they are not the sums of its calls");
    }
    return Status::Ok();
  }

  Status CheckHead() {
    COSTDB_ASSIGN_OR_RETURN(report_.head_batches, transaction_.CountEntries(Table::kHead));
    COSTDB_ASSIGN_OR_RETURN(const Head head, Head::Read(transaction_));
    for (const TraceId& trace : head.trace_ids()) {
      if (!traces_.insert(trace).second) {
        Problem(fmt::format("{}: the head, {}: it is sealed as well", transaction_.path(),
                            TraceText(trace)));
      }
    }
    const auto ignore = [](const RowGroupData&) { return Status::Ok(); };
    COSTDB_ASSIGN_OR_RETURN(const auto outcome, head.Resolve(price_, ignore, {}));
    report_.traces += head.trace_count();
    report_.spans += outcome.spans;
    report_.conflicting_spans += outcome.conflicts;
    return Status::Ok();
  }

  const Transaction& transaction_;
  const PriceFunction& price_;
  absl::flat_hash_set<TraceId> traces_;
  std::optional<TraceRuns> trace_runs_;  ///< Nothing where the file has none yet.
  absl::flat_hash_map<std::uint32_t, const TraceRun*> run_of_row_group_;
  PreaggregateChange calls_;         ///< All sealed ones.
  std::uint64_t column_values_ = 0;  ///< That the row groups list.
  IntegrityReport report_;
};

}  // namespace

Result<IntegrityReport> CheckIntegrity(const Transaction& transaction, const PriceFunction& price,
                                       const std::function<void(double)>& progress) {
  return IntegrityCheck(transaction, price).Run(progress);
}

}  // namespace costdb::engine
