// A generated workload through the whole house: OTLP bytes, ingest, sealing, queries. What the
// models cost can be worked out again from the sums of their tokens, by hand if need be, because a
// model without tiers costs its price times its tokens.

#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "costdb/int128.h"
#include "program.h"

namespace costdb {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr const char* kCalls = "20000";
#else
constexpr const char* kCalls = "1000000";
#endif

/// Millionths of a dollar for a million tokens, as the price lists of 2026 have them.
struct Prices {
  long long input;
  long long cached;
  long long cache_write;
  long long output;
};

const std::map<std::string, Prices> kModelsWithoutTiers = {
    {"gpt-5", {1'250'000, 125'000, 1'250'000, 10'000'000}},
    {"gpt-5.4-mini", {750'000, 75'000, 750'000, 4'500'000}},
    {"gpt-5.4-nano", {200'000, 20'000, 200'000, 1'250'000}},
    {"o3", {2'000'000, 500'000, 2'000'000, 8'000'000}},
    {"o4-mini", {1'100'000, 275'000, 1'100'000, 4'400'000}},
    {"claude-haiku-4.5", {1'000'000, 100'000, 1'250'000, 5'000'000}},
};

using Rows = std::vector<std::vector<std::string>>;

Rows Query(const TemporaryFolder& folder, const std::string& database, const std::string& costql) {
  const Finished query = RunProgram(folder, {"query", database, costql, "--format", "csv"});
  EXPECT_EQ(query.exit_code, 0) << query.error;
  Rows rows;
  std::istringstream lines(query.output);
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string>& row = rows.emplace_back();
    line += ',';
    for (std::size_t begin = 0; begin < line.size();) {
      const std::size_t end = line.find(',', begin);
      row.push_back(line.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  if (!rows.empty()) rows.erase(rows.begin());
  return rows;
}

long long Tokens(const std::string& text) {
  return text.empty() ? 0 : std::stoll(text);
}

// Picodollars of an exact decimal.
Int128 Picodollars(const std::string& dollars) {
  const std::size_t point = std::min(dollars.find('.'), dollars.size());
  std::string digits = dollars.substr(0, point);
  std::string fraction = point < dollars.size() ? dollars.substr(point + 1) : "";
  EXPECT_LE(fraction.size(), 12U) << dollars;
  fraction.resize(12, '0');
  Int128 value = 0;
  for (const char digit : digits + fraction) value = value * 10 + (digit - '0');
  return value;
}

TEST(GeneratedWorkload, CostsWhatItsTokensCost) {
  const TemporaryFolder folder;
  const std::string database = folder.File("generated.costdb");
  const std::string file = folder.File("generated.pb");
  const Finished generated =
      RunProgram(folder, {"generate", file, "--calls", kCalls, "--seed", "7"});
  ASSERT_EQ(generated.exit_code, 0) << generated.error;
  const Finished ingested = RunProgram(folder, {"ingest", database, file});
  ASSERT_EQ(ingested.exit_code, 0) << ingested.error;

  const Rows count = Query(folder, database, "SELECT count(*) FROM calls");
  ASSERT_EQ(count.size(), 1U);
  EXPECT_EQ(count[0][0], kCalls);

  std::size_t compared = 0;
  for (const auto& row : Query(
           folder, database,
           "SELECT model, sum(input_tokens), sum(cached_tokens), sum(cache_write_tokens), "
           "sum(cache_write_1h_tokens), sum(output_tokens), sum(cost) FROM calls GROUP BY model")) {
    const auto known = kModelsWithoutTiers.find(row[0]);
    if (known == kModelsWithoutTiers.end()) continue;
    const Prices& prices = known->second;
    EXPECT_EQ(Tokens(row[4]), 0) << "an hour's cache has a price of its own";
    const long long cached = Tokens(row[2]);
    const long long written = Tokens(row[3]);
    const Int128 expected = Int128{Tokens(row[1]) - cached - written} * prices.input +
                            Int128{cached} * prices.cached + Int128{written} * prices.cache_write +
                            Int128{Tokens(row[5])} * prices.output;
    EXPECT_TRUE(Picodollars(row[6]) == expected) << row[0] << " costs " << row[6];
    ++compared;
  }
  EXPECT_EQ(compared, kModelsWithoutTiers.size());

  const Rows calls =
      Query(folder, database, "SELECT sum(cost), count(DISTINCT trace_id) FROM calls");
  const Rows traces = Query(folder, database, "SELECT sum(cost), sum(calls) FROM traces");
  const Rows roots =
      Query(folder, database, "SELECT sum(inclusive_cost) FROM spans WHERE parent_span_id IS NULL");
  EXPECT_EQ(traces[0][0], calls[0][0]);
  EXPECT_EQ(traces[0][1], kCalls);
  EXPECT_EQ(roots[0][0], calls[0][0]);
}

}  // namespace
}  // namespace costdb
