#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "engine/error/propagate.h"
#include "engine/store/reprice.h"
#include "query/row_filter.h"
#include "tools/command/interrupt.h"
#include "tools/command/prices_support.h"
#include "tools/command/terminal.h"
#include "tools/output/display_text.h"

namespace costdb::tools {
namespace {

struct RepriceArguments : PricesArguments {
  std::string since;
  std::string until;
  std::string where;
  bool dry_run = false;
  std::uint32_t threads = 0;
};

constexpr const char* kExamples =
    R"(Prices stored calls again, each by the price that the catalog of now gives for the time at which it
ran, and shows old and new totals by model. All in one transaction: queries see the old costs until
it is done, and Ctrl-C leaves everything as it was.

Examples:
  costdb prices reprice spend.costdb --dry-run
  costdb prices reprice spend.costdb --since 2026-04-01 --until 2026-05-01
  costdb prices reprice spend.costdb --where "model = 'acme-large' AND cost IS NULL")";

QueryResult ReportTable(const engine::RepriceReport& report, bool with_total) {
  QueryResult result;
  for (const auto& [name, type] :
       std::initializer_list<std::pair<const char*, Type>>{{"model", Type::kText},
                                                           {"calls", Type::kInt},
                                                           {"changed", Type::kInt},
                                                           {"newly_priced", Type::kInt},
                                                           {"no_longer_priced", Type::kInt},
                                                           {"old", Type::kMoney},
                                                           {"new", Type::kMoney},
                                                           {"difference", Type::kMoney}}) {
    result.columns.push_back({name, type, {}});
  }
  const auto add = [&result](const engine::RepricedModel& model) {
    std::size_t column = 0;
    for (Value value :
         {model.model.empty() ? Value::Null() : Value::Text(model.model),
          Value::Int(static_cast<Int128>(model.calls)),
          Value::Int(static_cast<Int128>(model.changed)),
          Value::Int(static_cast<Int128>(model.newly_priced)),
          Value::Int(static_cast<Int128>(model.no_longer_priced)), Value::Money(model.old_total),
          Value::Money(model.new_total), Value::Money(model.new_total - model.old_total)}) {
      result.columns[column++].values.push_back(std::move(value));
    }
  };
  engine::RepricedModel total;
  total.model = "total";
  for (const engine::RepricedModel& model : report.models) {
    add(model);
    total.calls += model.calls;
    total.changed += model.changed;
    total.newly_priced += model.newly_priced;
    total.no_longer_priced += model.no_longer_priced;
    total.old_total += model.old_total;
    total.new_total += model.new_total;
  }
  if (with_total) add(total);
  return result;
}

std::string BarText(double share) {
  constexpr int kWidth = 30;
  const int done = std::clamp(static_cast<int>(share * kWidth), 0, kWidth);
  return fmt::format("repricing [{}{}] {:.0f} %", std::string(static_cast<std::size_t>(done), '#'),
                     std::string(static_cast<std::size_t>(kWidth - done), '.'), 100 * share);
}

Status RunReprice(const RepriceArguments& arguments) {
  engine::RepriceOptions options;
  options.dry_run = arguments.dry_run;
  options.threads = arguments.threads != 0 ? arguments.threads
                                           : std::max(1U, std::thread::hardware_concurrency());
  options.cancelled = &InterruptGuard::interrupted();
  if (!arguments.since.empty()) {
    COSTDB_ASSIGN_OR_RETURN(options.since_unix_ns, ParseWhen(arguments.since, "--since"));
  }
  if (!arguments.until.empty()) {
    COSTDB_ASSIGN_OR_RETURN(options.until_unix_ns, ParseWhen(arguments.until, "--until"));
  }
  if (!arguments.where.empty()) {
    options.make_selector = [&arguments](const engine::Snapshot& snapshot) {
      return query::MakeRowFilter(arguments.where, snapshot);
    };
  }
  ProgressLine line;
  options.progress = [&line](double share) {
    if (line.IsDue() || share >= 1) line.Draw(BarText(share));
  };
  COSTDB_ASSIGN_OR_RETURN(const auto database, arguments.dry_run
                                                   ? OpenForReading(arguments.database)
                                                   : OpenForChanging(arguments.database));
  const InterruptGuard interrupt;
  const auto start = std::chrono::steady_clock::now();
  const auto report = database->RepriceCalls(options);
  line.Clear();
  if (!report.ok()) return report.status();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::uint64_t calls = 0;
  std::uint64_t changed = 0;
  for (const engine::RepricedModel& model : report->models) {
    calls += model.calls;
    changed += model.changed;
  }
  const bool is_for_people = arguments.format == "table" || arguments.format == "markdown";
  COSTDB_RETURN_IF_ERROR(WritePricesTable(ReportTable(*report, is_for_people), arguments));
  WriteMessage(fmt::format("{} {} calls in {:.1f} s; the cost of {} {}{}\n",
                           arguments.dry_run ? "Looked at" : "Repriced",
                           GroupedText(static_cast<Int128>(calls)), took.count(),
                           GroupedText(static_cast<Int128>(changed)),
                           arguments.dry_run ? "would change" : "has changed",
                           arguments.dry_run ? ". Nothing was changed: a dry run." : "."));
  return Status::Ok();
}

}  // namespace

void AddPricesRepriceCommand(CLI::App* prices, CommandAction* action) {
  auto arguments = std::make_shared<RepriceArguments>();
  CLI::App* command = prices->add_subcommand("reprice", "Price stored calls again");
  command->footer(kExamples);
  AddPricesOptions(command, arguments.get(), true);
  command->add_option("--since", arguments->since, "Calls from then on: a day, a time, or 7d ago");
  command->add_option("--until", arguments->until, "Calls before then");
  command->add_option("--where", arguments->where,
                      "A CostQL condition over the columns of spans, such as model = 'gpt-5'");
  command->add_flag("--dry-run", arguments->dry_run, "Only show what would change");
  command->add_option("--threads", arguments->threads, "Threads to use [all cores]");
  command->callback(
      [arguments, action] { *action = [arguments] { return RunReprice(*arguments); }; });
}

}  // namespace costdb::tools
