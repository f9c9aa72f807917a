#include "engine/store/storage_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "engine/error/propagate.h"
#include "engine/store/byte_codec.h"
#include "engine/store/deletions.h"
#include "engine/store/dictionary_store.h"
#include "engine/store/head.h"
#include "engine/store/meta.h"
#include "engine/store/row_group_data.h"
#include "engine/store/sealed_row_groups.h"
#include "engine/store/stored_place.h"
#include "engine/store/stored_span_pricer.h"

namespace costdb::engine {
namespace {

constexpr std::array<std::string_view, 10> kEncodingNames = {
    "constant", "run-length", "frame-of-reference", "delta",  "dictionary", "raw",
    "zstd",     "text",       "predicted",          "planes",
};

using AttributeNames = std::map<ColumnId, std::string>;

std::string ColumnName(ColumnId column, const AttributeNames& attributes) {
  const auto attribute = attributes.find(column);
  return attribute != attributes.end() ? attribute->second : StoredColumnName(column);
}

Result<AttributeNames> ReadAttributeNames(const Transaction& transaction) {
  std::mutex mutex;
  ErrorLatch errors;
  const DictionaryReader dictionaries(transaction, mutex, errors);
  AttributeNames names;
  dictionaries.ForEach(kAttributeKeys, [&names](TextCode code, std::string_view key) {
    names[AttributeColumnOf(code, false)] = fmt::format("attr['{}']", key);
  });
  dictionaries.ForEach(kResourceKeys, [&names](TextCode code, std::string_view key) {
    names[AttributeColumnOf(code, true)] = fmt::format("resource['{}']", key);
  });
  COSTDB_RETURN_IF_ERROR(errors.first());
  return names;
}

// Column storage by (is it the traces section, column).
using Storage = std::map<std::pair<bool, ColumnId>, ColumnStorage>;

void CountEncoding(Encoding encoding, ColumnStorage* storage) {
  const std::string_view name = kEncodingNames[static_cast<std::size_t>(encoding)];
  for (auto& [known, count] : storage->encodings) {
    if (known == name) {
      ++count;
      return;
    }
  }
  storage->encodings.emplace_back(name, 1);
}

// A row group with what is deleted of it, if anything.
struct CountedRowGroup {
  const RowGroupDirectory& directory;
  const Deletions* deletions = nullptr;

  std::uint32_t Deleted(Section section) const {
    return deletions == nullptr ? 0 : deletions->CountDeleted(section);
  }
  std::uint32_t Live(Section section) const { return directory[section].rows - Deleted(section); }
};

void AddTimes(std::int64_t first, std::int64_t last, StorageReport* report) {
  const bool is_first = report->first_unix_ns == kNullInteger;
  report->first_unix_ns = is_first ? first : std::min(report->first_unix_ns, first);
  report->last_unix_ns = is_first ? last : std::max(report->last_unix_ns, last);
}

void AddTimesOfAll(const RowGroupDirectory::SectionEntry& section, StorageReport* report) {
  const auto time = section.columns.find(ColumnId::kTime);
  if (time != section.columns.end()) AddTimes(time->second.minimum, time->second.maximum, report);
}

// The statistics are of all rows, so where some are deleted the column itself must tell.
Status AddTimesOfLive(const StoredRowGroup& row_group, Section section, StorageReport* report) {
  COSTDB_ASSIGN_OR_RETURN(const auto time, row_group.OpenIntegers(section, ColumnId::kTime));
  if (time == nullptr) return Status::Ok();
  const std::uint32_t rows = row_group.rows(section);
  std::vector<std::int64_t> times((std::size_t{rows} / kBlockRows + 1) * kBlockRows);
  time->Read(0, rows, times.data());
  for (std::uint32_t row = 0; row < rows; ++row) {
    if (!row_group.deletions()->IsDeleted(section, row)) AddTimes(times[row], times[row], report);
  }
  return Status::Ok();
}

void AddRowGroup(const CountedRowGroup& group, StorageReport* report, Storage* storage) {
  for (int i = 0; i < kSectionCount; ++i) {
    const auto section = static_cast<Section>(i);
    for (const auto& [column, known] : group.directory[section].columns) {
      ColumnStorage& entry = (*storage)[{section == Section::kTraces, column}];
      entry.bytes += known.bytes;
      entry.rows += group.Live(section);
      entry.dead_rows += group.Deleted(section);
      CountEncoding(known.encoding, &entry);
    }
  }
  report->calls += group.Live(Section::kCalls);
  report->spans += group.Live(Section::kCalls) + group.Live(Section::kOthers);
  report->deleted_spans += group.Deleted(Section::kCalls) + group.Deleted(Section::kOthers);
  report->traces += group.Live(Section::kTraces);
}

Status AddSealedRowGroup(const Transaction& transaction, std::uint32_t number,
                         StorageReport* report, Storage* storage) {
  std::mutex mutex;
  COSTDB_ASSIGN_OR_RETURN(const auto row_group, OpenRowGroup(transaction, mutex, number));
  const RowGroupDirectory& directory = row_group->directory();
  const auto& deletions = row_group->deletions();
  const CountedRowGroup counted = {directory, deletions ? &*deletions : nullptr};
  AddRowGroup(counted, report, storage);
  ++report->row_groups;
  for (const Section section : {Section::kCalls, Section::kOthers}) {
    if (counted.Deleted(section) == 0) {
      AddTimesOfAll(directory[section], report);
    } else {
      COSTDB_RETURN_IF_ERROR(AddTimesOfLive(*row_group, section, report));
    }
  }
  return Status::Ok();
}

Status AddSealed(const Transaction& transaction, StorageReport* report, Storage* storage) {
  COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction.OpenCursor(Table::kDirectory));
  COSTDB_ASSIGN_OR_RETURN(bool found, cursor.First());
  while (found) {
    const auto number = BigEndianPart<std::uint32_t>(cursor.key(), 0);
    COSTDB_RETURN_IF_ERROR(AddSealedRowGroup(transaction, number, report, storage));
    COSTDB_ASSIGN_OR_RETURN(found, cursor.Next());
  }
  return Status::Ok();
}

// The head is resolved to count its calls and traces, but takes no column storage.
Status AddHead(const Transaction& transaction, StorageReport* report) {
  COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction.OpenCursor(Table::kHead));
  COSTDB_ASSIGN_OR_RETURN(bool found, cursor.First());
  while (found) {
    ++report->head_batches;
    report->head_bytes += cursor.value().size();
    COSTDB_ASSIGN_OR_RETURN(found, cursor.Next());
  }
  COSTDB_ASSIGN_OR_RETURN(const Head head, Head::Read(transaction));
  Storage unused;
  const auto add = [&](const RowGroupData& data) {
    AddRowGroup({data.directory}, report, &unused);
    AddTimesOfAll(data.directory[Section::kCalls], report);
    AddTimesOfAll(data.directory[Section::kOthers], report);
    return Status::Ok();
  };
  PriceCache prices;
  const StoredSpanPricer pricer(transaction, prices);
  COSTDB_ASSIGN_OR_RETURN(const auto outcome, head.Resolve(std::cref(pricer), add, {}));
  COSTDB_RETURN_IF_ERROR(pricer.status());
  report->head_spans = outcome.spans;
  report->head_traces = head.trace_count();
  COSTDB_ASSIGN_OR_RETURN(const auto conflicts,
                          ReadCounter(transaction, Counter::kConflictingSpans));
  report->conflicting_spans = conflicts + outcome.conflicts;
  return Status::Ok();
}

Status AddDictionaries(const Transaction& transaction, StorageReport* report) {
  COSTDB_ASSIGN_OR_RETURN(const auto dictionaries, ListDictionaries(transaction));
  for (const ColumnId dictionary : dictionaries) {
    COSTDB_ASSIGN_OR_RETURN(const auto texts, StoredTexts::Open(transaction, dictionary));
    report->dictionary_entries += texts.size();
  }
  for (const Table table :
       {Table::kDictionaryText, Table::kDictionaryCode, Table::kTextChunks, Table::kCodeRuns}) {
    if (!transaction.Has(table)) continue;
    COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction.OpenCursor(table));
    COSTDB_ASSIGN_OR_RETURN(bool found, cursor.First());
    while (found) {
      report->dictionary_bytes += cursor.key().size() + cursor.value().size();
      COSTDB_ASSIGN_OR_RETURN(found, cursor.Next());
    }
  }
  return Status::Ok();
}

// Pages that no table has: free ones, the list of these, and the roots of all.
constexpr const char* kUnused = "unused pages";

Status AddParts(const Transaction& transaction, StorageReport* report) {
  struct Part {
    const char* name;
    std::vector<Table> tables;
  };
  const std::array parts = {
      Part{"columns", {Table::kColumns}},
      Part{"dictionaries",
           {Table::kDictionaryText, Table::kDictionaryCode, Table::kTextChunks, Table::kCodeRuns}},
      Part{"traces by id", {Table::kTraceRuns, Table::kTraceFilter}},
      Part{"directory", {Table::kDirectory, Table::kDeletions}},
      Part{"pre-aggregates", {Table::kPreaggregates}},
      Part{"head", {Table::kHead}},
      Part{"prices, counters", {Table::kPrices, Table::kMeta}},
  };
  std::uint64_t used = 0;
  for (const Part& part : parts) {
    std::uint64_t bytes = 0;
    for (const Table table : part.tables) {
      COSTDB_ASSIGN_OR_RETURN(const std::uint64_t of_table, transaction.PageBytes(table));
      bytes += of_table;
    }
    used += bytes;
    report->parts.emplace_back(part.name, bytes);
  }
  // Another process may have taken further pages since the transaction began.
  report->parts.emplace_back(kUnused, report->file_bytes - std::min(used, report->file_bytes));
  return Status::Ok();
}

}  // namespace

Result<StorageReport> MakeStorageReport(const Transaction& transaction, std::uint64_t file_bytes) {
  StorageReport report;
  report.file_bytes = file_bytes;
  report.first_unix_ns = kNullInteger;
  report.last_unix_ns = kNullInteger;
  Storage storage;
  COSTDB_RETURN_IF_ERROR(AddSealed(transaction, &report, &storage));
  COSTDB_RETURN_IF_ERROR(AddHead(transaction, &report));
  COSTDB_RETURN_IF_ERROR(AddDictionaries(transaction, &report));
  COSTDB_RETURN_IF_ERROR(AddParts(transaction, &report));
  COSTDB_ASSIGN_OR_RETURN(const auto attributes, ReadAttributeNames(transaction));
  for (auto& [key, entry] : storage) {
    const auto& [of_traces, column] = key;
    entry.name = (of_traces ? "traces." : "") + ColumnName(column, attributes);
    report.columns.push_back(std::move(entry));
  }
  std::stable_sort(
      report.columns.begin(), report.columns.end(),
      [](const ColumnStorage& a, const ColumnStorage& b) { return a.bytes > b.bytes; });
  return report;
}

}  // namespace costdb::engine
