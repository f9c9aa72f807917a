// Prices calls by a price list alone: the side of the differential test that is ours.
//
//   price_calls LIST < calls.tsv > costs.tsv
//
// A call is a line: provider, model, time in nanoseconds since 1970, then the tokens of kTokens,
// separated by tabs, "-" for a number that is not reported. A cost is a line: the model's name in
// the list, and picodollars; "-" for either that there is not.

#include <cstdio>
#include <iostream>
#include <sstream>
#include <string>

#include "engine/prices/price_catalog.h"
#include "ingest/prices/price_import.h"

namespace costdb {
namespace {

using engine::kNullInteger;
using engine::Usage;

constexpr std::int64_t Usage::*kTokens[] = {
    &Usage::input,       &Usage::cached,       &Usage::cache_write, &Usage::output,
    &Usage::audio_input, &Usage::cached_audio, &Usage::audio_output};

std::string CostLine(const engine::PriceCatalog& catalog, const std::string& line) {
  std::istringstream fields(line);
  std::string provider;
  std::string model;
  std::string number;
  std::getline(fields, provider, '\t');
  std::getline(fields, model, '\t');
  std::getline(fields, number, '\t');
  const std::int64_t time = std::stoll(number);
  Usage usage;
  for (const auto& tokens : kTokens) {
    std::getline(fields, number, '\t');
    usage.*tokens = number == "-" ? kNullInteger : std::stoll(number);
  }
  const auto found = catalog.ResolveName(provider == "-" ? "" : provider, model);
  if (found == nullptr) return "-\t-";
  const std::int64_t cost =
      found->timeline->Price(usage, time, engine::ServiceTier::kStandard).total;
  return found->name + "\t" + (cost == kNullInteger ? "-" : std::to_string(cost));
}

int Run(const std::string& list) {
  Result<ingest::ImportedPrices> imported = ingest::ReadPriceListFile(list);
  if (!imported.ok()) {
    std::fprintf(stderr, "%s\n", imported.status().message().c_str());
    return 1;
  }
  engine::CatalogContents contents;
  contents.sources.push_back(std::move(imported->source));
  const auto catalog = engine::PriceCatalog::MakeOnly(std::move(contents));
  if (!catalog.ok()) {
    std::fprintf(stderr, "%s\n", catalog.status().message().c_str());
    return 1;
  }
  for (std::string line; std::getline(std::cin, line);) {
    std::cout << CostLine(**catalog, line) << '\n';
  }
  return 0;
}

}  // namespace
}  // namespace costdb

int main(int argc, char** argv) {
  return argc == 2 ? costdb::Run(argv[1]) : 2;
}
