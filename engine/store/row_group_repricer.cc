#include "engine/store/row_group_repricer.h"

#include <algorithm>
#include <array>
#include <set>

#include "engine/error/propagate.h"
#include "engine/store/column_predictions.h"
#include "engine/store/enumeration_codes.h"
#include "engine/store/inclusive_costs.h"
#include "engine/store/span_columns.h"

namespace costdb::engine {
namespace {

using Values = std::vector<std::int64_t>;

constexpr std::size_t kCostColumnCount = kCostColumns.size();

// A code column as codes; where it is missing, 0 in every row.
Result<Values> ReadCodes(const StoredRowGroup& row_group, Section section, ColumnId column) {
  COSTDB_ASSIGN_OR_RETURN(Values codes, row_group.ReadAll(section, column));
  for (std::int64_t& code : codes) {
    if (code == kNullInteger) code = kNullCode;
  }
  return codes;
}

// A column and what has changed in it.
struct Column {
  Values values;
  bool is_changed = false;

  void Set(std::uint32_t row, std::int64_t value) {
    is_changed = is_changed || values[row] != value;
    values[row] = value;
  }
};

}  // namespace

// The columns of a row group after repricing. Reads that fail are kept.
class RowGroupRepricer::RepricedColumns final : public RowGroupValues {
 public:
  explicit RepricedColumns(const StoredRowGroup& row_group) : row_group_(row_group) {}

  // `null` is how `values` has NULL.
  void Change(Section section, ColumnId column, const Values& values, std::int64_t null) {
    const bool is_empty = std::all_of(values.begin(), values.end(),
                                      [null](std::int64_t value) { return value == null; });
    values_[{section, column}] = is_empty ? Values() : values;
    changed_.insert({section, column});
  }

  std::span<const std::int64_t> Of(Section section, ColumnId column) const override {
    if (!IsListed(section, column) && !changed_.contains({section, column})) return {};
    const auto [entry, is_new] = values_.try_emplace({section, column});
    if (is_new) {
      auto read = row_group_.ReadAll(section, column);
      if (!read.ok()) {
        status_ = read.status();
        return {};
      }
      entry->second = std::move(read).value();
    }
    return entry->second;
  }

  bool IsPredicted(Section section, ColumnId column) const override {
    const ColumnStatistics* const known = row_group_.statistics(section, column);
    return known != nullptr && known->encoding == Encoding::kPredicted;
  }

  // What changed, and every predicted column, as what it is predicted by may have changed.
  Result<ChangedColumns> Encode() {
    ChangedColumns encoded;
    if (changed_.empty()) return encoded;
    std::set<std::pair<Section, ColumnId>> columns = changed_;
    for (const Section section : {Section::kCalls, Section::kOthers, Section::kTraces}) {
      for (const auto& [column, known] : row_group_.directory()[section].columns) {
        if (known.encoding == Encoding::kPredicted) columns.insert({section, column});
      }
    }
    for (const auto& [section, column] : columns) {
      auto& target = encoded[{section, column}];
      if (!Of(section, column).empty()) target = EncodeColumn(section, column, *this);
    }
    COSTDB_RETURN_IF_ERROR(status_);
    return encoded;
  }

 private:
  bool IsListed(Section section, ColumnId column) const {
    return row_group_.directory()[section].columns.contains(column);
  }

  const StoredRowGroup& row_group_;
  mutable std::map<std::pair<Section, ColumnId>, Values> values_;
  std::set<std::pair<Section, ColumnId>> changed_;
  mutable Status status_;
};

TextCode ModelCodes::CodeOf(std::string_view name) {
  if (name.empty()) return kNullCode;
  const auto known = dictionaries_.CodeOf(ColumnId::kModel, name);
  if (known) return *known;
  const std::lock_guard lock(mutex_);
  const auto [entry, is_new] = codes_.try_emplace(std::string(name));
  if (is_new) {
    entry->second = next_ + static_cast<TextCode>(added_.size());
    added_.emplace_back(name);
  }
  return entry->second;
}

std::string ModelCodes::TextOf(TextCode code) const {
  const std::lock_guard lock(mutex_);
  if (code >= next_ && code - next_ < added_.size()) return added_[code - next_];
  return std::string(dictionaries_.TextOf(ColumnId::kModel, code));
}

struct RowGroupRepricer::SectionValues {
  // What prices a call.
  Values time, provider, response_model, request_model, service_tier, reported_cost, billing;
  std::array<Values, kUsageColumns.size()> usage;
  // What comes of it: costs of billed rows and of others, and the names of models.
  std::array<Column, kCostColumnCount> billed, unbilled;
  Column billed_source, unbilled_source, model, price_version;
  bool billed_cost_changed = false;
};

Result<ChangedColumns> RowGroupRepricer::Run(const StoredRowGroup& row_group, bool encode) {
  RepricedColumns changed(row_group);
  SectionValues calls;
  for (const Section section : {Section::kCalls, Section::kOthers}) {
    if (row_group.rows(section) == 0) continue;
    SectionValues others;
    SectionValues& values = section == Section::kCalls ? calls : others;
    COSTDB_RETURN_IF_ERROR(RepriceSection(row_group, section, &values));
    if (!encode) continue;
    const auto encode_changed = [&](ColumnId id, const Column& column, std::int64_t null) {
      if (column.is_changed) changed.Change(section, id, column.values, null);
    };
    for (std::size_t i = 0; i < kCostColumnCount; ++i) {
      encode_changed(kCostColumns[i].billed, values.billed[i], kNullInteger);
      encode_changed(kCostColumns[i].unbilled, values.unbilled[i], kNullInteger);
    }
    encode_changed(ColumnId::kCostSource, values.billed_source, kNullCode);
    encode_changed(ColumnId::kUnbilledCostSource, values.unbilled_source, kNullCode);
    encode_changed(ColumnId::kModel, values.model, kNullCode);
    encode_changed(ColumnId::kPriceVersion, values.price_version, kNullInteger);
  }
  if (encode && calls.billed_cost_changed) {
    COSTDB_RETURN_IF_ERROR(Resum(row_group, calls, &changed));
  }
  return changed.Encode();
}

Status RowGroupRepricer::RepriceSection(const StoredRowGroup& row_group, Section section,
                                        SectionValues* values) {
  const std::uint32_t rows = row_group.rows(section);
  std::vector<std::uint64_t> selected;
  if (selector_) {
    COSTDB_ASSIGN_OR_RETURN(selected, selector_(row_group, section));
    const auto none = [](std::uint64_t word) { return word == 0; };
    if (std::all_of(selected.begin(), selected.end(), none)) return Status::Ok();
  }
  const auto read = [&](ColumnId column, Values* into) -> Status {
    COSTDB_ASSIGN_OR_RETURN(*into, row_group.ReadAll(section, column));
    return Status::Ok();
  };
  const auto read_codes = [&](ColumnId column, Values* into) -> Status {
    COSTDB_ASSIGN_OR_RETURN(*into, ReadCodes(row_group, section, column));
    return Status::Ok();
  };
  for (std::size_t i = 0; i < kUsageColumns.size(); ++i) {
    COSTDB_RETURN_IF_ERROR(read(kUsageColumns[i].column, &values->usage[i]));
  }
  COSTDB_RETURN_IF_ERROR(read(ColumnId::kTime, &values->time));
  COSTDB_RETURN_IF_ERROR(read(ColumnId::kPriceVersion, &values->price_version.values));
  COSTDB_RETURN_IF_ERROR(read(ColumnId::kReportedCost, &values->reported_cost));
  COSTDB_RETURN_IF_ERROR(read_codes(ColumnId::kProvider, &values->provider));
  COSTDB_RETURN_IF_ERROR(read_codes(ColumnId::kResponseModel, &values->response_model));
  COSTDB_RETURN_IF_ERROR(read_codes(ColumnId::kRequestModel, &values->request_model));
  COSTDB_RETURN_IF_ERROR(read_codes(ColumnId::kServiceTier, &values->service_tier));
  COSTDB_RETURN_IF_ERROR(read_codes(ColumnId::kBilling, &values->billing));
  COSTDB_RETURN_IF_ERROR(read_codes(ColumnId::kModel, &values->model.values));
  COSTDB_RETURN_IF_ERROR(read_codes(ColumnId::kCostSource, &values->billed_source.values));
  COSTDB_RETURN_IF_ERROR(
      read_codes(ColumnId::kUnbilledCostSource, &values->unbilled_source.values));
  for (std::size_t i = 0; i < kCostColumnCount; ++i) {
    COSTDB_RETURN_IF_ERROR(read(kCostColumns[i].billed, &values->billed[i].values));
    COSTDB_RETURN_IF_ERROR(read(kCostColumns[i].unbilled, &values->unbilled[i].values));
  }
  for (std::uint32_t row = 0; row < rows; ++row) {
    if (selector_ && (selected[row / 64] >> (row % 64) & 1) == 0) continue;
    const std::int64_t time = values->time[row];
    if (time < options_.since_unix_ns || time >= options_.until_unix_ns) continue;
    RepriceRow(row_group, section, row, values);
  }
  return Status::Ok();
}

void RowGroupRepricer::RepriceRow(const StoredRowGroup& row_group, Section section,
                                  std::uint32_t row, SectionValues* values) {
  PricedCall call;
  for (std::size_t i = 0; i < kUsageColumns.size(); ++i) {
    call.usage.*kUsageColumns[i].tokens = values->usage[i][row];
  }
  call.provider = static_cast<TextCode>(values->provider[row]);
  call.response_model = static_cast<TextCode>(values->response_model[row]);
  call.request_model = static_cast<TextCode>(values->request_model[row]);
  call.service_tier = static_cast<TextCode>(values->service_tier[row]);
  call.start_unix_ns = values->time[row];
  call.reported_cost_pico = values->reported_cost[row];
  if (call.response_model == kNullCode && call.request_model == kNullCode &&
      !call.usage.is_reported()) {
    return;
  }
  const ResolvedModel* model = pricer_.ModelOf(call);
  const TextCode model_code = ModelCodeOf(call, model);
  values->model.Set(row, model_code);
  values->price_version.Set(row, price_version_ == 0 ? kNullInteger : price_version_);
  if (!call.usage.is_reported()) return;
  const CallCost cost = pricer_.Price(call, model);
  const bool is_billed = values->billing[row] == CodeOf(Billing::kBilled);
  auto& columns = is_billed ? values->billed : values->unbilled;
  const std::int64_t old_total = columns[0].values[row];
  for (std::size_t i = 0; i < kCostColumnCount; ++i) {
    columns[i].Set(row, cost.*kCostColumns[i].part);
  }
  (is_billed ? values->billed_source : values->unbilled_source).Set(row, CodeOf(cost.source));
  if (!is_billed) return;
  values->billed_cost_changed = values->billed_cost_changed || old_total != cost.total;
  const auto& deletions = row_group.deletions();
  if (deletions && deletions->IsDeleted(section, row)) return;
  RepricedModel& tally = tallies_[model_code];
  ++tally.calls;
  if (old_total != kNullInteger) tally.old_total += old_total;
  if (cost.total != kNullInteger) tally.new_total += cost.total;
  if (old_total == cost.total) return;
  ++tally.changed;
  if (old_total == kNullInteger) ++tally.newly_priced;
  if (cost.total == kNullInteger) ++tally.no_longer_priced;
}

TextCode RowGroupRepricer::ModelCodeOf(const PricedCall& call, const ResolvedModel* model) {
  if (model != nullptr) {
    const auto [entry, is_new] = code_of_model_.try_emplace(model);
    if (is_new) entry->second = codes_->CodeOf(model->name);
    return entry->second;
  }
  const std::string_view response =
      dictionaries_.TextOf(ColumnId::kResponseModel, call.response_model);
  return codes_->CodeOf(response.empty()
                            ? dictionaries_.TextOf(ColumnId::kRequestModel, call.request_model)
                            : response);
}

Status RowGroupRepricer::Resum(const StoredRowGroup& row_group, const SectionValues& calls,
                               RepricedColumns* changed) const {
  std::vector<bool> is_billed(calls.billing.size());
  for (std::size_t row = 0; row < is_billed.size(); ++row) {
    is_billed[row] = calls.billing[row] == CodeOf(Billing::kBilled);
  }
  COSTDB_ASSIGN_OR_RETURN(const InclusiveCosts sums,
                          SumCosts(row_group, calls.billed[0].values, is_billed));
  const auto replace = [&](Section section, ColumnId column, const Values& values) -> Status {
    COSTDB_ASSIGN_OR_RETURN(const Values old, row_group.ReadAll(section, column));
    if (old != values) changed->Change(section, column, values, kNullInteger);
    return Status::Ok();
  };
  COSTDB_RETURN_IF_ERROR(replace(Section::kCalls, ColumnId::kCostBeneath, sums.beneath_calls));
  COSTDB_RETURN_IF_ERROR(replace(Section::kOthers, ColumnId::kCostBeneath, sums.beneath_others));
  COSTDB_RETURN_IF_ERROR(replace(Section::kTraces, ColumnId::kCost, sums.of_traces));
  return replace(Section::kTraces, ColumnId::kUnpricedCalls, sums.unpriced_calls);
}

void RowGroupRepricer::AddTo(std::map<std::string, RepricedModel>* models) const {
  for (const auto& [code, tally] : tallies_) {
    const std::string name = codes_->TextOf(code);
    RepricedModel& total = (*models)[name];
    total.model = name;
    total.calls += tally.calls;
    total.changed += tally.changed;
    total.newly_priced += tally.newly_priced;
    total.no_longer_priced += tally.no_longer_priced;
    total.old_total += tally.old_total;
    total.new_total += tally.new_total;
  }
}

}  // namespace costdb::engine
