#include "query/exec/aggregate/id_table.h"

#include <algorithm>
#include <array>

namespace costdb::query {
namespace {

constexpr std::size_t kFirstSlots = 256;
constexpr std::size_t kProbeRows = 1024;
/// Below this many slots the table is in the second-level cache and prefetching only costs.
constexpr std::size_t kPrefetchSlots = std::size_t{1} << 15;

}  // namespace

IdTable::IdTable() {
  Grow(0);
}

void IdTable::Grow(std::size_t keys) {
  std::size_t slots = std::max(slots_.size(), kFirstSlots);
  while (slots < keys * 2) slots *= 2;
  if (slots == slots_.size()) return;
  slots_.assign(slots, Slot());
  shift_ = 64 - __builtin_ctzll(slots);
  const std::size_t mask = slots - 1;
  for (std::size_t id = 0; id < keys_.size(); ++id) {
    if (!keyless_.empty() && id < keyless_.size() && keyless_[id]) continue;
    std::size_t slot = SlotOf(keys_[id]);
    while (slots_[slot].id != kEmpty) slot = (slot + 1) & mask;
    slots_[slot] = {keys_[id], static_cast<std::uint32_t>(id)};
  }
}

void IdTable::Clear() {
  if (keys_.empty()) return;
  std::fill(slots_.begin(), slots_.end(), Slot());
  keys_.clear();
  keyless_.clear();
}

std::uint32_t IdTable::AddKeyless() {
  keyless_.resize(keys_.size(), false);
  keyless_.push_back(true);
  keys_.push_back(0);
  return static_cast<std::uint32_t>(keys_.size() - 1);
}

void IdTable::FindOrAdd(const std::uint64_t* keys, std::size_t rows, std::uint32_t* ids) {
  for (std::size_t first = 0; first < rows; first += kProbeRows) {
    const std::size_t count = std::min(kProbeRows, rows - first);
    // Room for every key to be new: the probes need not look.
    Grow(keys_.size() + count);
    FindOrAddSome(keys + first, count, ids + first);
  }
}

void IdTable::FindOrAddSome(const std::uint64_t* keys, std::size_t rows, std::uint32_t* ids) {
  const std::size_t mask = slots_.size() - 1;
  if (slots_.size() >= kPrefetchSlots) {
    for (std::size_t i = 0; i < rows; ++i) __builtin_prefetch(&slots_[SlotOf(keys[i])]);
  }
  std::uint64_t last_key = 0;
  std::uint32_t last_id = kEmpty;
  for (std::size_t i = 0; i < rows; ++i) {
    const std::uint64_t key = keys[i];
    if (key != last_key || last_id == kEmpty) {
      std::size_t slot = SlotOf(key);
      while (slots_[slot].id != kEmpty && slots_[slot].key != key) slot = (slot + 1) & mask;
      if (slots_[slot].id == kEmpty) {
        slots_[slot] = {key, static_cast<std::uint32_t>(keys_.size())};
        keys_.push_back(key);
      }
      last_key = key;
      last_id = slots_[slot].id;
    }
    ids[i] = last_id;
  }
}

}  // namespace costdb::query
