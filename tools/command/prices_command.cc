#include "tools/command/prices_support.h"

namespace costdb::tools {
namespace {

constexpr const char* kExamples =
    R"(Prices come from three places, and the first that knows one wins: your own (set, or import of a
costdb file), imported lists (genai-prices, LiteLLM), and what is built in. A call costs what its
model cost when it ran: changing prices changes calls that come later; reprice changes the others.

Examples:
  costdb prices list spend.costdb gpt-5
  costdb prices import spend.costdb genai-prices.json
  costdb prices set spend.costdb gpt-5.4 --input 2.00 --output 12.00 --from 2026-04-01
  costdb prices missing spend.costdb
  costdb prices reprice spend.costdb --since 2026-04-01 --dry-run)";

}  // namespace

void AddPricesCommand(CLI::App* app, CommandAction* action) {
  CLI::App* prices = app->add_subcommand("prices", "Show and change prices, and reprice calls");
  prices->footer(kExamples);
  prices->require_subcommand(1);
  AddPricesListCommands(prices, action);
  AddPricesSetCommand(prices, action);
  AddPricesFileCommands(prices, action);
  AddPricesMissingCommands(prices, action);
  AddPricesDiffCommand(prices, action);
  AddPricesRepriceCommand(prices, action);
}

}  // namespace costdb::tools
