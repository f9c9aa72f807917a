#include "engine/store/span_coder.h"

#include <algorithm>

#include "engine/error/propagate.h"
#include "engine/store/span_columns.h"

namespace costdb::engine {
namespace {

// Names that a program makes up must not fill the memory.
constexpr std::size_t kMostModels = 16'384;

// One value a column, the first; sorted by column.
void SortAttributes(CodedAttributes* attributes) {
  const auto by_column = [](const CodedAttribute& a, const CodedAttribute& b) {
    return a.column < b.column;
  };
  const auto not_ascending = [](const CodedAttribute& a, const CodedAttribute& b) {
    return a.column >= b.column;
  };
  if (std::adjacent_find(attributes->begin(), attributes->end(), not_ascending) ==
      attributes->end()) {
    return;
  }
  std::stable_sort(attributes->begin(), attributes->end(), by_column);
  const auto same_column = [](const CodedAttribute& a, const CodedAttribute& b) {
    return a.column == b.column;
  };
  attributes->erase(std::unique(attributes->begin(), attributes->end(), same_column),
                    attributes->end());
}

// Texts that repeat within a batch are mostly the same view.
bool IsSameView(std::string_view a, std::string_view b) {
  return a.data() == b.data() && a.size() == b.size();
}

}  // namespace

void SpanCoder::UseCatalog(std::shared_ptr<const PriceCatalog> catalog) {
  if (catalog != catalog_) models_.clear();
  catalog_ = std::move(catalog);
}

void SpanCoder::Forget() {
  dictionary_.Forget();
  models_.clear();
}

Status SpanCoder::Code(Transaction& transaction, const SpanBatch& batch, const Sink& sink,
                       std::uint64_t* attributes_dropped) {
  dictionary_.BeginTransaction();
  recent_.fill({});
  std::vector<CodedAttributes> resources(batch.resources.size());
  for (std::size_t i = 0; i < resources.size(); ++i) {
    const ResourceRecord& resource = batch.resources[i];
    COSTDB_RETURN_IF_ERROR(
        CodeAttributes(transaction, batch.attributes.data() + resource.first_attribute,
                       resource.attribute_count, true, &resources[i], attributes_dropped));
  }
  const CodedAttributes no_resource;
  std::array<CodedSpan, 2> spans;  // In turn, so that the one before is there.
  CodedBefore before;
  for (std::size_t i = 0; i < batch.spans.size(); ++i) {
    const SpanRecord& record = batch.spans[i];
    CodedSpan& span = spans[i % spans.size()];
    const auto& resource =
        record.resource < resources.size() ? resources[record.resource] : no_resource;
    COSTDB_RETURN_IF_ERROR(
        CodeOne(transaction, batch, record, resource, before, attributes_dropped, &span));
    sink(span);
    before = {&record, &span};
  }
  return dictionary_.Finish(transaction);
}

Status SpanCoder::CodeOne(Transaction& transaction, const SpanBatch& batch,
                          const SpanRecord& record, const CodedAttributes& resource,
                          const CodedBefore& before, std::uint64_t* attributes_dropped,
                          CodedSpan* span) {
  span->trace_id = record.trace_id;
  span->span_id = record.span_id;
  span->parent_span_id = record.parent_span_id;
  span->start_unix_ns = record.start_unix_ns;
  span->end_unix_ns = std::max(record.start_unix_ns, record.end_unix_ns);
  span->role = record.role;
  span->kind = record.kind;
  span->status = record.status;
  span->containment = record.containment;
  span->usage = record.usage;
  span->reported_cost_pico = record.reported_cost_pico;
  span->response_id = record.response_id;
  for (std::size_t i = 0; i < kSpanTextCount; ++i) {
    if (record.text[i].empty()) {
      span->text[i] = kNullCode;
      continue;
    }
    if (before.record != nullptr && IsSameView(record.text[i], before.record->text[i])) {
      span->text[i] = before.span->text[i];
      continue;
    }
    COSTDB_RETURN_IF_ERROR(CodeText(transaction, kTextColumns[i], record.text[i], &span->text[i]));
  }
  COSTDB_RETURN_IF_ERROR(PriceSpan(transaction, record, span));
  span->attributes = resource;
  COSTDB_RETURN_IF_ERROR(
      CodeAttributes(transaction, batch.attributes.data() + record.first_attribute,
                     record.attribute_count, false, &span->attributes, attributes_dropped));
  SortAttributes(&span->attributes);
  return Status::Ok();
}

Status SpanCoder::CodeAttributes(Transaction& transaction, const AttributeRecord* attributes,
                                 std::uint32_t count, bool of_resource, CodedAttributes* coded,
                                 std::uint64_t* dropped) {
  for (std::uint32_t i = 0; i < count; ++i) {
    TextCode key = kNullCode;
    COSTDB_RETURN_IF_ERROR(CodeKey(transaction, of_resource ? kResourceKeys : kAttributeKeys,
                                   attributes[i].key, &key));
    if (key == kNullCode) {
      ++*dropped;
      continue;
    }
    const ColumnId column = AttributeColumnOf(key, of_resource);
    TextCode value = kNullCode;
    COSTDB_RETURN_IF_ERROR(CodeText(transaction, column, attributes[i].value, &value));
    if (value == kNullCode) continue;
    CodedAttribute& attribute = coded->emplace_back();
    attribute.column = column;
    attribute.value = value;
  }
  return Status::Ok();
}

Status SpanCoder::CodeText(Transaction& transaction, ColumnId dictionary, std::string_view text,
                           TextCode* code) {
  RecentText& recent = RecentOf(dictionary, text);
  if (recent.code == kNullCode) {
    COSTDB_ASSIGN_OR_RETURN(recent.code, dictionary_.CodeOf(transaction, dictionary, text));
  }
  *code = recent.code;
  return Status::Ok();
}

Status SpanCoder::CodeKey(Transaction& transaction, ColumnId dictionary, std::string_view key,
                          TextCode* code) {
  RecentText& recent = RecentOf(dictionary, key);
  if (recent.code == kNullCode) {
    COSTDB_ASSIGN_OR_RETURN(
        recent.code, dictionary_.CodeWithin(transaction, dictionary, key, kMaximumAttributeKeys));
  }
  *code = recent.code;
  return Status::Ok();
}

// The code of a text that was not there is null.
SpanCoder::RecentText& SpanCoder::RecentOf(ColumnId dictionary, std::string_view text) {
  const auto address = reinterpret_cast<std::uintptr_t>(text.data());
  const std::uint64_t key = address ^ (std::uint64_t{static_cast<std::uint32_t>(dictionary)} << 48);
  const std::uint64_t hash = key * 0x9E37'79B9'7F4A'7C15;
  RecentText& recent = recent_[hash / (~std::uint64_t{0} / kRecentTexts + 1)];
  const bool is_known = IsSameView(recent.text, text) && recent.dictionary == dictionary;
  if (!is_known) recent = {text, dictionary, kNullCode};
  return recent;
}

const ResolvedModel* SpanCoder::ModelOf(const SpanRecord& record, const CodedSpan& span) {
  if (models_.size() >= kMostModels) models_.clear();
  const auto [entry, is_new] = models_.try_emplace(
      {span[SpanText::kProvider], span[SpanText::kResponseModel], span[SpanText::kRequestModel]});
  if (is_new) {
    entry->second =
        catalog_->Resolve({record[SpanText::kProvider], record[SpanText::kResponseModel],
                           record[SpanText::kRequestModel]});
  }
  return entry->second.get();
}

Status SpanCoder::PriceSpan(Transaction& transaction, const SpanRecord& record, CodedSpan* span) {
  const ResolvedModel* const model = ModelOf(record, *span);
  CallCost cost;
  if (model != nullptr) {
    cost = model->timeline->Price(record.usage, record.start_unix_ns,
                                  ServiceTierOf(record[SpanText::kServiceTier]));
  }
  span->cost = catalog_->Bill(cost, record.usage, record.reported_cost_pico);
  span->price_version = static_cast<std::uint32_t>(catalog_->contents().version);
  const std::string_view response_model = record[SpanText::kResponseModel];
  const std::string_view as_it_came =
      response_model.empty() ? record[SpanText::kRequestModel] : response_model;
  return CodeText(transaction, ColumnId::kModel,
                  model != nullptr ? std::string_view(model->name) : as_it_came, &span->model);
}

}  // namespace costdb::engine
