#include "engine/store/deletions.h"

#include <bit>

#include "engine/error/propagate.h"
#include "engine/store/byte_codec.h"
#include "engine/store/sealed_row_groups.h"
#include "engine/store/stored_place.h"
#include "engine/store/trailing_checksum.h"

namespace costdb::engine {
namespace {

std::size_t WordsFor(std::uint32_t rows) {
  return (std::size_t{rows} + kBlockRows) / kBlockRows * (kBlockRows / 64);
}

}  // namespace

Deletions::Deletions(const RowGroupDirectory& directory) {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    words_[i].resize(WordsFor(directory.sections[i].rows));
  }
}

void Deletions::Delete(Section section, std::uint32_t first_row, std::uint32_t row_count) {
  auto& bits = words_[static_cast<std::size_t>(section)];
  for (std::uint32_t row = first_row; row < first_row + row_count; ++row) {
    bits[row / 64] |= std::uint64_t{1} << (row % 64);
  }
}

std::uint32_t Deletions::CountDeleted(Section section) const {
  std::uint32_t count = 0;
  for (const std::uint64_t word : words(section)) {
    count += static_cast<std::uint32_t>(std::popcount(word));
  }
  return count;
}

Result<std::optional<Deletions>> ReadDeletions(const Transaction& transaction,
                                               std::uint32_t row_group,
                                               const RowGroupDirectory& directory) {
  COSTDB_ASSIGN_OR_RETURN(const auto stored,
                          transaction.Get(Table::kDeletions, RowGroupKey(row_group)));
  if (!stored) return std::optional<Deletions>();
  Deletions deletions(directory);
  ByteReader reader(*stored);
  for (auto& words : deletions.words_) {
    for (std::uint64_t& word : words) word = reader.Fixed<std::uint64_t>();
  }
  if (reader.rest().size() != kTrailingChecksumBytes || !MatchesChecksum(*stored)) {
    return InPlace(PlaceText({transaction.path(), row_group}),
                   Status::Corruption("its deletions do not match their checksum"));
  }
  return std::optional(std::move(deletions));
}

Status WriteDeletions(Transaction& transaction, std::uint32_t row_group,
                      const Deletions& deletions) {
  std::string bytes;
  ByteWriter writer(&bytes);
  for (int i = 0; i < kSectionCount; ++i) {
    for (const std::uint64_t word : deletions.words(static_cast<Section>(i))) writer.Fixed(word);
  }
  AppendChecksum(&bytes);
  return transaction.Put(Table::kDeletions, RowGroupKey(row_group), bytes);
}

}  // namespace costdb::engine
