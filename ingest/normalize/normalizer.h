#ifndef COSTDB_INGEST_NORMALIZE_NORMALIZER_H_
#define COSTDB_INGEST_NORMALIZE_NORMALIZER_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/span/span_record.h"
#include "ingest/dialect/content_policy.h"
#include "ingest/dialect/dialect_table.h"
#include "ingest/dialect/known_keys.h"
#include "ingest/dialect/role.h"
#include "ingest/dialect/scope_rules.h"
#include "ingest/dialect/usage.h"
#include "ingest/dialect/usage_json.h"
#include "ingest/ingest.h"
#include "ingest/normalize/batch_builder.h"
#include "ingest/normalize/prepared_resources.h"
#include "ingest/wire/decoded_span.h"

namespace costdb::ingest {

/// Limits of what becomes a column; longer attributes are dropped and counted.
inline constexpr std::size_t kMaximumKeyBytes = 128;
inline constexpr std::size_t kMaximumValueBytes = 256;
inline constexpr std::size_t kMaximumAttributes = 128;  ///< Kept of one span or resource.

/// Limit of a canonical text; a longer name is cut, any other longer text is dropped and counted.
inline constexpr std::size_t kMaximumTextBytes = 1024;

/// Turns spans as they stood on the wire, in whatever dialect, into engine::SpanRecords: one pass
/// over the attributes with one look-up each, then a few decisions. Not thread-safe.
class Normalizer final : public SpanConsumer {
 public:
  /// Tells people where in the input a place of the record at hand is.
  using PlaceText = std::function<std::string(const RecordPlace&)>;

  /// Takes what cannot be read, with its place.
  using FaultSink = std::function<void(const std::string&)>;

  /// The pointers must outlive the normalizer.
  Normalizer(BatchBuilder* builder, IngestReport* report, PlaceText place_text,
             FaultSink fault_sink);

  /// Stops with kCancelled when `cancelled` becomes true; it may be null.
  void SetCancelled(const std::atomic<bool>* cancelled) { cancelled_ = cancelled; }

  /// True when an error that TakeSpan returned was the sink's.
  bool sink_failed() const { return sink_failed_; }

  void BeginResource(const AttributeList& attributes, std::string_view wire) override;
  void BeginScope(std::string_view name, std::string_view version) override;
  Status TakeSpan(const DecodedSpan& span) override;
  void TakeFault(const RecordPlace& place, const std::string& message) override;

 private:
  // The attribute that has won a field so far.
  struct Winner {
    const DecodedAttribute* attribute = nullptr;
    std::uint8_t rank = 0;
    Reading reading = Reading::kUnknown;
  };

  // An attribute that no dialect reads, or that is worth a column all the same.
  struct Other {
    const DecodedAttribute* attribute = nullptr;
    KeyPolicy policy = KeyPolicy::kKeep;
  };

  // An attribute of a field that another attribute has won.
  struct Loser {
    const DecodedAttribute* attribute = nullptr;
    Field field = Field::kConsumed;
  };

  // The name of a provider, and what it is folded to.
  struct Provider {
    std::string name;
    std::string folded;
  };

  Status Track(Status status);
  const char* DefectOf(const DecodedSpan& span) const;
  void Reject(const DecodedSpan& span, const char* reason);

  void Clear();
  const char* Collect(const AttributeList& list);
  void OfferText(const DecodedAttribute& attribute, const KeyMeaning& meaning);
  const char* OfferCount(const DecodedAttribute& attribute, const KeyMeaning& meaning);
  void OfferCost(const DecodedAttribute& attribute, const KeyMeaning& meaning);
  bool Win(const DecodedAttribute& attribute, const KeyMeaning& meaning);
  bool Replaces(const DecodedAttribute& attribute, const KeyMeaning& meaning);
  void CollectEvents(const DecodedSpan& span);

  bool Has(Field field) const { return ((won_ >> static_cast<unsigned>(field)) & 1) != 0; }
  const Winner& WinnerOf(Field field) const {
    static constexpr Winner kNone;
    return Has(field) ? winners_[static_cast<std::size_t>(field)] : kNone;
  }
  std::int64_t Count(Field field) const {
    return Has(field) ? counts_[static_cast<std::size_t>(field)] : engine::kNullInteger;
  }
  std::string_view RawText(Field field) const {
    return Has(field) ? winners_[static_cast<std::size_t>(field)].attribute->value.text
                      : std::string_view();
  }
  std::string_view KeepText(Field field, const AttributeList& list);

  void Prepare();
  void PrepareResource();
  PreparedResource ReadResource();
  void FillTexts(const DecodedSpan& span, engine::SpanRecord* record);
  void FillFromResource(engine::SpanRecord* record) const;
  void FillRole(const DecodedSpan& span, engine::SpanRecord* record);
  RoleFinding FindRole(const DecodedSpan& span) const;
  void FillProvider(engine::SpanRecord* record);
  std::string_view FoldedProvider(std::string_view name);
  const char* FillUsage(engine::SpanRecord* record);
  ReportedUsage GatherUsage(const engine::SpanRecord& record);
  void ReadUsageTexts(const engine::SpanRecord& record, ReportedUsage* usage);
  Reading CacheReading(std::string_view provider) const;
  Reading ReasoningReading() const;
  void FillCost(engine::SpanRecord* record);
  void FillOutcome(const DecodedSpan& span, engine::SpanRecord* record);
  void KeepAttributes(const AttributeList& list, std::uint32_t first);
  void KeepAttribute(const Other& other, const AttributeList& list, std::uint32_t first);
  bool IsContentOrSecret(const Other& other, std::string_view text);
  bool SaysTheSame(const Loser& loser, const AttributeList& list);

  BatchBuilder* builder_;
  IngestReport* report_;
  UsageJson usage_json_;
  PlaceText place_text_;
  FaultSink fault_sink_;
  std::string scratch_;
  std::string other_scratch_;
  KnownKeys keys_;
  std::array<Provider, 4> providers_;  // Those that were folded last.
  std::size_t next_provider_ = 0;
  const std::atomic<bool>* cancelled_ = nullptr;
  bool sink_failed_ = false;

  const AttributeList* resource_ = nullptr;
  std::string_view resource_wire_;
  std::string_view scope_name_;
  std::string_view scope_version_;
  const ScopeRule* rule_;

  // Of the batch `prepared_batch_`: its resources, of which `prepared_` is the one at hand, null
  // when it is not in it yet; and the scope at hand, if `is_scope_prepared_`.
  std::uint64_t prepared_batch_ = 0;
  PreparedResources resources_;
  const PreparedResource* prepared_ = nullptr;
  bool is_scope_prepared_ = false;
  std::string_view scope_text_;
  std::string_view scope_version_text_;

  // Of the span or resource at hand.
  std::uint64_t won_ = 0;                         // A bit each Field.
  std::array<Winner, kFieldCount> winners_;       // Of the fields that were won.
  std::array<std::int64_t, kFieldCount> counts_;  // The same.
  std::vector<Other> others_;
  std::vector<Loser> losers_;
  std::string_view exception_type_;
};

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_NORMALIZE_NORMALIZER_H_
