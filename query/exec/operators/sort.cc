#include "query/exec/operators/sort.h"

#include <algorithm>

#include "engine/error/propagate.h"
#include "query/exec/operators/collect.h"
#include "query/exec/operators/sort_order.h"
#include "query/exec/operators/top_rows.h"
#include "query/exec/query_limits.h"
#include "query/vector/vector_operations.h"

namespace costdb::query {
namespace {

/// A part is cut to the limit when it has this many rows more.
constexpr std::uint64_t kSlack = 16384;

void Gather(const Batch& from, const std::vector<std::uint32_t>& rows, Batch* to) {
  to->columns.resize(from.columns.size());
  for (std::size_t i = 0; i < from.columns.size(); ++i) {
    GatherRows(from.columns[i], rows, &to->columns[i]);
  }
  to->rows = rows.size();
}

void KeepRows(const std::vector<std::uint32_t>& rows, Batch* batch) {
  Vector kept;
  for (Vector& column : batch->columns) {
    GatherRows(column, rows, &kept);
    std::swap(column, kept);
  }
  batch->rows = rows.size();
}

}  // namespace

/// Parts stay apart by morsel, and inside of a part rows stay in their order, so that equal keys
/// can be told apart in the end by where the rows came from.
class Sort::Worker : public SinkWorker {
 public:
  explicit Worker(Sort* owner)
      : owner_(owner), charge_(owner->context_.limits), top_(owner->keys_, owner->limit_) {}

  Status Consume(std::uint32_t morsel, Batch* batch) override {
    if (!top_.Select(*batch, &top_rows_) || top_rows_.size() == batch->rows) {
      return Take(morsel, *batch);
    }
    if (top_rows_.empty()) return Status::Ok();
    Gather(*batch, top_rows_, &top_batch_);
    return Take(morsel, top_batch_);
  }

  std::vector<Part>& parts() { return parts_; }

 private:
  Status Take(std::uint32_t morsel, const Batch& batch) {
    if (parts_.empty() || parts_.back().morsel != morsel) {
      Cut(0);
      parts_.push_back({morsel, {}});
      finished_bytes_ += part_bytes_;
      part_bytes_ = 0;
    }
    part_bytes_ += BytesOf(batch);
    AppendBatch(batch, &parts_.back().rows);
    Cut(kSlack);
    return charge_.Set(finished_bytes_ + part_bytes_);
  }

  /// Drops the rows of the last part that cannot be among the first `limit`, once it has more than
  /// `slack` of them.
  void Cut(std::uint64_t slack) {
    if (parts_.empty() || owner_->limit_ == UINT64_MAX) return;
    Batch& rows = parts_.back().rows;
    if (rows.rows <= owner_->limit_ || rows.rows - owner_->limit_ <= slack) return;
    std::vector<std::uint32_t> kept =
        SortedRows(rows, owner_->keys_, owner_->limit_, owner_->context_);
    std::sort(kept.begin(), kept.end());
    KeepRows(kept, &rows);
    part_bytes_ = BytesOf(rows);
  }

  Sort* owner_;
  MemoryCharge charge_;
  TopRows top_;
  std::vector<std::uint32_t> top_rows_;  ///< Of the batch at hand.
  Batch top_batch_;
  std::uint64_t finished_bytes_ = 0;  ///< Of all parts but the last.
  std::uint64_t part_bytes_ = 0;      ///< Of the last.
  std::vector<Part> parts_;
};

Sort::Sort(const std::vector<SortKey>& keys, std::uint64_t limit, const FunctionContext& context)
    : keys_(keys), limit_(limit), context_(context) {}
Sort::~Sort() = default;

Result<SinkWorker*> Sort::AddWorker(std::uint64_t /*rows*/) {
  workers_.push_back(std::make_unique<Worker>(this));
  return static_cast<SinkWorker*>(workers_.back().get());
}

Result<Batch> Sort::Finish() {
  std::vector<Part*> parts;
  for (const auto& worker : workers_) {
    for (Part& part : worker->parts()) parts.push_back(&part);
  }
  std::sort(parts.begin(), parts.end(),
            [](const Part* left, const Part* right) { return left->morsel < right->morsel; });
  Batch all;
  for (Part* part : parts) {
    if (all.rows == 0) {
      all = std::move(part->rows);
    } else {
      AppendBatch(part->rows, &all);
      part->rows = Batch();
    }
  }
  if (all.rows == 0) return all;
  // The order, and one column at a time in it.
  MemoryCharge charge(context_.limits);
  COSTDB_RETURN_IF_ERROR(charge.Set(all.rows * (sizeof(std::uint32_t) + sizeof(Int128))));
  for (const SortKey& key : keys_) {
    if (key.column >= all.columns.size()) {
      return Status::Internal("a sort key that is no column of its input");
    }
  }
  KeepRows(SortedRows(all, keys_, limit_, context_), &all);
  return all;
}

}  // namespace costdb::query
