#include <fmt/format.h>

#include <memory>
#include <string>

#include "engine/error/propagate.h"
#include "engine/money/checked_arithmetic.h"
#include "engine/prices/price_catalog.h"
#include "query/syntax/nearest_name.h"
#include "tools/command/prices_support.h"
#include "tools/command/terminal.h"

namespace costdb::tools {
namespace {

constexpr const char* kMissingExamples =
    R"(Lists the models of calls that have usage and no cost, with the nearest names that have a price, and
apart from them the calls that reported no usage (unmetered), which no price can help. A price and a
repricing mend the former:

  costdb prices missing spend.costdb
  costdb prices set spend.costdb acme-large --input 1.50 --output 6.00
  costdb prices reprice spend.costdb --where "model = 'acme-large'")";

constexpr const char* kAuditExamples =
    R"(Compares the costs that spans bring themselves with the catalog's, and lists the models where the
two differ by more than the threshold.

Examples:
  costdb prices audit spend.costdb
  costdb prices audit spend.costdb --threshold 5 --format csv)";

constexpr std::string_view kMissingQuery = R"(
SELECT CASE WHEN billing = 'unmetered' THEN 'unmetered' ELSE 'no price' END AS why,
       provider, model, service_tier, count(*) AS calls, sum(input_tokens) AS input_tokens,
       sum(output_tokens) AS output_tokens, min(time) AS first, max(time) AS last
FROM calls WHERE cost IS NULL
GROUP BY why, provider, model, service_tier ORDER BY why, calls DESC, provider, model)";

constexpr std::string_view kAuditQuery = R"(
SELECT provider, model, count(*) AS calls, sum(catalog_cost()) AS catalog,
       sum(reported_cost) AS reported, sum(reported_cost) - sum(catalog_cost()) AS difference
FROM calls WHERE reported_cost IS NOT NULL AND catalog_cost() IS NOT NULL
GROUP BY provider, model ORDER BY difference DESC, provider, model)";

struct AuditArguments : PricesArguments {
  std::uint32_t threshold = 1;
};

std::size_t ColumnOf(const QueryResult& result, std::string_view name) {
  for (std::size_t i = 0; i < result.columns.size(); ++i) {
    if (result.columns[i].name == name) return i;
  }
  return 0;
}

// The rows for which `keep` is true.
template <typename Keep>
QueryResult Filter(const QueryResult& result, const Keep& keep) {
  QueryResult kept;
  for (const ResultColumn& column : result.columns) {
    kept.columns.push_back({column.name, column.type, {}});
  }
  for (std::size_t row = 0; row < result.row_count(); ++row) {
    if (!keep(row)) continue;
    for (std::size_t i = 0; i < result.columns.size(); ++i) {
      kept.columns[i].values.push_back(result.columns[i].values[row]);
    }
  }
  return kept;
}

void AddNearest(const engine::PriceCatalog& catalog, QueryResult* result) {
  const std::vector<std::string_view> names = catalog.ModelNames();
  ResultColumn nearest{"nearest", Type::kText, {}};
  const std::size_t why = ColumnOf(*result, "why");
  const std::size_t model = ColumnOf(*result, "model");
  const std::size_t provider = ColumnOf(*result, "provider");
  for (std::size_t row = 0; row < result->row_count(); ++row) {
    const std::string& name = result->columns[model].values[row].text;
    Value value;
    if (!name.empty() && result->columns[why].values[row].text == "no price") {
      // A known model without a price for this tier, or at that time, is its own nearest name.
      const auto known = catalog.ResolveName(result->columns[provider].values[row].text, name);
      const std::string_view found =
          known != nullptr ? std::string_view(known->name) : query::NearestName(name, names);
      if (!found.empty()) value = Value::Text(std::string(found));
    }
    nearest.values.push_back(std::move(value));
  }
  result->columns.push_back(std::move(nearest));
}

Status RunMissing(const PricesArguments& arguments) {
  COSTDB_ASSIGN_OR_RETURN(const auto database, OpenForReading(arguments.database));
  COSTDB_ASSIGN_OR_RETURN(const auto catalog, database->Prices());
  COSTDB_ASSIGN_OR_RETURN(QueryResult result, RunPricesQuery(*database, kMissingQuery, {}));
  AddNearest(*catalog, &result);
  if (arguments.format != "table" && arguments.format != "markdown") {
    return WritePricesTable(std::move(result), arguments);
  }
  const std::size_t why = ColumnOf(result, "why");
  for (const std::string_view part : {"no price", "unmetered"}) {
    QueryResult rows = Filter(
        result, [&](std::size_t row) { return result.columns[why].values[row].text == part; });
    const bool is_unmetered = part == "unmetered";
    const std::size_t count = rows.row_count();
    if (is_unmetered && count == 0) continue;
    COSTDB_RETURN_IF_ERROR(WriteOutput(
        is_unmetered ? "\nUnmetered: calls that reported no usage; there is nothing to price.\n"
        : count == 0 ? "Every call with usage has a price.\n"
                     : "Calls without a price:\n"));
    if (count == 0) continue;
    rows.columns.erase(rows.columns.begin() + static_cast<std::ptrdiff_t>(why));
    COSTDB_RETURN_IF_ERROR(WritePricesTable(std::move(rows), arguments));
  }
  return Status::Ok();
}

Status RunAudit(const AuditArguments& arguments) {
  COSTDB_ASSIGN_OR_RETURN(const auto database, OpenForReading(arguments.database));
  COSTDB_ASSIGN_OR_RETURN(const QueryResult result, RunPricesQuery(*database, kAuditQuery, {}));
  const auto& catalog = result.columns[ColumnOf(result, "catalog")].values;
  const auto& difference = result.columns[ColumnOf(result, "difference")].values;
  QueryResult rows = Filter(result, [&](std::size_t row) {
    const Int128 apart =
        difference[row].integer < 0 ? -difference[row].integer : difference[row].integer;
    return apart * 100 > catalog[row].integer * arguments.threshold;
  });
  const std::size_t count = rows.row_count();
  COSTDB_RETURN_IF_ERROR(WritePricesTable(std::move(rows), arguments));
  WriteMessage(fmt::format("{} of {} models differ by more than {} %\n", count, result.row_count(),
                           arguments.threshold));
  return Status::Ok();
}

}  // namespace

void AddPricesMissingCommands(CLI::App* prices, CommandAction* action) {
  auto missing = std::make_shared<PricesArguments>();
  CLI::App* command = prices->add_subcommand("missing", "List calls that no price is known for");
  command->footer(kMissingExamples);
  AddPricesOptions(command, missing.get(), true);
  command->callback([missing, action] { *action = [missing] { return RunMissing(*missing); }; });

  auto audit = std::make_shared<AuditArguments>();
  command = prices->add_subcommand("audit", "Compare costs that spans bring with the catalog's");
  command->footer(kAuditExamples);
  AddPricesOptions(command, audit.get(), true);
  command->add_option("--threshold", audit->threshold, "Percent from which a model is listed")
      ->capture_default_str();
  command->callback([audit, action] { *action = [audit] { return RunAudit(*audit); }; });
}

}  // namespace costdb::tools
