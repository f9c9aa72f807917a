#include "ingest/normalize/prepared_resources.h"

namespace costdb::ingest {
namespace {

constexpr std::size_t kMostResources = 1024;
constexpr std::size_t kLongestResource = 4096;

absl::string_view KeyOf(std::string_view wire) {
  return {wire.data(), wire.size()};
}

}  // namespace

const PreparedResource* PreparedResources::Find(std::string_view wire, Emitter emitter) const {
  const auto found = index_.find(KeyOf(wire));
  if (found == index_.end() || found->second->emitter != emitter) return nullptr;
  return found->second;
}

const PreparedResource& PreparedResources::Add(std::string_view wire,
                                               const PreparedResource& resource) {
  if (const auto found = index_.find(KeyOf(wire)); found != index_.end()) {
    return *found->second = resource;
  }
  const bool is_small = !wire.empty() && wire.size() <= kLongestResource;
  if (!is_small || entries_.size() == kMostResources) return last_ = resource;
  Entry& entry = entries_.emplace_back(Entry{std::string(wire), resource});
  index_.emplace(KeyOf(entry.wire), &entry.resource);
  return entry.resource;
}

void PreparedResources::Clear() {
  index_.clear();
  entries_.clear();
}

}  // namespace costdb::ingest
