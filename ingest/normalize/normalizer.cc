#include "ingest/normalize/normalizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/error/propagate.h"
#include "ingest/dialect/content_policy.h"
#include "ingest/dialect/key_words.h"
#include "ingest/dialect/provider.h"
#include "ingest/normalize/attribute_text.h"
#include "ingest/wire/short_text.h"
#include "ingest/wire/utf8.h"

namespace costdb::ingest {
namespace {

using engine::kNullInteger;
using engine::SpanRecord;
using engine::SpanRole;
using engine::SpanText;

constexpr std::uint64_t kLatestTime = std::numeric_limits<std::int64_t>::max();

// The columns that are filled from the field of the same meaning, as it stands.
struct TextColumn {
  Field field;
  SpanText column;
};
constexpr TextColumn kTextColumns[] = {
    {Field::kEnvironment, SpanText::kEnvironment},
    {Field::kRequestModel, SpanText::kRequestModel},
    {Field::kResponseModel, SpanText::kResponseModel},
    {Field::kUser, SpanText::kUser},
    {Field::kSession, SpanText::kSession},
    {Field::kAgent, SpanText::kAgent},
    {Field::kTool, SpanText::kTool},
    {Field::kFeature, SpanText::kFeature},
    {Field::kFinishReason, SpanText::kFinishReason},
    {Field::kErrorType, SpanText::kErrorType},
    {Field::kServiceTier, SpanText::kServiceTier},
};

constexpr std::uint64_t BitOf(Field field) {
  return std::uint64_t{1} << static_cast<unsigned>(field);
}

// Texts in which usage may stand.
constexpr std::uint64_t kUsageTexts =
    BitOf(Field::kLangsmithUsage) | BitOf(Field::kInputTokenDetails) |
    BitOf(Field::kOutputTokenDetails) | BitOf(Field::kVercelProviderMetadata) |
    BitOf(Field::kLangfuseUsage);

// What a resource says holds for a trace's root, from which it passes down to what says nothing.
constexpr SpanText kRootColumns[] = {SpanText::kUser, SpanText::kSession, SpanText::kAgent,
                                     SpanText::kFeature};

// In the order in which they are believed.
constexpr Field kRoleHints[] = {
    Field::kVercelOperation, Field::kOperation,    Field::kOpenInferenceKind, Field::kTraceloopKind,
    Field::kLangsmithKind,   Field::kLangfuseType, Field::kRequestType};

// These tell what a span is, and are worth a column besides.
bool IsHint(Field field) {
  return field >= Field::kVercelOperation && field <= Field::kLangfuseType;
}

// What stood on the wire, for messages: a text, cut, or bytes.
std::string RawIdText(std::string_view raw, bool is_binary) {
  constexpr std::size_t kMostBytes = 40;
  const bool is_long = raw.size() > kMostBytes;
  raw = raw.substr(0, kMostBytes);
  std::string text;
  if (is_binary) {
    for (char byte : raw) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  } else {
    AppendAsUtf8(raw, &text);
  }
  return fmt::format("'{}{}'", text, is_long ? "..." : "");
}

std::string NameOf(const DecodedSpan& span) {
  if (span.span_id != 0) return fmt::format("span {:016x}", span.span_id);
  if (span.raw_span_id.empty()) return "span without an id";
  return "span " + RawIdText(span.raw_span_id, span.is_binary);
}

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

Normalizer::Normalizer(BatchBuilder* builder, IngestReport* report, PlaceText place_text,
                       FaultSink fault_sink)
    : builder_(builder),
      report_(report),
      place_text_(std::move(place_text)),
      fault_sink_(std::move(fault_sink)),
      rule_(&RuleOfScope({})) {
  Clear();
}

void Normalizer::BeginResource(const AttributeList& attributes, std::string_view wire) {
  resource_ = &attributes;
  resource_wire_ = wire;
  prepared_ = nullptr;
}

void Normalizer::BeginScope(std::string_view name, std::string_view version) {
  scope_name_ = Utf8Prefix(name, kMaximumTextBytes);
  scope_version_ = Utf8Prefix(version, kMaximumTextBytes);
  rule_ = &RuleOfScope(name);
  is_scope_prepared_ = false;
}

// Reads resource and scope once a batch, not once a span.
void Normalizer::Prepare() {
  if (prepared_batch_ != builder_->batch_number()) {
    prepared_batch_ = builder_->batch_number();
    resources_.Clear();
    prepared_ = nullptr;
    is_scope_prepared_ = false;
  }
  if (prepared_ == nullptr || prepared_->emitter != rule_->emitter) PrepareResource();
  if (is_scope_prepared_) return;
  is_scope_prepared_ = true;
  scope_text_ = builder_->Keep(scope_name_);
  scope_version_text_ = builder_->Keep(scope_version_);
}

// What a resource drops counts each time that it is sent.
void Normalizer::PrepareResource() {
  prepared_ = resources_.Find(resource_wire_, rule_->emitter);
  if (prepared_ == nullptr) {
    prepared_ = &resources_.Add(resource_wire_, ReadResource());
  } else {
    report_->contents_dropped += prepared_->contents_dropped;
    report_->attributes_dropped += prepared_->attributes_dropped;
  }
}

PreparedResource Normalizer::ReadResource() {
  const std::uint64_t contents_before = report_->contents_dropped;
  const std::uint64_t attributes_before = report_->attributes_dropped;
  const std::uint32_t first = builder_->attribute_count();
  PreparedResource resource;
  resource.emitter = rule_->emitter;
  if (resource_ != nullptr) {
    Clear();
    Collect(*resource_);
    resource[SpanText::kService] = KeepText(Field::kService, *resource_);
    for (const TextColumn& column : kTextColumns) {
      resource[column.column] = KeepText(column.field, *resource_);
      if (column.field != Field::kEnvironment && Has(column.field)) {
        others_.push_back({WinnerOf(column.field).attribute});
      }
    }
    KeepAttributes(*resource_, first);
  }
  resource.index = builder_->AddResource(first);
  resource.contents_dropped = report_->contents_dropped - contents_before;
  resource.attributes_dropped = report_->attributes_dropped - attributes_before;
  return resource;
}

Status Normalizer::TakeSpan(const DecodedSpan& span) {
  if (cancelled_ != nullptr && cancelled_->load(std::memory_order_relaxed)) {
    return Status::Cancelled("the ingest was cancelled");
  }
  Prepare();
  Clear();
  const char* reason = DefectOf(span);
  if (reason == nullptr) reason = Collect(span.attributes);
  if (reason == nullptr && RawText(Field::kLogfireSpanType) == "pending_span") {
    ++report_->pending_dropped;
    return Track(builder_->FlushIfLarge());
  }
  SpanRecord* const record = builder_->NewSpan();
  if (reason == nullptr) {
    CollectEvents(span);
    FillTexts(span, record);
    FillRole(span, record);
    FillProvider(record);
    reason = FillUsage(record);
  }
  if (reason != nullptr) {
    builder_->DropSpan();
    Reject(span, reason);
    return Track(builder_->FlushIfLarge());
  }
  FillCost(record);
  FillOutcome(span, record);
  FillFromResource(record);
  record->first_attribute = builder_->attribute_count();
  KeepAttributes(span.attributes, record->first_attribute);
  return Track(builder_->AddSpan());
}

Status Normalizer::Track(Status status) {
  sink_failed_ = sink_failed_ || !status.ok();
  return status;
}

const char* Normalizer::DefectOf(const DecodedSpan& span) const {
  if (span.defect != nullptr) return span.defect;
  if (span.start_unix_ns == 0) return "start time is missing";
  if (span.end_unix_ns == 0) return "end time is missing";
  if (span.start_unix_ns > kLatestTime) return "start time is out of range";
  if (span.end_unix_ns > kLatestTime) return "end time is out of range";
  if (span.end_unix_ns < span.start_unix_ns) return "ends before it starts";
  return nullptr;
}

void Normalizer::Reject(const DecodedSpan& span, const char* reason) {
  ++report_->rejected;
  ++report_->rejected_by_reason[reason];
  if (report_->rejected_examples.size() >= kMaximumExamples) return;
  std::string example = fmt::format("{}: {}: {}", place_text_(span.place), NameOf(span), reason);
  if (!span.defect_value.empty()) {
    example += fmt::format(", but {}", RawIdText(span.defect_value, span.is_binary));
  }
  report_->rejected_examples.push_back(std::move(example));
}

void Normalizer::TakeFault(const RecordPlace& place, const std::string& message) {
  fault_sink_(fmt::format("{}: {}", place_text_(place), message));
}

void Normalizer::Clear() {
  static_assert(kFieldCount <= 64);
  won_ = 0;
  others_.clear();
  losers_.clear();
  exception_type_ = {};
}

// The one pass over the attributes. Returns why the span cannot be taken, or null.
const char* Normalizer::Collect(const AttributeList& list) {
  const char* reason = nullptr;
  for (const DecodedAttribute& attribute : list.attributes) {
    const KnownKey key = keys_.Find(attribute.key);
    const KeyMeaning* const meaning = key.meaning;
    if (meaning == nullptr || !meaning->HoldsFor(rule_->emitter)) {
      others_.push_back({&attribute, key.policy});
      continue;
    }
    switch (KindOf(meaning->field)) {
      case FieldKind::kText:
      case FieldKind::kJson:
        OfferText(attribute, *meaning);
        break;
      case FieldKind::kCount:
        if (reason == nullptr) reason = OfferCount(attribute, *meaning);
        break;
      case FieldKind::kMoney:
        OfferCost(attribute, *meaning);
        break;
      case FieldKind::kNone:
        if (meaning->field == Field::kContent) ++report_->contents_dropped;
        if (meaning->field == Field::kSecret) ++report_->attributes_dropped;
        break;
    }
  }
  return reason;
}

// False when an attribute of the same field and a better or equal rank was there before.
inline bool Normalizer::Win(const DecodedAttribute& attribute, const KeyMeaning& meaning) {
  if (Has(meaning.field) && !Replaces(attribute, meaning)) return false;
  won_ |= BitOf(meaning.field);
  winners_[static_cast<std::size_t>(meaning.field)] = {&attribute, meaning.rank, meaning.reading};
  return true;
}

bool Normalizer::Replaces(const DecodedAttribute& attribute, const KeyMeaning& meaning) {
  const Winner& winner = winners_[static_cast<std::size_t>(meaning.field)];
  const bool is_better = meaning.rank < winner.rank;
  if (KindOf(meaning.field) == FieldKind::kText && meaning.rank != winner.rank) {
    losers_.push_back({is_better ? winner.attribute : &attribute, meaning.field});
  }
  return is_better;
}

void Normalizer::OfferText(const DecodedAttribute& attribute, const KeyMeaning& meaning) {
  const DecodedValue& value = attribute.value;
  if (IsHint(meaning.field)) others_.push_back({&attribute});
  if (value.kind == ValueKind::kEmpty) return;
  if (value.kind == ValueKind::kText) {
    if (value.text.empty()) return;
    const bool is_json = KindOf(meaning.field) == FieldKind::kJson;
    if (!is_json && value.text.size() > kMaximumTextBytes) {
      ++report_->attributes_dropped;
      return;
    }
    if (meaning.field == Field::kProvider && FoldedProvider(value.text).empty()) {
      others_.push_back({&attribute});  // A framework, not a provider.
      return;
    }
  } else if (value.kind == ValueKind::kStructured ||
             (value.kind == ValueKind::kArray && meaning.field != Field::kFinishReason)) {
    ++report_->attributes_dropped;
    return;
  } else if (value.kind == ValueKind::kArray && value.element_count == 0) {
    return;
  }
  Win(attribute, meaning);
}

const char* Normalizer::OfferCount(const DecodedAttribute& attribute, const KeyMeaning& meaning) {
  std::int64_t count = 0;
  if (!CountOfValue(attribute.value, &count)) {
    if (attribute.value.kind != ValueKind::kEmpty) ++report_->attributes_dropped;
    return nullptr;
  }
  const bool is_check = meaning.field == Field::kTotalTokens;
  if (count < 0) return "negative token count";
  if (count > engine::kMaximumTokens) return is_check ? nullptr : "implausible token count";
  if (Win(attribute, meaning)) counts_[static_cast<std::size_t>(meaning.field)] = count;
  return nullptr;
}

void Normalizer::OfferCost(const DecodedAttribute& attribute, const KeyMeaning& meaning) {
  if (CostOfValue(attribute.value) != kNullInteger) {
    Win(attribute, meaning);
  } else if (attribute.value.kind != ValueKind::kEmpty) {
    ++report_->attributes_dropped;
  }
}

void Normalizer::CollectEvents(const DecodedSpan& span) {
  for (const DecodedEvent& event : span.events) {
    bool has_content = IsContentEvent(event.name);
    for (std::uint32_t i = 0; i < event.attribute_count; ++i) {
      const DecodedAttribute& attribute =
          span.event_attributes.attributes[event.first_attribute + i];
      if (event.name == "exception") {
        if (attribute.key == "exception.type") exception_type_ = attribute.value.text;
      } else if (!has_content) {
        const KeyMeaning* meaning = keys_.Find(attribute.key).meaning;
        has_content = meaning != nullptr && meaning->field == Field::kContent;
      }
    }
    if (has_content) ++report_->contents_dropped;
  }
}

std::string_view Normalizer::KeepText(Field field, const AttributeList& list) {
  if (!Has(field)) return {};
  const DecodedValue& value = winners_[static_cast<std::size_t>(field)].attribute->value;
  const std::string_view text =
      value.kind == ValueKind::kText ? value.text : ListOfValue(value, list, &scratch_);
  return builder_->Keep(Utf8Prefix(text, kMaximumTextBytes));
}

void Normalizer::FillTexts(const DecodedSpan& span, SpanRecord* record) {
  record->trace_id = span.trace_id;
  record->span_id = span.span_id;
  record->parent_span_id = span.parent_span_id;
  record->start_unix_ns = static_cast<std::int64_t>(span.start_unix_ns);
  record->end_unix_ns = static_cast<std::int64_t>(span.end_unix_ns);
  (*record)[SpanText::kName] = builder_->Keep(Utf8Prefix(span.name, kMaximumTextBytes));
  for (const TextColumn& column : kTextColumns) {
    if (Has(column.field)) (*record)[column.column] = KeepText(column.field, span.attributes);
  }
  record->response_id = KeepText(Field::kResponseId, span.attributes);
}

void Normalizer::FillFromResource(SpanRecord* record) const {
  const PreparedResource& resource = *prepared_;
  record->resource = resource.index;
  (*record)[SpanText::kService] = resource[SpanText::kService];
  (*record)[SpanText::kScope] = scope_text_;
  (*record)[SpanText::kScopeVersion] = scope_version_text_;
  if ((*record)[SpanText::kEnvironment].empty()) {
    (*record)[SpanText::kEnvironment] = resource[SpanText::kEnvironment];
  }
  if (record->parent_span_id != 0) return;
  for (SpanText column : kRootColumns) {
    if ((*record)[column].empty()) (*record)[column] = resource[column];
  }
}

RoleFinding Normalizer::FindRole(const DecodedSpan& span) const {
  if (Has(Field::kAggregatedInput) || Has(Field::kAggregatedOutput)) {
    return {SpanRole::kWrapper, "", true};
  }
  for (Field hint : kRoleHints) {
    const RoleFinding finding = RoleOfHint(hint, RawText(hint));
    if (finding.is_found) return finding;
  }
  const RoleFinding named = RoleOfName(span.name, rule_->emitter);
  if (named.is_found) return named;
  // No word of what it is: usage makes it a call, and so does a model that a client asked.
  const bool has_model = Has(Field::kRequestModel) || Has(Field::kResponseModel);
  const bool has_usage = Has(Field::kInputTokens) || Has(Field::kOutputTokens) ||
                         Has(Field::kLangfuseUsage) || Has(Field::kLangsmithUsage);
  const bool is_client = span.kind == static_cast<std::int64_t>(engine::SpanKind::kClient);
  if (!has_usage && !(has_model && is_client)) return {};
  if (Contains(RawText(Field::kRequestModel), "embed")) {
    return {SpanRole::kEmbedding, "embeddings", true};
  }
  return {SpanRole::kInference, "", true};
}

void Normalizer::FillRole(const DecodedSpan& span, SpanRecord* record) {
  const RoleFinding finding = FindRole(span);
  record->role = finding.role;
  const std::string_view own = RawText(Field::kOperation);
  std::string_view& operation = (*record)[SpanText::kOperation];
  operation = own.empty() ? finding.operation : RoleOfHint(Field::kOperation, own).operation;
  if (operation.empty()) operation = builder_->Keep(own);

  const std::string_view kind = RawText(Field::kTraceloopKind);
  if (kind != "agent" && kind != "tool") return;
  std::string_view& name = (*record)[kind == "agent" ? SpanText::kAgent : SpanText::kTool];
  if (name.empty()) name = KeepText(Field::kTraceloopEntity, span.attributes);
}

// Spans not far apart are of a few providers.
std::string_view Normalizer::FoldedProvider(std::string_view name) {
  for (const Provider& provider : providers_) {
    if (IsSameText(provider.name, name)) return provider.folded;
  }
  Provider& oldest = providers_[next_provider_++ % providers_.size()];
  oldest.name = name;
  oldest.folded = FoldProvider(name, &scratch_);
  return oldest.folded;
}

void Normalizer::FillProvider(SpanRecord* record) {
  std::string_view& provider = (*record)[SpanText::kProvider];
  const std::string_view named = RawText(Field::kProvider);
  if (!named.empty()) provider = builder_->Keep(FoldedProvider(named));
  const std::string_view metadata = RawText(Field::kMetadata);
  if (provider.empty() && Contains(metadata, "ls_provider")) {
    const std::string_view text = usage_json_.ReadText(metadata, "ls_provider");
    if (!text.empty()) provider = builder_->Keep(FoldProvider(text, &scratch_));
  }
  if (!provider.empty() || record->role == SpanRole::kOther) return;
  provider = ProviderOfModel((*record)[SpanText::kResponseModel]);
  if (provider.empty()) provider = ProviderOfModel((*record)[SpanText::kRequestModel]);
}

Reading Normalizer::CacheReading(std::string_view provider) const {
  if (rule_->cache != Reading::kUnknown) return rule_->cache;
  for (Field field : {Field::kInputTokens, Field::kCachedTokens, Field::kCacheWriteTokens}) {
    if (WinnerOf(field).reading != Reading::kUnknown) return WinnerOf(field).reading;
  }
  if (Has(Field::kUncachedTokens)) return Reading::kInside;
  // Before version 6 the AI SDK handed on what the provider's API said.
  if (Has(Field::kVercelOperation)) {
    return CountsCacheApart(provider) ? Reading::kApart : Reading::kInside;
  }
  const bool is_langchain =
      Has(Field::kLangsmithKind) || Has(Field::kLangsmithUsage) || Has(Field::kInputTokenDetails);
  const bool is_vercel = rule_->emitter == Emitter::kVercel;
  return is_langchain || is_vercel ? Reading::kInside : Reading::kUnknown;
}

Reading Normalizer::ReasoningReading() const {
  if (rule_->reasoning != Reading::kUnknown) return rule_->reasoning;
  if (Has(Field::kVercelOperation)) return Reading::kInside;
  return WinnerOf(Field::kOutputTokens).reading;
}

ReportedUsage Normalizer::GatherUsage(const SpanRecord& record) {
  ReportedUsage usage;
  usage.provider = record[SpanText::kProvider];
  usage.input = Count(Field::kInputTokens);
  usage.output = Count(Field::kOutputTokens);
  usage.cached = Count(Field::kCachedTokens);
  usage.cache_write = Count(Field::kCacheWriteTokens);
  usage.cache_write_1h = Count(Field::kCacheWrite1hTokens);
  usage.reasoning = Count(Field::kReasoningTokens);
  usage.total = Count(Field::kTotalTokens);
  usage.cache_reading = CacheReading(usage.provider);
  usage.reasoning_reading = ReasoningReading();
  if (usage.input == kNullInteger) usage.input = Count(Field::kAggregatedInput);
  if (usage.output == kNullInteger) usage.output = Count(Field::kAggregatedOutput);
  if ((won_ & kUsageTexts) != 0) ReadUsageTexts(record, &usage);
  return usage;
}

void Normalizer::ReadUsageTexts(const SpanRecord& record, ReportedUsage* usage) {
  usage_json_.ReadLangsmithUsage(RawText(Field::kLangsmithUsage), usage);
  usage_json_.ReadTokenDetails(RawText(Field::kInputTokenDetails), usage);
  usage_json_.ReadTokenDetails(RawText(Field::kOutputTokenDetails), usage);
  // On a wrapper it is the last step's alone.
  if (record.role != SpanRole::kWrapper) {
    usage_json_.ReadProviderMetadata(RawText(Field::kVercelProviderMetadata), usage);
  }
  usage_json_.ReadLangfuseUsage(RawText(Field::kLangfuseUsage), usage);
}

const char* Normalizer::FillUsage(SpanRecord* record) {
  const NormalUsage normal = Normalize(GatherUsage(*record));
  record->usage = normal.usage;
  record->containment = normal.containment;
  return IsImplausible(normal.usage) ? "implausible token count" : nullptr;
}

void Normalizer::FillCost(SpanRecord* record) {
  const DecodedAttribute* cost = WinnerOf(Field::kReportedCost).attribute;
  if (cost != nullptr) {
    record->reported_cost_pico = CostOfValue(cost->value);
  } else if (Has(Field::kLangfuseCost)) {
    record->reported_cost_pico = usage_json_.ReadCost(RawText(Field::kLangfuseCost), "total");
  } else if (Contains(RawText(Field::kLangsmithUsage), "total_cost")) {
    record->reported_cost_pico =
        usage_json_.ReadCost(RawText(Field::kLangsmithUsage), "total_cost");
  }
}

void Normalizer::FillOutcome(const DecodedSpan& span, SpanRecord* record) {
  if (span.kind >= 0 && span.kind <= static_cast<std::int64_t>(engine::SpanKind::kConsumer)) {
    record->kind = static_cast<engine::SpanKind>(span.kind);
  }
  if (span.status == static_cast<std::int64_t>(engine::SpanStatus::kOk)) {
    record->status = engine::SpanStatus::kOk;
  }
  if (span.status == static_cast<std::int64_t>(engine::SpanStatus::kError) ||
      RawText(Field::kLevel) == "ERROR" || RawText(Field::kSuccess) == "false") {
    record->status = engine::SpanStatus::kError;
  }
  std::string_view& error = (*record)[SpanText::kErrorType];
  if (error.empty() && record->status == engine::SpanStatus::kError) {
    error = builder_->Keep(Utf8Prefix(exception_type_, kMaximumTextBytes));
  }
  std::string_view& tier = (*record)[SpanText::kServiceTier];
  const std::string_view parameters = RawText(Field::kInvocationParameters);
  if (tier.empty() && Contains(parameters, "service_tier")) {
    tier = builder_->Keep(usage_json_.ReadText(parameters, "service_tier"));
  }
}

// A key that lost to another of its field is a column of its own, unless it says the same.
bool Normalizer::SaysTheSame(const Loser& loser, const AttributeList& list) {
  const DecodedAttribute* winner = WinnerOf(loser.field).attribute;
  if (winner == nullptr) return false;
  if (loser.field == Field::kProvider) {
    return FoldProvider(winner->value.text, &scratch_) ==
           FoldProvider(loser.attribute->value.text, &other_scratch_);
  }
  return ListOfValue(winner->value, list, &scratch_) ==
         ListOfValue(loser.attribute->value, list, &other_scratch_);
}

void Normalizer::KeepAttributes(const AttributeList& list, std::uint32_t first) {
  for (const Other& other : others_) KeepAttribute(other, list, first);
  for (const Loser& loser : losers_) {
    if (!SaysTheSame(loser, list)) KeepAttribute({loser.attribute}, list, first);
  }
}

// The second net, for what no list names: true, and counted, when `text` must not be stored.
bool Normalizer::IsContentOrSecret(const Other& other, std::string_view text) {
  const ValueKind kind = other.attribute->value.kind;
  if (kind != ValueKind::kText && kind != ValueKind::kArray && kind != ValueKind::kStructured) {
    return false;
  }
  const bool is_content = other.policy == KeyPolicy::kContent;
  const bool is_secret = other.policy == KeyPolicy::kSecret || LooksLikeSecret(text);
  if (is_content) ++report_->contents_dropped;
  if (!is_content && is_secret) ++report_->attributes_dropped;
  return is_content || is_secret;
}

void Normalizer::KeepAttribute(const Other& other, const AttributeList& list, std::uint32_t first) {
  const DecodedAttribute& attribute = *other.attribute;
  if (attribute.value.kind == ValueKind::kEmpty) return;
  std::string_view text = TextOfValue(attribute.value, list, &scratch_);
  const bool is_text = attribute.value.kind == ValueKind::kText;
  if (IsContentOrSecret(other, text)) return;
  if (is_text) text = PublicPartOfUrl(attribute.key, text, &scratch_);
  const bool is_structured =
      attribute.value.kind == ValueKind::kStructured || (is_text && LooksLikeJsonMap(text));
  const bool is_short = attribute.key.size() <= kMaximumKeyBytes && !attribute.key.empty() &&
                        text.size() <= kMaximumValueBytes;
  if (text.empty() && !is_structured) return;
  if (is_structured || !is_short || builder_->attribute_count() - first >= kMaximumAttributes) {
    ++report_->attributes_dropped;
  } else if (!builder_->HasAttribute(first, attribute.key)) {
    builder_->AddAttribute(attribute.key, text);
  }
}

}  // namespace costdb::ingest
