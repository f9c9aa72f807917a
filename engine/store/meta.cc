#include "engine/store/meta.h"

#include <fmt/format.h>

#include "engine/error/propagate.h"
#include "engine/store/byte_codec.h"
#include "engine/store/dictionary_store.h"
#include "engine/store/enumeration_codes.h"

namespace costdb::engine {
namespace {

constexpr std::string_view kFormatKey = "costdb format";

std::string_view CounterKey(Counter counter) {
  switch (counter) {
    case Counter::kNextBatch:
      return "next batch";
    case Counter::kNextRowGroup:
      return "next row group";
    case Counter::kConflictingSpans:
      return "conflicting spans";
    case Counter::kRepricings:
      return "repricings";
    case Counter::kPreaggregated:
      return "preaggregated";
  }
  return {};
}

Status WriteFormat(Transaction& transaction) {
  std::string version;
  ByteWriter(&version).Fixed(kFormatVersion);
  return transaction.Put(Table::kMeta, kFormatKey, version);
}

Status WriteEnumerations(Transaction& transaction) {
  DictionaryWriter dictionaries;
  for (const EnumerationTexts& enumeration : Enumerations()) {
    for (const std::string_view text : enumeration.texts) {
      COSTDB_RETURN_IF_ERROR(dictionaries.CodeOf(transaction, enumeration.column, text).status());
    }
  }
  return dictionaries.Finish(transaction);
}

}  // namespace

Status CheckFormat(const Transaction& transaction, const std::string& path) {
  COSTDB_ASSIGN_OR_RETURN(const auto stored, transaction.Get(Table::kMeta, kFormatKey));
  if (!stored) {
    return Status::Corruption(
        fmt::format("{}: this is not a costdb database (it was left as it is)", path));
  }
  const auto version = ByteReader(*stored).Fixed<std::uint32_t>();
  if (version >= 1 && version <= kFormatVersion) return Status::Ok();
  return Status::InvalidArgument(fmt::format(
      "{}: the file has format {}, this costdb reads formats up to {}; use a newer costdb", path,
      version, kFormatVersion));
}

Status InitializeOrCheck(Transaction& transaction, const std::string& path) {
  COSTDB_ASSIGN_OR_RETURN(const std::uint64_t entries, transaction.CountEntries(Table::kMeta));
  if (entries != 0) {
    COSTDB_RETURN_IF_ERROR(CheckFormat(transaction, path));
    COSTDB_ASSIGN_OR_RETURN(const auto stored, transaction.Get(Table::kMeta, kFormatKey));
    if (ByteReader(*stored).Fixed<std::uint32_t>() == kFormatVersion) return Status::Ok();
  }
  // Codes are given in order, so the values that an older version had keep theirs.
  COSTDB_RETURN_IF_ERROR(WriteFormat(transaction));
  return WriteEnumerations(transaction);
}

Result<std::uint64_t> ReadCounter(const Transaction& transaction, Counter counter) {
  COSTDB_ASSIGN_OR_RETURN(const auto stored, transaction.Get(Table::kMeta, CounterKey(counter)));
  if (!stored) return std::uint64_t{0};
  return ByteReader(*stored).Fixed<std::uint64_t>();
}

Status WriteCounter(Transaction& transaction, Counter counter, std::uint64_t value) {
  std::string bytes;
  ByteWriter(&bytes).Fixed(value);
  return transaction.Put(Table::kMeta, CounterKey(counter), bytes);
}

Status AddToCounter(Transaction& transaction, Counter counter, std::uint64_t increment) {
  if (increment == 0) return Status::Ok();
  COSTDB_ASSIGN_OR_RETURN(const std::uint64_t value, ReadCounter(transaction, counter));
  return WriteCounter(transaction, counter, value + increment);
}

}  // namespace costdb::engine
