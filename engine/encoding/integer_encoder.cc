#include <zstd.h>

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <optional>
#include <vector>

#include "engine/encoding/column_header.h"
#include "engine/encoding/encoded_column.h"
#include "engine/encoding/packed_integers.h"
#include "engine/span/span_record.h"

namespace costdb::engine {
namespace {

using Integers = std::span<const std::int64_t>;

// A denser encoding must be this much smaller to be worth a slower decode.
constexpr double kSlowerMustSave = 0.10;
constexpr double kPackingMustSave = 0.03;
constexpr double kZstdMustSave = 0.20;
constexpr int kZstdLevel = 3;
constexpr std::size_t kDictionaryEntriesMax = 1 << 16;

void AppendFixed(std::string* bytes, std::uint64_t value, std::size_t size = 8) {
  bytes->append(reinterpret_cast<const char*>(&value), size);
}

// base + divisor * packed: the smallest value, and the common divisor of the distances from it.
struct Frame {
  std::uint64_t base = 0;
  std::uint64_t divisor = 1;
  unsigned width = 0;
};

Frame FrameOf(Integers values) {
  const auto [minimum, maximum] = std::minmax_element(values.begin(), values.end());
  Frame frame;
  frame.base = static_cast<std::uint64_t>(*minimum);
  std::uint64_t divisor = 0;
  for (const std::int64_t value : values) {
    divisor = std::gcd(divisor, static_cast<std::uint64_t>(value) - frame.base);
    if (divisor == 1) break;
  }
  frame.divisor = std::max<std::uint64_t>(divisor, 1);
  frame.width = BitWidth((static_cast<std::uint64_t>(*maximum) - frame.base) / frame.divisor);
  return frame;
}

void AppendFramed(Integers values, const Frame& frame, std::string* bytes) {
  std::vector<std::uint64_t> packed(values.size());
  std::transform(values.begin(), values.end(), packed.begin(), [&frame](std::int64_t value) {
    return (static_cast<std::uint64_t>(value) - frame.base) / frame.divisor;
  });
  AppendFixed(bytes, frame.base);
  AppendFixed(bytes, frame.divisor);
  bytes->push_back(static_cast<char>(frame.width));
  AppendPacked(packed, frame.width, bytes);
}

std::string EncodeFrame(Integers values) {
  std::string bytes;
  AppendFramed(values, FrameOf(values), &bytes);
  return bytes;
}

// First values of the blocks, then the framed differences; a block's first difference is that of
// the value before it, or a repetition for the very first, so that it needs no extra width.
std::string EncodeDelta(Integers values) {
  std::string bytes;
  std::vector<std::int64_t> differences(values.size());
  for (std::size_t i = 1; i < values.size(); ++i) {
    differences[i] = static_cast<std::int64_t>(static_cast<std::uint64_t>(values[i]) -
                                               static_cast<std::uint64_t>(values[i - 1]));
  }
  if (values.size() > 1) differences[0] = differences[1];
  for (std::size_t i = 0; i < values.size(); i += kBlockRows) {
    AppendFixed(&bytes, static_cast<std::uint64_t>(values[i]));
  }
  AppendFramed(differences, FrameOf(differences), &bytes);
  return bytes;
}

std::optional<std::string> EncodeRuns(Integers values, std::size_t runs) {
  if (runs * 2 > values.size()) return std::nullopt;
  std::vector<std::int64_t> run_values;
  std::vector<std::int64_t> run_ends;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i + 1 < values.size() && values[i] == values[i + 1]) continue;
    run_values.push_back(values[i]);
    run_ends.push_back(static_cast<std::int64_t>(i + 1));
  }
  std::string bytes;
  AppendFixed(&bytes, run_values.size(), 4);
  AppendFramed(run_values, FrameOf(run_values), &bytes);
  AppendFramed(run_ends, FrameOf(run_ends), &bytes);
  return bytes;
}

std::optional<std::string> EncodeDictionary(Integers values) {
  absl::flat_hash_map<std::int64_t, std::uint64_t> indexes;
  std::vector<std::int64_t> entries;
  std::vector<std::uint64_t> packed(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto [entry, is_new] = indexes.try_emplace(values[i], entries.size());
    if (is_new) entries.push_back(values[i]);
    if (entries.size() > kDictionaryEntriesMax || entries.size() > values.size() / 4 + 1) {
      return std::nullopt;
    }
    packed[i] = entry->second;
  }
  const unsigned width = BitWidth(entries.size() - 1);
  std::string bytes;
  AppendFixed(&bytes, entries.size(), 4);
  bytes.push_back(static_cast<char>(width));
  AppendFramed(entries, FrameOf(entries), &bytes);
  AppendPacked(packed, width, &bytes);
  return bytes;
}

std::string EncodeRaw(Integers values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(std::int64_t)};
}

std::string Compress(std::string_view bytes) {
  std::string compressed(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size =
      ZSTD_compress(compressed.data(), compressed.size(), bytes.data(), bytes.size(), kZstdLevel);
  compressed.resize(ZSTD_isError(size) ? 0 : size);
  return compressed;
}

struct Candidate {
  Encoding encoding;
  std::string payload;
};

// Faster ones first: a later one must save its share to win.
Candidate Choose(Integers values) {
  Candidate best{Encoding::kFrameOfReference, EncodeFrame(values)};
  const auto offer = [&best](Encoding encoding, std::string payload, double must_save) {
    if (static_cast<double>(payload.size()) <
        (1 - must_save) * static_cast<double>(best.payload.size())) {
      best = {encoding, std::move(payload)};
    }
  };
  const auto raw_bytes = static_cast<double>(values.size() * sizeof(std::int64_t));
  if (static_cast<double>(best.payload.size()) > (1 - kPackingMustSave) * raw_bytes) {
    best = {Encoding::kRaw, EncodeRaw(values)};
  }
  std::size_t runs = 1;
  for (std::size_t i = 1; i < values.size(); ++i) runs += values[i] != values[i - 1] ? 1 : 0;
  if (auto payload = EncodeRuns(values, runs)) {
    offer(Encoding::kRunLength, std::move(*payload), kSlowerMustSave);
  }
  if (auto payload = EncodeDictionary(values)) {
    offer(Encoding::kDictionary, std::move(*payload), kSlowerMustSave);
  }
  offer(Encoding::kDelta, EncodeDelta(values), kSlowerMustSave);
  // Text-like repetition in wide values that no other encoding found: ids made of a few parts.
  if (best.payload.size() > values.size() * 3) {
    std::string compressed = Compress(EncodeRaw(values));
    if (!compressed.empty()) offer(Encoding::kZstd, std::move(compressed), kZstdMustSave);
  }
  return best;
}

// NULLs take the value before them: the cheapest filler for every encoding.
std::vector<std::int64_t> FillNulls(Integers values, std::string* validity) {
  validity->assign(ValidityBytes(static_cast<std::uint32_t>(values.size())), '\0');
  std::vector<std::int64_t> filled(values.begin(), values.end());
  const auto first = std::find_if(values.begin(), values.end(),
                                  [](std::int64_t value) { return value != kNullInteger; });
  std::int64_t filler = first == values.end() ? 0 : *first;
  for (std::size_t i = 0; i < filled.size(); ++i) {
    if (filled[i] == kNullInteger) {
      filled[i] = filler;
    } else {
      filler = filled[i];
      (*validity)[i / 8] = static_cast<char>((*validity)[i / 8] | (1 << (i % 8)));
    }
  }
  return filled;
}

ColumnStatistics Summarize(Integers values) {
  ColumnStatistics statistics;
  statistics.rows = static_cast<std::uint32_t>(values.size());
  bool is_first = true;
  for (const std::int64_t value : values) {
    if (value == kNullInteger) {
      ++statistics.nulls;
      continue;
    }
    statistics.minimum = is_first ? value : std::min(statistics.minimum, value);
    statistics.maximum = is_first ? value : std::max(statistics.maximum, value);
    statistics.sum += value;
    is_first = false;
  }
  return statistics;
}

}  // namespace

EncodedColumn EncodeIntegers(std::span<const std::int64_t> values) {
  ColumnStatistics statistics = Summarize(values);
  std::string validity;
  std::vector<std::int64_t> filled;
  if (statistics.nulls != 0) {
    filled = FillNulls(values, &validity);
    values = filled;
  }
  if (statistics.minimum == statistics.maximum) {
    statistics.encoding = Encoding::kConstant;
    std::string payload;
    AppendFixed(&payload, static_cast<std::uint64_t>(values.front()));
    return AssembleColumn(statistics, validity, payload);
  }
  Candidate chosen = Choose(values);
  statistics.encoding = chosen.encoding;
  return AssembleColumn(statistics, validity, chosen.payload);
}

}  // namespace costdb::engine
