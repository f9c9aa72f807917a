#include "query/exec/preaggregates/cell_sink.h"

#include "engine/error/propagate.h"

namespace costdb::query {
namespace {

class CellWorker : public SinkWorker {
 public:
  CellWorker(AggregateWorker& aggregate, const CellColumns& columns)
      : aggregate_(aggregate), columns_(columns) {}

  Status Consume(std::uint32_t morsel, Batch* batch) override {
    return aggregate_.ConsumeCells(morsel, columns_, batch);
  }

 private:
  AggregateWorker& aggregate_;
  const CellColumns& columns_;
};

}  // namespace

Result<SinkWorker*> CellSink::AddWorker(std::uint64_t rows) {
  COSTDB_ASSIGN_OR_RETURN(SinkWorker * worker, aggregate_.AddWorker(rows));
  workers_.push_back(
      std::make_unique<CellWorker>(static_cast<AggregateWorker&>(*worker), columns_));
  return workers_.back().get();
}

}  // namespace costdb::query
