#include "engine/store/storage_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <utility>

#include "engine/error/propagate.h"
#include "engine/store/byte_codec.h"
#include "engine/store/deletions.h"
#include "engine/store/dictionary_store.h"
#include "engine/store/head.h"
#include "engine/store/meta.h"
#include "engine/store/row_group_data.h"
#include "engine/store/stored_place.h"
#include "engine/store/stored_span_pricer.h"

namespace costdb::engine {
namespace {

constexpr std::array<std::string_view, 8> kEncodingNames = {
    "constant", "run-length", "frame-of-reference", "delta", "dictionary", "raw", "zstd", "text",
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

void AddTimes(const RowGroupDirectory::SectionEntry& section, StorageReport* report) {
  const auto time = section.columns.find(ColumnId::kTime);
  if (time == section.columns.end()) return;
  const ColumnStatistics& known = time->second;
  const bool is_first = report->first_unix_ns == kNullInteger;
  report->first_unix_ns = is_first ? known.minimum : std::min(report->first_unix_ns, known.minimum);
  report->last_unix_ns = is_first ? known.maximum : std::max(report->last_unix_ns, known.maximum);
}

void AddRowGroup(const RowGroupDirectory& directory, StorageReport* report, Storage* storage) {
  for (int i = 0; i < kSectionCount; ++i) {
    const bool of_traces = static_cast<Section>(i) == Section::kTraces;
    for (const auto& [column, known] : directory.sections[static_cast<std::size_t>(i)].columns) {
      ColumnStorage& entry = (*storage)[{of_traces, column}];
      entry.bytes += known.bytes;
      entry.rows += known.rows;
      CountEncoding(known.encoding, &entry);
    }
  }
  report->calls += directory[Section::kCalls].rows;
  report->spans += directory[Section::kCalls].rows + directory[Section::kOthers].rows;
  report->traces += directory[Section::kTraces].rows;
  AddTimes(directory[Section::kCalls], report);
  AddTimes(directory[Section::kOthers], report);
}

void SubtractDeleted(const Deletions& deletions, StorageReport* report) {
  const std::uint32_t calls = deletions.CountDeleted(Section::kCalls);
  const std::uint32_t spans = calls + deletions.CountDeleted(Section::kOthers);
  report->calls -= calls;
  report->spans -= spans;
  report->deleted_spans += spans;
  report->traces -= deletions.CountDeleted(Section::kTraces);
}

Status AddSealed(const Transaction& transaction, StorageReport* report, Storage* storage) {
  COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction.OpenCursor(Table::kDirectory));
  COSTDB_ASSIGN_OR_RETURN(bool found, cursor.First());
  while (found) {
    COSTDB_ASSIGN_OR_RETURN(const auto directory, DecodeDirectory(cursor.value()));
    AddRowGroup(directory, report, storage);
    ++report->row_groups;
    const auto row_group = BigEndianPart<std::uint32_t>(cursor.key(), 0);
    COSTDB_ASSIGN_OR_RETURN(const auto deletions, ReadDeletions(transaction, row_group, directory));
    if (deletions) SubtractDeleted(*deletions, report);
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
    AddRowGroup(data.directory, report, &unused);
    return Status::Ok();
  };
  const StoredSpanPricer pricer(transaction, PriceCatalog::BuiltIn());
  COSTDB_ASSIGN_OR_RETURN(const auto outcome, head.Resolve(std::cref(pricer), add, {}));
  COSTDB_RETURN_IF_ERROR(pricer.status());
  report->head_spans = outcome.spans;
  COSTDB_ASSIGN_OR_RETURN(const auto conflicts,
                          ReadCounter(transaction, Counter::kConflictingSpans));
  report->conflicting_spans = conflicts + outcome.conflicts;
  return Status::Ok();
}

Status AddDictionaries(const Transaction& transaction, StorageReport* report) {
  COSTDB_ASSIGN_OR_RETURN(auto cursor, transaction.OpenCursor(Table::kDictionaryText));
  COSTDB_ASSIGN_OR_RETURN(bool found, cursor.First());
  while (found) {
    ++report->dictionary_entries;
    report->dictionary_bytes += cursor.value().size();
    COSTDB_ASSIGN_OR_RETURN(found, cursor.Next());
  }
  return Status::Ok();
}

}  // namespace

Result<StorageReport> MakeStorageReport(const Transaction& transaction) {
  StorageReport report;
  report.first_unix_ns = kNullInteger;
  report.last_unix_ns = kNullInteger;
  Storage storage;
  COSTDB_RETURN_IF_ERROR(AddSealed(transaction, &report, &storage));
  COSTDB_RETURN_IF_ERROR(AddHead(transaction, &report));
  COSTDB_RETURN_IF_ERROR(AddDictionaries(transaction, &report));
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
