#ifndef COSTDB_ENGINE_STORE_SPAN_CODER_H_
#define COSTDB_ENGINE_STORE_SPAN_CODER_H_

#include <absl/container/flat_hash_map.h>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "costdb/status.h"
#include "engine/prices/price_catalog.h"
#include "engine/span/span_record.h"
#include "engine/store/dictionary_store.h"
#include "engine/store/model_names.h"
#include "engine/trace/coded_span.h"

namespace costdb::engine {

/// Turns the records of a batch into coded spans: texts into dictionary codes, models into the
/// catalog's names, usage into cost. Not thread-safe.
class SpanCoder {
 public:
  explicit SpanCoder(std::shared_ptr<const PriceCatalog> catalog) : catalog_(std::move(catalog)) {}

  /// The catalog that prices the spans from now on.
  void UseCatalog(std::shared_ptr<const PriceCatalog> catalog);

  /// Takes a coded span, which it may not keep: the next takes its memory.
  using Sink = std::function<void(const CodedSpan&)>;

  /// Codes every span of `batch` inside `transaction` and hands them to `sink` one after the other,
  /// counting attributes that exceed the limit of keys in `attributes_dropped`.
  Status Code(Transaction& transaction, const SpanBatch& batch, const Sink& sink,
              std::uint64_t* attributes_dropped);

  /// Call when the transaction of the last Code is aborted.
  void Forget();

 private:
  /// A text of the batch at hand whose code was asked for lately.
  struct RecentText {
    std::string_view text;  ///< Compared by its address.
    ColumnId dictionary{};
    TextCode code = kNullCode;
  };

  /// The span of the batch that was coded last, if any: the next has many of its texts.
  struct CodedBefore {
    const SpanRecord* record = nullptr;
    const CodedSpan* span = nullptr;
  };

  /// Into the memory of an earlier span: sets every member.
  Status CodeOne(Transaction& transaction, const SpanBatch& batch, const SpanRecord& record,
                 const CodedAttributes& resource, const CodedBefore& before,
                 std::uint64_t* attributes_dropped, CodedSpan* span);
  Status CodeAttributes(Transaction& transaction, const AttributeRecord* attributes,
                        std::uint32_t count, bool of_resource, CodedAttributes* coded,
                        std::uint64_t* dropped);
  Status CodeText(Transaction& transaction, ColumnId dictionary, std::string_view text,
                  TextCode* code);
  Status CodeKey(Transaction& transaction, ColumnId dictionary, std::string_view key,
                 TextCode* code);
  RecentText& RecentOf(ColumnId dictionary, std::string_view text);
  const ResolvedModel* ModelOf(const SpanRecord& record, const CodedSpan& span);
  Status PriceSpan(Transaction& transaction, const SpanRecord& record, CodedSpan* span);

  static constexpr std::size_t kRecentTexts = 1024;

  std::shared_ptr<const PriceCatalog> catalog_;
  absl::flat_hash_map<ModelNames, std::shared_ptr<const ResolvedModel>> models_;  ///< Of catalog_.
  DictionaryWriter dictionary_;
  std::array<RecentText, kRecentTexts> recent_;  ///< By address and dictionary.
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_SPAN_CODER_H_
