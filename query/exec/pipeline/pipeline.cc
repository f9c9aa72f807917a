#include "query/exec/pipeline/pipeline.h"

#include <algorithm>
#include <atomic>
#include <new>
#include <system_error>
#include <thread>

#include "engine/error/propagate.h"
#include "query/exec/aggregate/aggregate_sink.h"
#include "query/exec/query_limits.h"
#include "query/exec/scan/scan_worker.h"

namespace costdb::query {
namespace {

/// What a morsel that failed leaves behind; the first morsel's error is reported, whatever thread
/// met it.
struct Failure {
  std::uint32_t morsel = UINT32_MAX;
  Status status;
};

/// One thread's way through the morsels.
class ScanTask {
 public:
  static Result<std::unique_ptr<ScanTask>> Make(const ScanPlan& plan, const StreamPlan& operators,
                                                const FunctionContext& context) {
    std::unique_ptr<ScanTask> task(new ScanTask(plan, *context.limits));
    COSTDB_ASSIGN_OR_RETURN(task->scan_, ScanWorker::Make(plan, context));
    COSTDB_ASSIGN_OR_RETURN(task->operators_, MakeOperators(operators, context));
    return task;
  }

  void SetSink(SinkWorker* sink, AggregateWorker* aggregate) {
    sink_ = sink;
    aggregate_ = aggregate;
  }

  /// Takes row groups until there is none left or one has failed.
  void Run(std::atomic<std::uint32_t>* next, std::atomic<bool>* failed) noexcept {
    while (!failed->load(std::memory_order_relaxed)) {
      const std::uint32_t row_group = next->fetch_add(1, std::memory_order_relaxed);
      if (row_group >= plan_.row_group_ends.size()) return;
      std::uint32_t morsel = row_group == 0 ? 0 : plan_.row_group_ends[row_group - 1];
      Status status;
      try {
        status = RunRowGroup(plan_.row_group_ends[row_group], &morsel);
      } catch (const std::bad_alloc&) {
        status = Status::ResourceExhausted("not enough memory to run the query");
      }
      if (status.ok()) continue;
      failure_ = {morsel, std::move(status)};
      failed->store(true, std::memory_order_relaxed);
      return;
    }
  }

  const Failure& failure() const { return failure_; }
  std::uint64_t rows_scanned() const { return rows_scanned_; }

 private:
  ScanTask(const ScanPlan& plan, const QueryLimits& limits) : plan_(plan), limits_(limits) {}

  /// Whether every row of the morsel passes, as statistics tell.
  bool PassesWhole(const Morsel& morsel) const {
    if (morsel.row_group->deleted(morsel.section) != nullptr) return false;
    return std::all_of(plan_.ranges.begin(), plan_.ranges.end(), [&](const RangeFilter& range) {
      const engine::ColumnId column = plan_.node->scan_columns[range.column].id;
      return JudgeRange(range.minimum, range.maximum,
                        morsel.row_group->statistics(morsel.section, column)) == RangeVerdict::kAll;
    });
  }

  /// Reads the morsels from `*morsel` to `end`, and leaves the one at fault in it.
  Status RunRowGroup(std::uint32_t end, std::uint32_t* morsel) {
    for (; *morsel < end; ++*morsel) COSTDB_RETURN_IF_ERROR(RunMorsel(*morsel));
    return sink_->FinishRowGroup(--*morsel);
  }

  Status RunMorsel(std::uint32_t index) {
    const Morsel& morsel = plan_.morsels[index];
    COSTDB_RETURN_IF_ERROR(limits_.Check());
    if (!sink_->WantsMore(index)) return Status::Ok();
    rows_scanned_ += morsel.rows;
    if (aggregate_ != nullptr && PassesWhole(morsel)) {
      COSTDB_ASSIGN_OR_RETURN(const bool done, aggregate_->ConsumeStatistics(*plan_.node, morsel));
      if (done) return Status::Ok();
    }
    COSTDB_RETURN_IF_ERROR(
        scan_->ScanMorsel(morsel, [this, index](Batch* batch) { return PushBlock(index, batch); }));
    return sink_->FinishMorsel(index);
  }

  Result<bool> PushBlock(std::uint32_t morsel, Batch* batch) {
    COSTDB_RETURN_IF_ERROR(limits_.Check());
    COSTDB_RETURN_IF_ERROR(Process(operators_, batch));
    if (batch->rows != 0) COSTDB_RETURN_IF_ERROR(sink_->Consume(morsel, batch));
    return sink_->WantsMore(morsel);
  }

  const ScanPlan& plan_;
  const QueryLimits& limits_;
  std::unique_ptr<ScanWorker> scan_;
  StreamOperators operators_;
  SinkWorker* sink_ = nullptr;
  AggregateWorker* aggregate_ = nullptr;
  Failure failure_;
  std::uint64_t rows_scanned_ = 0;
};

}  // namespace

Status RunScan(const ScanPlan& scan, const StreamPlan& operators, Sink* sink,
               AggregateSink* aggregate, const ExecutionOptions& options,
               const FunctionContext& context, std::uint64_t* rows_scanned) {
  const bool from_statistics = aggregate != nullptr && operators.empty() && scan.conditions.empty();
  const std::size_t threads = std::clamp<std::size_t>(
      options.threads, 1, std::max<std::size_t>(1, scan.row_group_ends.size()));
  std::vector<std::unique_ptr<ScanTask>> tasks;
  for (std::size_t i = 0; i < threads; ++i) {
    COSTDB_ASSIGN_OR_RETURN(auto task, ScanTask::Make(scan, operators, context));
    COSTDB_ASSIGN_OR_RETURN(SinkWorker * worker, sink->AddWorker(scan.rows));
    task->SetSink(worker, from_statistics ? static_cast<AggregateWorker*>(worker) : nullptr);
    tasks.push_back(std::move(task));
  }
  std::atomic<std::uint32_t> next{0};
  std::atomic<bool> failed{false};
  std::vector<std::thread> helpers;
  helpers.reserve(threads);
  try {
    for (std::size_t i = 1; i < threads; ++i) {
      helpers.emplace_back([task = tasks[i].get(), &next, &failed] { task->Run(&next, &failed); });
    }
  } catch (const std::system_error&) {
    // Fewer threads than wanted do the same work.
  }
  tasks[0]->Run(&next, &failed);
  for (std::thread& helper : helpers) helper.join();
  const Failure* first = nullptr;
  for (const auto& task : tasks) {
    *rows_scanned += task->rows_scanned();
    if (task->failure().status.ok()) continue;
    if (first == nullptr || task->failure().morsel < first->morsel) first = &task->failure();
  }
  return first == nullptr ? Status::Ok() : first->status;
}

Status RunBatch(Batch batch, const StreamPlan& operators, Sink* sink,
                const FunctionContext& context) {
  // What the rows take beyond what they took when they were gathered.
  MemoryCharge charge(context.limits);
  const std::uint64_t gathered_bytes = BytesOf(batch);
  COSTDB_ASSIGN_OR_RETURN(const StreamOperators made, MakeOperators(operators, context));
  COSTDB_ASSIGN_OR_RETURN(SinkWorker * worker, sink->AddWorker(batch.rows));
  for (const auto& each : made) {
    if (batch.rows == 0) return Status::Ok();
    COSTDB_RETURN_IF_ERROR(context.limits->Check());
    COSTDB_RETURN_IF_ERROR(each->Process(&batch));
    const std::uint64_t bytes = BytesOf(batch);
    COSTDB_RETURN_IF_ERROR(charge.Set(bytes - std::min(bytes, gathered_bytes)));
  }
  if (batch.rows == 0) return Status::Ok();
  COSTDB_RETURN_IF_ERROR(worker->Consume(0, &batch));
  COSTDB_RETURN_IF_ERROR(worker->FinishMorsel(0));
  return worker->FinishRowGroup(0);
}

}  // namespace costdb::query
