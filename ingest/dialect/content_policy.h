#ifndef COSTDB_INGEST_DIALECT_CONTENT_POLICY_H_
#define COSTDB_INGEST_DIALECT_CONTENT_POLICY_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace costdb::ingest {

/// What may be done with an attribute that no dialect reads.
enum class KeyPolicy : std::uint8_t {
  kKeep,     ///< It may become a column.
  kContent,  ///< What people and models wrote, or what tools took and gave: never stored.
  kSecret,   ///< May carry a credential: never stored.
};

/// Keys of prompts, completions, tool arguments and results.
std::span<const std::string_view> ContentKeys();

/// Keys of request headers that carry credentials.
std::span<const std::string_view> SecretKeys();

/// The policy for a key that is in no list, by its prefix.
KeyPolicy PolicyOfUnknownKey(std::string_view key);

/// True when an event of this name carries messages.
bool IsContentEvent(std::string_view name);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_DIALECT_CONTENT_POLICY_H_
