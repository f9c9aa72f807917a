#include "query/row_filter.h"

#include <absl/time/clock.h>
#include <absl/time/time.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/error/propagate.h"
#include "query/binder/expression_binder.h"
#include "query/binder/scope.h"
#include "query/exec/expression/expression_evaluator.h"
#include "query/exec/expression/expression_tree.h"
#include "query/exec/scan/column_loader.h"
#include "query/parser/parser.h"

namespace costdb::query {
namespace {

constexpr std::string_view kBefore = "SELECT * FROM spans WHERE ";

// The condition of a SELECT that has nothing else.
Result<syntax::ExpressionPtr> ParseCondition(const std::string& text) {
  COSTDB_ASSIGN_OR_RETURN(std::vector<syntax::Statement> statements, ParseStatements(text));
  const bool is_query =
      statements.size() == 1 && statements[0].kind == syntax::StatementKind::kQuery;
  if (is_query) {
    syntax::Select& select = statements[0].query->select;
    const bool is_bare = select.where != nullptr && select.since == nullptr &&
                         select.until == nullptr && !select.group_by && !select.every &&
                         select.having == nullptr && !select.order_by && select.limit == nullptr &&
                         select.offset == nullptr;
    if (is_bare) return std::move(select.where);
  }
  return Status::InvalidArgument("expected one condition, such as model = 'gpt-5'");
}

class RowFilter {
 public:
  static Result<std::shared_ptr<RowFilter>> Make(std::string_view condition,
                                                 const engine::Snapshot& snapshot) {
    auto filter = std::make_shared<RowFilter>();
    filter->text_ = std::string(kBefore).append(condition);
    COSTDB_ASSIGN_OR_RETURN(const syntax::ExpressionPtr parsed, ParseCondition(filter->text_));
    BindContext context;
    context.query_text = filter->text_;
    context.snapshot = &snapshot;
    context.parameters = &filter->parameters_;
    context.now_unix_ns = absl::ToUnixNanos(absl::Now());
    Scope scope = Scope::OfRelation(engine::Relation::kSpans, "spans", "spans");
    COSTDB_ASSIGN_OR_RETURN(filter->condition_,
                            BindRowExpression(context, &scope, {}, *parsed, "--where"));
    COSTDB_RETURN_IF_ERROR(CheckCondition(context, *parsed, *filter->condition_, "--where"));
    filter->scan_ = scope.TakePlan();
    filter->columns_ = ColumnsOf(*filter->condition_);
    const FunctionContext functions = {&snapshot.dictionaries(), &snapshot, context.now_unix_ns};
    COSTDB_ASSIGN_OR_RETURN(filter->evaluator_,
                            ExpressionEvaluator::Make(*filter->condition_, functions));
    filter->loader_ = std::make_unique<ColumnLoader>(*filter->scan_);
    filter->batch_.columns.resize(filter->scan_->columns.size());
    return filter;
  }

  Result<std::vector<std::uint64_t>> Select(const engine::RowGroup& row_group,
                                            engine::Section section) {
    const std::uint32_t rows = row_group.rows(section);
    std::vector<std::uint64_t> words(std::size_t{rows} / 64 + 1);
    loader_->StartMorsel({&row_group, section, rows});
    std::vector<std::uint32_t> passed;
    for (std::uint32_t first = 0; first < rows; first += engine::kBlockRows) {
      batch_.rows = std::min<std::uint32_t>(engine::kBlockRows, rows - first);
      for (const std::uint32_t column : columns_) {
        COSTDB_RETURN_IF_ERROR(loader_->Load(column, first, static_cast<std::uint32_t>(batch_.rows),
                                             &batch_.columns[column]));
      }
      COSTDB_ASSIGN_OR_RETURN(const Vector* truth, evaluator_->Evaluate(batch_));
      SelectTrue(*truth, batch_.rows, &passed);
      for (const std::uint32_t row : passed) {
        words[(first + row) / 64] |= std::uint64_t{1} << ((first + row) % 64);
      }
    }
    return words;
  }

 private:
  std::string text_;
  Parameters parameters_;
  LogicalPlanPtr scan_;
  BoundExpressionPtr condition_;
  std::vector<std::uint32_t> columns_;
  std::unique_ptr<ExpressionEvaluator> evaluator_;
  std::unique_ptr<ColumnLoader> loader_;
  Batch batch_;
};

}  // namespace

Result<engine::RowSelector> MakeRowFilter(std::string_view condition,
                                          const engine::Snapshot& snapshot) {
  COSTDB_ASSIGN_OR_RETURN(const std::shared_ptr<RowFilter> filter,
                          RowFilter::Make(condition, snapshot));
  return engine::RowSelector([filter](const engine::RowGroup& row_group, engine::Section section) {
    return filter->Select(row_group, section);
  });
}

}  // namespace costdb::query
