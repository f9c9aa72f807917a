#include "query/memory_size.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>

namespace costdb::query {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t bytes;
};
// The larger ones first, and of two alike the one that people write.
constexpr std::array kUnits = {
    Unit{"TB", 1'000'000'000'000},
    Unit{"TiB", std::uint64_t{1} << 40},
    Unit{"GB", 1'000'000'000},
    Unit{"GiB", std::uint64_t{1} << 30},
    Unit{"MB", 1'000'000},
    Unit{"MiB", std::uint64_t{1} << 20},
    Unit{"KB", 1'000},
    Unit{"KiB", std::uint64_t{1} << 10},
    Unit{"B", 1},
};

char Lower(char character) {
  return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a')
                                              : character;
}

bool SameWord(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return Lower(a) == Lower(b); });
}

}  // namespace

std::optional<std::uint64_t> ParseMemorySize(std::string_view text) {
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (error != std::errc()) return std::nullopt;
  std::string_view unit(stop, static_cast<std::size_t>(end - stop));
  while (unit.starts_with(' ')) unit.remove_prefix(1);
  for (const Unit& known : kUnits) {
    if (!SameWord(known.name, unit)) continue;
    const double bytes = std::floor(number * static_cast<double>(known.bytes));
    constexpr double kLimit = 9.0e18;
    if (!(bytes >= 1) || bytes > kLimit) return std::nullopt;
    return static_cast<std::uint64_t>(bytes);
  }
  return std::nullopt;
}

std::string MemorySizeText(std::uint64_t bytes) {
  constexpr std::uint64_t kMostUnits = 9'999;
  for (const Unit& unit : kUnits) {
    if (bytes >= unit.bytes && bytes % unit.bytes == 0 && bytes / unit.bytes <= kMostUnits) {
      return fmt::format("{}{}", bytes / unit.bytes, unit.name);
    }
  }
  for (const Unit& unit : kUnits) {
    const bool is_binary = unit.name.size() == 3;
    if (is_binary && bytes >= unit.bytes) {
      return fmt::format("{:.3g}{}", static_cast<double>(bytes) / static_cast<double>(unit.bytes),
                         unit.name);
    }
  }
  return fmt::format("{}B", bytes);
}

std::uint64_t DefaultMemoryLimit() {
  const auto pages = static_cast<std::uint64_t>(std::max(0L, ::sysconf(_SC_PHYS_PAGES)));
  const auto page_bytes = static_cast<std::uint64_t>(std::max(0L, ::sysconf(_SC_PAGESIZE)));
  std::uint64_t bytes = pages * page_bytes;
  std::ifstream group("/sys/fs/cgroup/memory.max");
  if (std::uint64_t limit = 0; group >> limit && limit > 0) bytes = std::min(bytes, limit);
  return bytes / 5 * 4;
}

}  // namespace costdb::query
