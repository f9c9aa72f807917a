#ifndef COSTDB_QUERY_MEMORY_SIZE_H_
#define COSTDB_QUERY_MEMORY_SIZE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace costdb::query {

/// Reads '2GB', '512 MiB', '1.5gb': decimal units of 1000 bytes, binary ones of 1024. Nothing for
/// other text, zero, and what is beyond 64 bits.
std::optional<std::uint64_t> ParseMemorySize(std::string_view text);

/// '2GB', '512MiB', or '18.8GiB' where no unit gives a round number: for people.
std::string MemorySizeText(std::uint64_t bytes);

/// 80 % of the memory that this process may use: the machine's, or its control group's.
std::uint64_t DefaultMemoryLimit();

}  // namespace costdb::query

#endif  // COSTDB_QUERY_MEMORY_SIZE_H_
