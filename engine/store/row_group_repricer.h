#ifndef COSTDB_ENGINE_STORE_ROW_GROUP_REPRICER_H_
#define COSTDB_ENGINE_STORE_ROW_GROUP_REPRICER_H_

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "costdb/status.h"
#include "engine/encoding/encoded_column.h"
#include "engine/store/reprice.h"
#include "engine/store/sealed_row_groups.h"
#include "engine/store/span_pricer.h"
#include "engine/store/stored_row_group.h"

namespace costdb::engine {

/// Codes of models' names: those of the dictionary, and further ones for names that it lacks, to be
/// added in their order. Thread-safe.
class ModelCodes {
 public:
  explicit ModelCodes(const Dictionaries& dictionaries)
      : dictionaries_(dictionaries), next_(dictionaries.Size(ColumnId::kModel) + 1) {}

  TextCode CodeOf(std::string_view name);
  std::string TextOf(TextCode code) const;
  /// The names that were new; the first has the code one after the dictionary's last.
  const std::vector<std::string>& added() const { return added_; }

 private:
  const Dictionaries& dictionaries_;
  const TextCode next_;
  mutable std::mutex mutex_;
  std::vector<std::string> added_;
  absl::flat_hash_map<std::string, TextCode> codes_;
};

/// What one thread needs to reprice row groups, and what it found. Not thread-safe.
class RowGroupRepricer {
 public:
  /// All must outlive it; `selector` may be empty.
  RowGroupRepricer(std::shared_ptr<const PriceCatalog> catalog, const Snapshot& snapshot,
                   const RepriceOptions& options, RowSelector selector, ModelCodes* codes)
      : price_version_(static_cast<std::int64_t>(catalog->contents().version)),
        pricer_(std::move(catalog), snapshot.dictionaries()),
        dictionaries_(snapshot.dictionaries()),
        options_(options),
        selector_(std::move(selector)),
        codes_(codes) {}

  /// The columns that change; without `encode` only what they cost is found out.
  Result<ChangedColumns> Run(const StoredRowGroup& row_group, bool encode);

  /// Adds the billed calls of every Run to `models`.
  void AddTo(std::map<std::string, RepricedModel>* models) const;

  SpanPricer& pricer() { return pricer_; }
  /// The code of the name that a call's model has by the catalog, or as it came.
  TextCode ModelCodeOf(const PricedCall& call, const ResolvedModel* model);

 private:
  struct SectionValues;
  class RepricedColumns;

  Status RepriceSection(const StoredRowGroup& row_group, Section section, SectionValues* values);
  void RepriceRow(const StoredRowGroup& row_group, Section section, std::uint32_t row,
                  SectionValues* values);
  Status Resum(const StoredRowGroup& row_group, const SectionValues& calls,
               RepricedColumns* changed) const;

  const std::int64_t price_version_;
  SpanPricer pricer_;
  const Dictionaries& dictionaries_;
  const RepriceOptions& options_;
  RowSelector selector_;
  ModelCodes* codes_;
  absl::flat_hash_map<const void*, TextCode> code_of_model_;
  absl::flat_hash_map<TextCode, RepricedModel> tallies_;
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_ROW_GROUP_REPRICER_H_
