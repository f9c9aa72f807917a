#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <string>

#include "engine/error/propagate.h"
#include "engine/prices/price_catalog.h"
#include "engine/prices/price_rows.h"
#include "query/prices/price_relation.h"
#include "query/syntax/nearest_name.h"
#include "tools/command/prices_support.h"
#include "tools/command/terminal.h"

namespace costdb::tools {
namespace {

struct ListArguments : PricesArguments {
  std::string word;
  std::string provider;
  std::string source;
  std::string at;
  bool all = false;
};

struct ShowArguments : PricesArguments {
  std::string model;
  std::string provider;
};

constexpr const char* kListExamples =
    R"(Lists the prices that hold now, in dollars per million tokens. Columns without a value in any row
are left out of the table; csv and json have all of them.

Examples:
  costdb prices list spend.costdb                        all of them
  costdb prices list spend.costdb claude --provider aws
  costdb prices list spend.costdb o3 --all               with what was and what will be
  costdb prices list spend.costdb --source own --format csv)";

constexpr const char* kShowExamples =
    R"(Finds a model as ingest does, by the name that a call writes, and shows every price that it has,
the first that is asked first.

Examples:
  costdb prices show spend.costdb claude-sonnet-4-5-20250929
  costdb prices show spend.costdb anthropic.claude-sonnet-4-5-20250929-v1:0 --provider aws.bedrock)";

constexpr std::string_view kListQuery = R"(
SELECT source, provider, model, match, valid_from, valid_to, hours, service_tier,
       above_input_tokens, input, cached, cache_write, cache_write_1h, output, reasoning,
       audio_input, cached_audio, audio_output, request
FROM prices
WHERE (:all OR ((valid_from IS NULL OR valid_from <= :at) AND (valid_to IS NULL OR valid_to > :at)))
  AND (:word = '' OR model ILIKE :pattern OR provider ILIKE :pattern OR match ILIKE :pattern)
  AND (:provider = '' OR provider = :provider)
  AND (:source = '' OR source = :source))";

std::int64_t NowUnixNs() {
  return std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count();
}

Status RunList(const ListArguments& arguments) {
  std::int64_t at = NowUnixNs();
  if (!arguments.at.empty()) {
    COSTDB_ASSIGN_OR_RETURN(at, ParseWhen(arguments.at, "--at"));
  }
  COSTDB_ASSIGN_OR_RETURN(const auto database, OpenForReading(arguments.database));
  COSTDB_ASSIGN_OR_RETURN(QueryResult result,
                          RunPricesQuery(*database, kListQuery,
                                         {{"all", Value::Bool(arguments.all)},
                                          {"at", Value::Time(at)},
                                          {"word", Value::Text(arguments.word)},
                                          {"pattern", Value::Text("%" + arguments.word + "%")},
                                          {"provider", Value::Text(arguments.provider)},
                                          {"source", Value::Text(arguments.source)}}));
  const bool is_empty = result.row_count() == 0;
  COSTDB_RETURN_IF_ERROR(WritePricesTable(std::move(result), arguments));
  if (is_empty) WriteMessage("No price fits; --all lists those of other times too.\n");
  return Status::Ok();
}

QueryResult RowsAsResult(const std::vector<engine::PriceRow>& rows) {
  QueryResult result;
  for (const query::PriceColumn& column : query::PriceColumns()) {
    ResultColumn& added = result.columns.emplace_back();
    added.name = column.name;
    added.type = column.type;
    for (const engine::PriceRow& row : rows) added.values.push_back(column.value(row));
  }
  return result;
}

Status RunShow(const ShowArguments& arguments) {
  COSTDB_ASSIGN_OR_RETURN(const auto database, OpenForReading(arguments.database));
  COSTDB_ASSIGN_OR_RETURN(const auto catalog, database->Prices());
  const auto model = catalog->ResolveName(arguments.provider, arguments.model);
  if (model == nullptr) {
    const auto names = catalog->ModelNames();
    return Status::NotFound(fmt::format("there is no price for a model {}{}{}", arguments.model,
                                        arguments.provider.empty() ? "" : " of ",
                                        arguments.provider) +
                            query::DidYouMean(arguments.model, names));
  }
  std::vector<engine::PriceRow> rows;
  for (const auto& [source, found] : model->layers) {
    AppendPriceRows(catalog->sources()[source], *found, &rows);
  }
  WriteMessage(fmt::format("{} is {}; dollars per million tokens, the first row that fits holds\n",
                           arguments.model, model->name));
  return WritePricesTable(RowsAsResult(rows), arguments);
}

}  // namespace

void AddPricesListCommands(CLI::App* prices, CommandAction* action) {
  auto list = std::make_shared<ListArguments>();
  CLI::App* command = prices->add_subcommand("list", "List prices");
  command->footer(kListExamples);
  AddPricesOptions(command, list.get(), true);
  command->add_option("WORD", list->word, "Only models and providers with this in their names");
  command->add_option("--provider", list->provider, "Only this provider's");
  command->add_option("--source", list->source, "Only own, genai-prices, litellm or built-in");
  command->add_option("--at", list->at, "What held then: a day, a time, or 7d ago [now]");
  command->add_flag("--all", list->all, "Prices of all times");
  command->callback([list, action] { *action = [list] { return RunList(*list); }; });

  auto show = std::make_shared<ShowArguments>();
  command = prices->add_subcommand("show", "Show what a model costs, and how its name is found");
  command->footer(kShowExamples);
  AddPricesOptions(command, show.get(), true);
  command->add_option("MODEL", show->model, "The model's name as calls write it")->required();
  command->add_option("--provider", show->provider, "The provider as calls write it");
  command->callback([show, action] { *action = [show] { return RunShow(*show); }; });
}

}  // namespace costdb::tools
