#include "query/exec/operators/collect.h"

#include <algorithm>

#include "engine/error/propagate.h"
#include "query/exec/query_limits.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {

class Collect::Worker : public SinkWorker {
 public:
  explicit Worker(Collect* owner) : owner_(owner), charge_(owner->limits_) {}

  Status Consume(std::uint32_t morsel, Batch* batch) override {
    if (parts_.empty() || parts_.back().morsel != morsel) parts_.push_back({morsel, {}});
    COSTDB_RETURN_IF_ERROR(charge_.Add(BytesOf(*batch)));
    AppendBatch(*batch, &parts_.back().rows);
    return Status::Ok();
  }

  bool WantsMore(std::uint32_t morsel) const override {
    if (morsel >= owner_->last_wanted_.load(std::memory_order_relaxed)) return false;
    return RowsOf(morsel) < owner_->limit_;
  }

  Status FinishMorsel(std::uint32_t morsel) override {
    owner_->Count(morsel, RowsOf(morsel));
    return Status::Ok();
  }

  std::vector<Part>& parts() { return parts_; }

 private:
  std::uint64_t RowsOf(std::uint32_t morsel) const {
    return !parts_.empty() && parts_.back().morsel == morsel ? parts_.back().rows.rows : 0;
  }

  Collect* owner_;
  MemoryCharge charge_;
  std::vector<Part> parts_;
};

Collect::Collect(std::uint64_t limit, const FunctionContext& context)
    : limit_(limit), limits_(context.limits) {}
Collect::~Collect() = default;

Result<SinkWorker*> Collect::AddWorker(std::uint64_t /*rows*/) {
  workers_.push_back(std::make_unique<Worker>(this));
  return static_cast<SinkWorker*>(workers_.back().get());
}

void Collect::Count(std::uint32_t morsel, std::uint64_t rows) {
  if (limit_ == UINT64_MAX) return;
  const std::lock_guard lock(mutex_);
  if (finished_rows_.size() <= morsel) finished_rows_.resize(morsel + 1, -1);
  finished_rows_[morsel] = static_cast<std::int64_t>(rows);
  while (prefix_ < finished_rows_.size() && finished_rows_[prefix_] >= 0 && prefix_rows_ < limit_) {
    prefix_rows_ += static_cast<std::uint64_t>(finished_rows_[prefix_]);
    ++prefix_;
  }
  if (prefix_rows_ >= limit_) last_wanted_.store(prefix_, std::memory_order_relaxed);
}

Result<Batch> Collect::Finish() {
  std::vector<Part*> parts;
  for (const auto& worker : workers_) {
    for (Part& part : worker->parts()) parts.push_back(&part);
  }
  std::sort(parts.begin(), parts.end(),
            [](const Part* left, const Part* right) { return left->morsel < right->morsel; });
  Batch all;
  for (Part* part : parts) {
    if (all.rows >= limit_) break;
    if (all.rows == 0) {
      all = std::move(part->rows);
    } else {
      AppendBatch(part->rows, &all);
      part->rows = Batch();
    }
  }
  all.rows = std::min<std::uint64_t>(all.rows, limit_);
  return all;
}

void AppendBatch(const Batch& from, Batch* to) {
  if (from.rows == 0) return;
  to->columns.resize(from.columns.size());
  for (std::size_t i = 0; i < from.columns.size(); ++i) {
    AppendRows(from.columns[i], from.rows, to->rows, &to->columns[i]);
  }
  to->rows += from.rows;
}

}  // namespace costdb::query
