#include <fmt/format.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/error/propagate.h"
#include "engine/money/checked_arithmetic.h"
#include "engine/money/decimal.h"
#include "engine/prices/own_prices.h"
#include "tools/command/prices_support.h"
#include "tools/command/terminal.h"

namespace costdb::tools {
namespace {

constexpr int kPriceScale = 12;
constexpr int kFactorScale = 6;

struct SetArguments : PricesArguments {
  std::string model;
  std::string provider;
  std::string from;
  std::string to;
  std::array<std::string, engine::kPriceFields.size()> prices;
  std::string request;
  std::array<std::string, engine::kServiceTierCount> factors;  // By ServiceTier; none of standard.
  std::vector<std::string> tiers;
  std::string reported_costs;
  bool remove = false;
};

constexpr const char* kExamples =
    R"(Sets your own price of a model, which wins over every price list. Prices are dollars per million
tokens, exact decimals. Without --to the price holds until the model's next own price. Calls that are
stored already keep their cost until `costdb prices reprice`.

A tier holds for calls with more input than it says, for every token of theirs:
  --tier '272000 input=5 output=22.5 cached=0.5'

Examples:
  costdb prices set spend.costdb gpt-5.4 --input 2.00 --cached 0.20 --output 12.00
  costdb prices set spend.costdb gpt-5.4 --provider azure.ai.openai --input 2.20 --output 13.20 \
      --from 2026-04-01 --to 2026-07-01 --batch 0.5
  costdb prices set spend.costdb our-llama --input 0.05 --output 0.05 --request 0.0001
  costdb prices set spend.costdb gpt-5.4 --remove
  costdb prices set spend.costdb --reported-costs span-first)";

Result<std::int64_t> ParseAmount(const std::string& text, std::string_view option, int scale) {
  const Result<Int128> amount = engine::ParseDecimal(text, {.scale = scale});
  if (!amount.ok()) {
    return Status::InvalidArgument(fmt::format("{}: {}", option, amount.status().message()));
  }
  const auto narrow = engine::NarrowToInt64(*amount);
  if (!narrow) return Status::InvalidArgument(fmt::format("{}: {} is too large", option, text));
  if (*narrow < 0) {
    return Status::InvalidArgument(fmt::format("{}: {} is negative; a price is not", option, text));
  }
  return *narrow;
}

std::string OptionOf(std::string_view field) {
  std::string option = "--" + std::string(field);
  for (char& c : option) {
    if (c == '_') c = '-';
  }
  return option;
}

// "272000 input=5 output=22.5"
Status AddTier(const std::string& text, engine::PriceSchedule* schedule) {
  const auto fail = [&text](std::string_view what) {
    return Status::InvalidArgument(fmt::format("--tier '{}': {}", text, what));
  };
  engine::PriceTier tier;
  tier.prices = schedule->tiers.empty() ? schedule->base : schedule->tiers.back().prices;
  std::size_t begin = 0;
  bool is_first = true;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    begin = end + 1;
    if (word.empty()) continue;
    if (is_first) {
      COSTDB_ASSIGN_OR_RETURN(tier.above_input_tokens, ParseAmount(word, "--tier", 0));
      is_first = false;
      continue;
    }
    const std::size_t equals = word.find('=');
    const engine::PriceField* field = nullptr;
    for (const engine::PriceField& known : engine::kPriceFields) {
      if (known.name == word.substr(0, equals)) field = &known;
    }
    if (equals == std::string::npos || field == nullptr) {
      return fail("expected prices such as input=5 and output=22.5 after the tokens");
    }
    COSTDB_ASSIGN_OR_RETURN(tier.prices.*field->price,
                            ParseAmount(word.substr(equals + 1), "--tier", kPriceScale));
  }
  if (is_first) return fail("expected the input tokens above which it holds");
  schedule->tiers.push_back(tier);
  return Status::Ok();
}

Result<engine::ModelPrice> PriceOf(const SetArguments& arguments) {
  engine::ModelPrice price;
  for (std::size_t i = 0; i < engine::kPriceFields.size(); ++i) {
    const engine::PriceField& field = engine::kPriceFields[i];
    const std::string option = OptionOf(field.name);
    if (arguments.prices[i].empty()) {
      if (!field.is_required) continue;
      return Status::InvalidArgument(
          fmt::format("{} is missing: dollars per million tokens; 0 where there are none", option));
    }
    COSTDB_ASSIGN_OR_RETURN(price.standard.base.*field.price,
                            ParseAmount(arguments.prices[i], option, kPriceScale));
  }
  if (!arguments.request.empty()) {
    COSTDB_ASSIGN_OR_RETURN(price.standard.base.request,
                            ParseAmount(arguments.request, "--request", kPriceScale));
  }
  for (const std::string& tier : arguments.tiers) {
    COSTDB_RETURN_IF_ERROR(AddTier(tier, &price.standard));
  }
  for (std::size_t i = 1; i < engine::kServiceTierCount; ++i) {
    if (arguments.factors[i].empty()) continue;
    const std::string option = OptionOf(engine::kServiceTierNames[i]);
    COSTDB_ASSIGN_OR_RETURN(const std::int64_t factor,
                            ParseAmount(arguments.factors[i], option, kFactorScale));
    auto scaled = engine::ScaleSchedule(price.standard, factor);
    if (!scaled) return Status::InvalidArgument(option + ": a price is too high or too fine then");
    price.Set(static_cast<engine::ServiceTier>(i), std::move(*scaled));
  }
  if (!arguments.from.empty()) {
    COSTDB_ASSIGN_OR_RETURN(price.valid_from_unix_ns, ParseWhen(arguments.from, "--from"));
  }
  if (!arguments.to.empty()) {
    COSTDB_ASSIGN_OR_RETURN(price.valid_to_unix_ns, ParseWhen(arguments.to, "--to"));
  }
  if (price.valid_to_unix_ns <= price.valid_from_unix_ns) {
    return Status::InvalidArgument("--to is not after --from");
  }
  return price;
}

Status SetPolicy(const SetArguments& arguments, engine::Database* database) {
  const auto change = [&](engine::CatalogContents* contents) {
    for (std::size_t i = 0; i < engine::kReportedCostPolicyNames.size(); ++i) {
      if (engine::kReportedCostPolicyNames[i] == arguments.reported_costs) {
        contents->policy = static_cast<engine::ReportedCostPolicy>(i);
      }
    }
    contents->change = "reported costs: " + arguments.reported_costs;
    return Status::Ok();
  };
  COSTDB_ASSIGN_OR_RETURN(const std::uint64_t version, database->ChangePrices(change));
  WriteMessage(fmt::format("Costs that spans bring: {} (version {} of the prices).\n",
                           arguments.reported_costs, version));
  return Status::Ok();
}

Status RunSet(const SetArguments& arguments) {
  if (arguments.model.empty() == arguments.reported_costs.empty()) {
    return Status::InvalidArgument("set takes a MODEL, or --reported-costs");
  }
  std::optional<engine::ModelPrice> price;
  if (!arguments.model.empty() && !arguments.remove) {
    COSTDB_ASSIGN_OR_RETURN(price, PriceOf(arguments));
  }
  COSTDB_ASSIGN_OR_RETURN(const auto database, OpenForChanging(arguments.database));
  if (arguments.model.empty()) return SetPolicy(arguments, database.get());
  const auto change = [&](engine::CatalogContents* contents) -> Status {
    contents->change = fmt::format("{} {}", price ? "set" : "remove", arguments.model);
    if (price) {
      SetOwnPrice(arguments.provider, arguments.model, *price, contents);
      return Status::Ok();
    }
    if (RemoveOwnPrice(arguments.provider, arguments.model, contents)) return Status::Ok();
    return Status::NotFound(
        fmt::format("there is no own price of {}; `costdb prices list {} --source own --all` lists "
                    "what there is",
                    arguments.model, arguments.database));
  };
  COSTDB_ASSIGN_OR_RETURN(const std::uint64_t version, database->ChangePrices(change));
  WriteMessage(
      fmt::format("{} {} (version {} of the prices). Calls that are stored already keep "
                  "their cost; `costdb prices reprice {}` prices them again.\n",
                  price ? "Set the price of" : "Removed the price of", arguments.model, version,
                  arguments.database));
  return Status::Ok();
}

}  // namespace

void AddPricesSetCommand(CLI::App* prices, CommandAction* action) {
  auto arguments = std::make_shared<SetArguments>();
  CLI::App* command = prices->add_subcommand("set", "Set your own price of a model");
  command->footer(kExamples);
  AddPricesOptions(command, arguments.get(), false);
  command->add_option("MODEL", arguments->model, "The model");
  command->add_option("--provider", arguments->provider,
                      "Only for calls of this provider [any provider's]");
  for (std::size_t i = 0; i < engine::kPriceFields.size(); ++i) {
    command->add_option(
        OptionOf(engine::kPriceFields[i].name), arguments->prices[i],
        "$ per million tokens: " + std::string(engine::kPriceFields[i].documentation));
  }
  command->add_option("--request", arguments->request, "$ for each call");
  for (std::size_t i = 1; i < engine::kServiceTierCount; ++i) {
    command->add_option(
        OptionOf(engine::kServiceTierNames[i]), arguments->factors[i],
        fmt::format("Factor for {} calls, such as 0.5", engine::kServiceTierNames[i]));
  }
  command->add_option("--tier", arguments->tiers, "Prices above so much input; may be repeated")
      ->expected(1)
      ->take_all();
  command->add_option("--from", arguments->from, "From when on: a day or a time [always]");
  command->add_option("--to", arguments->to, "Until when, exclusive [until the next price]");
  command
      ->add_option("--reported-costs", arguments->reported_costs,
                   "What becomes of costs that spans bring: billed where the catalog has no "
                   "price, billed first, or only compared")
      ->check(CLI::IsMember({"catalog-first", "span-first", "compare"}));
  command->add_flag("--remove", arguments->remove, "Remove the model's own prices");
  command->callback([arguments, action] { *action = [arguments] { return RunSet(*arguments); }; });
}

}  // namespace costdb::tools
