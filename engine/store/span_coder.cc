#include "engine/store/span_coder.h"

#include <algorithm>

#include "engine/error/propagate.h"
#include "engine/store/span_columns.h"

namespace costdb::engine {
namespace {

// One value a column, the first; sorted by column.
void SortAttributes(std::vector<CodedAttribute>* attributes) {
  const auto by_column = [](const CodedAttribute& a, const CodedAttribute& b) {
    return a.column < b.column;
  };
  const auto same_column = [](const CodedAttribute& a, const CodedAttribute& b) {
    return a.column == b.column;
  };
  std::stable_sort(attributes->begin(), attributes->end(), by_column);
  attributes->erase(std::unique(attributes->begin(), attributes->end(), same_column),
                    attributes->end());
}

}  // namespace

Result<std::vector<CodedSpan>> SpanCoder::Code(Transaction& transaction, const SpanBatch& batch,
                                               std::uint64_t* attributes_dropped) {
  dictionary_.BeginTransaction();
  std::vector<std::vector<CodedAttribute>> resources(batch.resources.size());
  for (std::size_t i = 0; i < resources.size(); ++i) {
    const ResourceRecord& resource = batch.resources[i];
    COSTDB_RETURN_IF_ERROR(
        CodeAttributes(transaction, batch.attributes.data() + resource.first_attribute,
                       resource.attribute_count, true, &resources[i], attributes_dropped));
  }
  const std::vector<CodedAttribute> no_resource;
  std::vector<CodedSpan> spans;
  spans.reserve(batch.spans.size());
  for (const SpanRecord& record : batch.spans) {
    const auto& resource =
        record.resource < resources.size() ? resources[record.resource] : no_resource;
    COSTDB_ASSIGN_OR_RETURN(CodedSpan span,
                            CodeOne(transaction, batch, record, resource, attributes_dropped));
    spans.push_back(std::move(span));
  }
  COSTDB_RETURN_IF_ERROR(dictionary_.Finish(transaction));
  return spans;
}

Result<CodedSpan> SpanCoder::CodeOne(Transaction& transaction, const SpanBatch& batch,
                                     const SpanRecord& record,
                                     const std::vector<CodedAttribute>& resource,
                                     std::uint64_t* attributes_dropped) {
  CodedSpan span;
  span.trace_id = record.trace_id;
  span.span_id = record.span_id;
  span.parent_span_id = record.parent_span_id;
  span.start_unix_ns = record.start_unix_ns;
  span.end_unix_ns = std::max(record.start_unix_ns, record.end_unix_ns);
  span.role = record.role;
  span.kind = record.kind;
  span.status = record.status;
  span.containment = record.containment;
  span.usage = record.usage;
  span.reported_cost_pico = record.reported_cost_pico;
  span.response_id = record.response_id;
  for (std::size_t i = 0; i < kSpanTextCount; ++i) {
    COSTDB_ASSIGN_OR_RETURN(span.text[i],
                            dictionary_.CodeOf(transaction, kTextColumns[i], record.text[i]));
  }
  COSTDB_RETURN_IF_ERROR(PriceSpan(transaction, record, &span));
  span.attributes = resource;
  COSTDB_RETURN_IF_ERROR(
      CodeAttributes(transaction, batch.attributes.data() + record.first_attribute,
                     record.attribute_count, false, &span.attributes, attributes_dropped));
  SortAttributes(&span.attributes);
  return span;
}

Status SpanCoder::CodeAttributes(Transaction& transaction, const AttributeRecord* attributes,
                                 std::uint32_t count, bool of_resource,
                                 std::vector<CodedAttribute>* coded, std::uint64_t* dropped) {
  for (std::uint32_t i = 0; i < count; ++i) {
    COSTDB_ASSIGN_OR_RETURN(
        const TextCode key,
        dictionary_.CodeWithin(transaction, of_resource ? kResourceKeys : kAttributeKeys,
                               attributes[i].key, kMaximumAttributeKeys));
    if (key == kNullCode) {
      ++*dropped;
      continue;
    }
    const ColumnId column = AttributeColumnOf(key, of_resource);
    COSTDB_ASSIGN_OR_RETURN(const TextCode value,
                            dictionary_.CodeOf(transaction, column, attributes[i].value));
    if (value != kNullCode) coded->push_back({column, value});
  }
  return Status::Ok();
}

Status SpanCoder::PriceSpan(Transaction& transaction, const SpanRecord& record, CodedSpan* span) {
  const CallNames names = {record[SpanText::kProvider], record[SpanText::kResponseModel],
                           record[SpanText::kRequestModel]};
  const std::shared_ptr<const ResolvedModel> model = catalog_->Resolve(names);
  CallCost cost;
  if (model != nullptr) {
    cost = model->timeline->Price(record.usage, record.start_unix_ns,
                                  ServiceTierOf(record[SpanText::kServiceTier]));
  }
  span->cost = catalog_->Bill(cost, record.usage, record.reported_cost_pico);
  span->price_version = static_cast<std::uint32_t>(catalog_->contents().version);
  const std::string_view as_it_came =
      names.response_model.empty() ? names.request_model : names.response_model;
  COSTDB_ASSIGN_OR_RETURN(
      span->model,
      dictionary_.CodeOf(transaction, ColumnId::kModel,
                         model != nullptr ? std::string_view(model->name) : as_it_came));
  return Status::Ok();
}

}  // namespace costdb::engine
