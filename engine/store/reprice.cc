#include "engine/store/reprice.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "engine/error/propagate.h"
#include "engine/store/dictionary_store.h"
#include "engine/store/environment.h"
#include "engine/store/meta.h"
#include "engine/store/row_group_repricer.h"
#include "engine/store/sealed_row_groups.h"
#include "engine/store/span_codec.h"
#include "engine/store/stored_snapshot.h"

namespace costdb::engine {
namespace {

constexpr std::uint64_t kHeadroomBytes = std::uint64_t{64} << 20;
// So many row groups are priced side by side before they are written.
constexpr std::size_t kWaveRowGroups = 16;

// One repricing: a snapshot of what is committed, and a transaction to write to. Whoever holds the
// write lock sees all that was committed, and nothing else can be.
class Repricing {
 public:
  Repricing(Transaction* writing, std::unique_ptr<const Snapshot> snapshot,
            const RepriceOptions& options)
      : writing_(writing),
        snapshot_(std::move(snapshot)),
        options_(options),
        codes_(snapshot_->dictionaries()) {}

  Status Run(const std::vector<std::uint32_t>& numbers) {
    COSTDB_RETURN_IF_ERROR(MakeWorkers());
    COSTDB_RETURN_IF_ERROR(RunSealed(numbers));
    COSTDB_RETURN_IF_ERROR(RunHead(numbers.size()));
    if (options_.dry_run) return Status::Ok();
    COSTDB_RETURN_IF_ERROR(change_.Apply(*writing_));
    COSTDB_RETURN_IF_ERROR(AddModelNames());
    COSTDB_ASSIGN_OR_RETURN(const auto repricings, ReadCounter(*writing_, Counter::kRepricings));
    return WriteCounter(*writing_, Counter::kRepricings, repricings + 1);
  }

  RepriceReport Report() const {
    std::map<std::string, RepricedModel> models;
    for (const auto& worker : workers_) worker->AddTo(&models);
    RepriceReport report;
    for (auto& [name, model] : models) report.models.push_back(std::move(model));
    return report;
  }

 private:
  struct HeadId {
    TraceId trace;
    SpanId span;
    bool operator==(const HeadId&) const = default;
    template <typename H>
    friend H AbslHashValue(H state, const HeadId& id) {
      return H::combine(std::move(state), id.trace, id.span);
    }
  };

  const StoredRowGroup& RowGroupAt(std::size_t index) const {
    return static_cast<const StoredRowGroup&>(*snapshot_->row_groups()[index]);
  }

  Status CheckCancelled() const {
    if (options_.cancelled == nullptr || !options_.cancelled->load(std::memory_order_relaxed)) {
      return Status::Ok();
    }
    return Status::Cancelled("interrupted; nothing was changed");
  }

  Status MakeWorkers() {
    for (std::uint32_t i = 0; i < std::max(1U, options_.threads); ++i) {
      RowSelector selector;
      if (options_.make_selector) {
        COSTDB_ASSIGN_OR_RETURN(selector, options_.make_selector(*snapshot_));
      }
      workers_.push_back(std::make_unique<RowGroupRepricer>(
          snapshot_->prices(), *snapshot_, options_, std::move(selector), &codes_));
    }
    return Status::Ok();
  }

  Status RunSealed(const std::vector<std::uint32_t>& numbers) {
    for (std::size_t first = 0; first < numbers.size(); first += kWaveRowGroups) {
      COSTDB_RETURN_IF_ERROR(CheckCancelled());
      if (options_.progress) {
        options_.progress(static_cast<double>(first) / static_cast<double>(numbers.size()));
      }
      const std::size_t count = std::min(kWaveRowGroups, numbers.size() - first);
      std::vector<ChangedColumns> changed(count);
      COSTDB_RETURN_IF_ERROR(RunWave(first, &changed));
      for (std::size_t i = 0; i < count && !options_.dry_run; ++i) {
        COSTDB_RETURN_IF_ERROR(Write(numbers[first + i], RowGroupAt(first + i), changed[i]));
      }
    }
    if (options_.progress) options_.progress(1);
    return CheckCancelled();
  }

  Status RunWave(std::size_t first, std::vector<ChangedColumns>* changed) {
    std::atomic<std::size_t> next{0};
    std::vector<Status> statuses(workers_.size());
    const auto work = [&](std::size_t worker) {
      while (statuses[worker].ok() && CheckCancelled().ok()) {
        const std::size_t index = next.fetch_add(1);
        if (index >= changed->size()) return;
        auto done = workers_[worker]->Run(RowGroupAt(first + index), !options_.dry_run);
        if (done.ok()) {
          (*changed)[index] = std::move(*done);
        } else {
          statuses[worker] = done.status();
        }
      }
    };
    std::vector<std::thread> threads;
    try {
      for (std::size_t i = 1; i < workers_.size(); ++i) threads.emplace_back(work, i);
    } catch (const std::system_error&) {
      // Fewer threads than wanted do the same work.
    }
    work(0);
    for (std::thread& thread : threads) thread.join();
    for (const Status& status : statuses) COSTDB_RETURN_IF_ERROR(status);
    return CheckCancelled();
  }

  Status Write(std::uint32_t number, const StoredRowGroup& row_group,
               const ChangedColumns& changed) {
    if (changed.empty()) return Status::Ok();
    COSTDB_RETURN_IF_ERROR(change_.RemoveCallsOf(row_group));
    COSTDB_RETURN_IF_ERROR(RewriteColumns(*writing_, number, row_group, changed));
    std::mutex mutex;
    COSTDB_ASSIGN_OR_RETURN(const auto repriced, OpenRowGroup(*writing_, mutex, number));
    return change_.AddCallsOf(*repriced);
  }

  // The head's spans are stored as they came; which of them are selected, and what is billed, only
  // the resolved head tells.
  Status RunHead(std::size_t first_row_group) {
    for (std::size_t i = first_row_group; i < snapshot_->row_groups().size(); ++i) {
      COSTDB_RETURN_IF_ERROR(workers_[0]->Run(RowGroupAt(i), false).status());
    }
    if (options_.dry_run) return Status::Ok();
    absl::flat_hash_set<HeadId> selected;
    if (options_.make_selector) {
      COSTDB_ASSIGN_OR_RETURN(const RowSelector selector, options_.make_selector(*snapshot_));
      for (std::size_t i = first_row_group; i < snapshot_->row_groups().size(); ++i) {
        COSTDB_RETURN_IF_ERROR(ListSelected(RowGroupAt(i), selector, &selected));
      }
      if (selected.empty()) return Status::Ok();
    }
    return RewriteHead(selected);
  }

  static Status ListSelected(const StoredRowGroup& row_group, const RowSelector& selector,
                             absl::flat_hash_set<HeadId>* selected) {
    COSTDB_ASSIGN_OR_RETURN(const auto traces, row_group.ReadTraceIds());
    for (const Section section : {Section::kCalls, Section::kOthers}) {
      COSTDB_ASSIGN_OR_RETURN(const auto words, selector(row_group, section));
      COSTDB_ASSIGN_OR_RETURN(const auto starts, row_group.ReadTraceStarts(section));
      COSTDB_ASSIGN_OR_RETURN(const auto spans, row_group.ReadSpanIds(section));
      for (std::size_t trace = 0; trace < traces.size(); ++trace) {
        for (std::uint32_t row = starts[trace]; row < starts[trace + 1]; ++row) {
          if ((words[row / 64] >> (row % 64) & 1) != 0) {
            selected->insert({traces[trace], spans[row]});
          }
        }
      }
    }
    return Status::Ok();
  }

  Status RewriteHead(const absl::flat_hash_set<HeadId>& selected) {
    std::vector<std::pair<std::string, std::string>> batches;
    {
      COSTDB_ASSIGN_OR_RETURN(auto cursor, writing_->OpenCursor(Table::kHead));
      COSTDB_ASSIGN_OR_RETURN(bool found, cursor.First());
      while (found) {
        COSTDB_ASSIGN_OR_RETURN(std::string batch, RepriceBatch(cursor.value(), selected));
        if (!batch.empty()) batches.emplace_back(cursor.key(), std::move(batch));
        COSTDB_ASSIGN_OR_RETURN(found, cursor.Next());
      }
    }
    for (const auto& [key, batch] : batches) {
      COSTDB_RETURN_IF_ERROR(writing_->Put(Table::kHead, key, batch));
    }
    return Status::Ok();
  }

  // Empty when nothing in the batch changes.
  Result<std::string> RepriceBatch(std::string_view bytes,
                                   const absl::flat_hash_set<HeadId>& selected) {
    std::vector<StoredSpan> stored;
    COSTDB_RETURN_IF_ERROR(ListBatch(bytes, 0, &stored));
    std::vector<CodedSpan> spans;
    bool is_changed = false;
    for (const StoredSpan& each : stored) {
      CodedSpan span;
      COSTDB_RETURN_IF_ERROR(DecodeSpan(each, &span));
      const bool is_selected =
          span.start_unix_ns >= options_.since_unix_ns &&
          span.start_unix_ns < options_.until_unix_ns &&
          (!options_.make_selector || selected.contains({span.trace_id, span.span_id}));
      if (is_selected) {
        const PricedCall call = PricedCall::Of(span);
        const ResolvedModel* model = workers_[0]->pricer().ModelOf(call);
        const CallCost cost = workers_[0]->pricer().Price(call, model);
        const TextCode code = workers_[0]->ModelCodeOf(call, model);
        const auto version = static_cast<std::uint32_t>(snapshot_->prices()->contents().version);
        is_changed =
            is_changed || cost != span.cost || code != span.model || version != span.price_version;
        span.price_version = version;
        span.cost = cost;
        span.model = code;
      }
      spans.push_back(std::move(span));
    }
    return is_changed ? EncodeBatch(spans, stored.front().arrived_unix_ms) : std::string();
  }

  Status AddModelNames() {
    DictionaryWriter writer;
    TextCode expected = snapshot_->dictionaries().Size(ColumnId::kModel);
    for (const std::string& name : codes_.added()) {
      COSTDB_ASSIGN_OR_RETURN(const TextCode code,
                              writer.CodeOf(*writing_, ColumnId::kModel, name));
      if (code != ++expected) return Status::Internal("a model's name got another code");
    }
    return writer.Finish(*writing_);
  }

  Transaction* writing_;  // Null when nothing is to be written.
  std::unique_ptr<const Snapshot> snapshot_;
  const RepriceOptions& options_;
  ModelCodes codes_;
  PreaggregateChange change_;
  std::vector<std::unique_ptr<RowGroupRepricer>> workers_;
};

Result<std::vector<std::uint32_t>> SealedNumbers(const Transaction& transaction) {
  std::vector<std::uint32_t> numbers;
  COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction.OpenCursor(Table::kDirectory));
  COSTDB_ASSIGN_OR_RETURN(bool found, cursor.First());
  while (found) {
    numbers.push_back(BigEndianPart<std::uint32_t>(cursor.key(), 0));
    COSTDB_ASSIGN_OR_RETURN(found, cursor.Next());
  }
  return numbers;
}

Result<RepriceReport> RepriceInside(Transaction* writing, std::unique_ptr<Transaction> reading,
                                    SnapshotCache& cache, const RepriceOptions& options) {
  COSTDB_ASSIGN_OR_RETURN(const auto numbers, SealedNumbers(*reading));
  COSTDB_ASSIGN_OR_RETURN(auto snapshot, StoredSnapshot::Open(std::move(reading), cache));
  Repricing repricing(writing, std::move(snapshot), options);
  COSTDB_RETURN_IF_ERROR(repricing.Run(numbers));
  return repricing.Report();
}

}  // namespace

Result<RepriceReport> Reprice(Environment& environment, SnapshotCache& cache,
                              const RepriceOptions& options) {
  if (options.dry_run) {
    COSTDB_ASSIGN_OR_RETURN(auto reading, environment.BeginRead());
    return RepriceInside(nullptr, std::move(reading), cache, options);
  }
  RepriceReport report;
  const std::uint64_t headroom = kHeadroomBytes + environment.used_bytes();
  COSTDB_RETURN_IF_ERROR(environment.Write(headroom, [&](Transaction& writing) -> Status {
    COSTDB_ASSIGN_OR_RETURN(auto reading, environment.BeginRead(writing));
    COSTDB_ASSIGN_OR_RETURN(report, RepriceInside(&writing, std::move(reading), cache, options));
    return Status::Ok();
  }));
  return report;
}

}  // namespace costdb::engine
