#include "query/exec/aggregate/partitioned_aggregate.h"

#include <utility>

#include "engine/error/propagate.h"

namespace costdb::query {

class PartitionedAggregate::Worker : public SinkWorker {
 public:
  Worker(std::unique_ptr<AggregateWorker> aggregate, StreamOperators operators, SinkWorker* above)
      : aggregate_(std::move(aggregate)), operators_(std::move(operators)), above_(above) {}

  Status Consume(std::uint32_t morsel, Batch* batch) override {
    return aggregate_->Consume(morsel, batch);
  }

  bool WantsMore(std::uint32_t morsel) const override { return above_->WantsMore(morsel); }

  Status FinishMorsel(std::uint32_t morsel) override {
    // Groups go upward as rows of the row group's last morsel; the ones before are only counted.
    if (pending_.has_value()) COSTDB_RETURN_IF_ERROR(above_->FinishMorsel(*pending_));
    pending_ = morsel;
    return Status::Ok();
  }

  Status FinishRowGroup(std::uint32_t morsel) override {
    if (!pending_.has_value()) return Status::Ok();  // Nobody wanted it.
    COSTDB_RETURN_IF_ERROR(aggregate_->FinishGroups(&groups_));
    aggregate_->Clear();
    COSTDB_RETURN_IF_ERROR(Process(operators_, &groups_));
    if (groups_.rows != 0) COSTDB_RETURN_IF_ERROR(above_->Consume(morsel, &groups_));
    pending_.reset();
    COSTDB_RETURN_IF_ERROR(above_->FinishMorsel(morsel));
    return above_->FinishRowGroup(morsel);
  }

 private:
  std::unique_ptr<AggregateWorker> aggregate_;
  StreamOperators operators_;
  SinkWorker* above_;
  Batch groups_;
  std::optional<std::uint32_t> pending_;  ///< A morsel that `above_` does not know to be finished.
};

PartitionedAggregate::PartitionedAggregate(const LogicalPlan& node, const StreamPlan& operators,
                                           Sink* above, const FunctionContext& context)
    : layout_(MakeLayout(node)), operators_(operators), above_(above), context_(context) {}

PartitionedAggregate::~PartitionedAggregate() = default;

Result<SinkWorker*> PartitionedAggregate::AddWorker(std::uint64_t rows) {
  COSTDB_ASSIGN_OR_RETURN(auto aggregate, AggregateWorker::Make(layout_, rows, false, context_));
  COSTDB_ASSIGN_OR_RETURN(auto operators, MakeOperators(operators_, context_));
  COSTDB_ASSIGN_OR_RETURN(SinkWorker * above, above_->AddWorker(rows));
  workers_.push_back(std::make_unique<Worker>(std::move(aggregate), std::move(operators), above));
  return static_cast<SinkWorker*>(workers_.back().get());
}

}  // namespace costdb::query
