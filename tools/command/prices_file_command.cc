#include <fmt/format.h>

#include <fstream>
#include <memory>
#include <string>

#include "engine/error/propagate.h"
#include "engine/prices/own_prices.h"
#include "engine/prices/price_rows.h"
#include "ingest/prices/price_file.h"
#include "ingest/prices/price_import.h"
#include "tools/command/prices_diff.h"
#include "tools/command/prices_support.h"
#include "tools/command/terminal.h"

namespace costdb::tools {
namespace {

struct ImportArguments : PricesArguments {
  std::string file;
  bool dry_run = false;
  bool replace = false;
};

struct ExportArguments : PricesArguments {
  std::string source = "own";
  std::string output = "-";
};

struct DiffArguments : PricesArguments {
  std::string file;
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  bool has_from = false;
};

constexpr const char* kImportExamples =
    R"(Takes genai-prices' data.json, LiteLLM's model_prices_and_context_window.json, or costdb's own TOML,
which the content tells; each also .gz or .zst. A list replaces the list of the same name; own prices
replace those of the same models. A file with an error is refused as a whole.

Examples:
  costdb prices import spend.costdb genai-prices.json --dry-run
  costdb prices import spend.costdb model_prices_and_context_window.json
  costdb prices import spend.costdb our-prices.toml)";

constexpr const char* kExportExamples =
    R"(Writes a source of prices as TOML, which import reads back.

Examples:
  costdb prices export spend.costdb > our-prices.toml
  costdb prices export spend.costdb --source genai-prices --output catalog.toml)";

constexpr const char* kDiffExamples =
    R"(Shows what importing a file would change, or what changed between two versions of the prices.

Examples:
  costdb prices diff spend.costdb genai-prices.json
  costdb prices diff spend.costdb --from 3              version 3 against the newest
  costdb prices diff spend.costdb --from 0 --to 1)";

std::vector<engine::PriceSource> AllSources(const engine::PriceCatalog& catalog) {
  return {catalog.sources().begin(), catalog.sources().end()};
}

// The sources as they would be after an import.
Result<std::vector<engine::PriceSource>> SourcesAfter(const engine::Database& database,
                                                      engine::PriceSource source, bool replace) {
  COSTDB_ASSIGN_OR_RETURN(const auto catalog, database.Prices());
  COSTDB_ASSIGN_OR_RETURN(engine::CatalogContents contents,
                          database.PricesOfVersion(catalog->contents().version));
  ImportSource(std::move(source), replace, &contents);
  COSTDB_ASSIGN_OR_RETURN(const auto after, engine::PriceCatalog::Make(std::move(contents)));
  return AllSources(*after);
}

Status RunImport(const ImportArguments& arguments) {
  COSTDB_ASSIGN_OR_RETURN(const ingest::ImportedPrices imported,
                          ingest::ReadPriceListFile(arguments.file));
  COSTDB_ASSIGN_OR_RETURN(const auto database, arguments.dry_run
                                                   ? OpenForReading(arguments.database)
                                                   : OpenForChanging(arguments.database));
  COSTDB_ASSIGN_OR_RETURN(const auto before, database->Prices());
  COSTDB_ASSIGN_OR_RETURN(const auto after,
                          SourcesAfter(*database, imported.source, arguments.replace));
  const PriceChanges changes = DiffSources(AllSources(*before), after);
  std::string text = fmt::format(
      "{} ({}): {} models of {} providers; {} prices new, {} changed, "
      "{} gone\n",
      arguments.file, imported.format, imported.source.models.size(),
      imported.source.providers.size(), changes.added, changes.changed, changes.removed);
  for (const std::string& note : imported.notes) text += "  " + note + "\n";
  if (arguments.dry_run) {
    WriteMessage(text + "Nothing was changed: a dry run.\n");
    return Status::Ok();
  }
  const auto change = [&](engine::CatalogContents* contents) {
    ImportSource(imported.source, arguments.replace, contents);
    contents->change = "import " + arguments.file;
    return Status::Ok();
  };
  COSTDB_ASSIGN_OR_RETURN(const std::uint64_t version, database->ChangePrices(change));
  WriteMessage(text + fmt::format("Imported (version {} of the prices). Calls that are stored "
                                  "already keep their cost; `costdb prices reprice {}` prices them "
                                  "again.\n",
                                  version, arguments.database));
  return Status::Ok();
}

Status RunExport(const ExportArguments& arguments) {
  COSTDB_ASSIGN_OR_RETURN(const auto database, OpenForReading(arguments.database));
  COSTDB_ASSIGN_OR_RETURN(const auto catalog, database->Prices());
  std::string names;
  for (const engine::PriceSource& source : catalog->sources()) {
    if (source.name != arguments.source) {
      names += (names.empty() ? "" : ", ") + source.name;
      continue;
    }
    const std::string text = ingest::WritePriceFile(source);
    if (arguments.output == "-") return WriteOutput(text);
    std::ofstream file(arguments.output, std::ios::binary);
    file << text;
    file.close();
    if (file) return Status::Ok();
    return Status::Io(fmt::format("{}: cannot write it", arguments.output));
  }
  return Status::NotFound(fmt::format("{} has no prices of a source {}; there are {}",
                                      arguments.database, arguments.source, names));
}

Status RunDiff(const DiffArguments& arguments) {
  COSTDB_ASSIGN_OR_RETURN(const auto database, OpenForReading(arguments.database));
  COSTDB_ASSIGN_OR_RETURN(const auto newest, database->Prices());
  if (arguments.file.empty() != arguments.has_from) {
    return Status::InvalidArgument("diff takes a FILE, or --from VERSION");
  }
  if (!arguments.file.empty()) {
    COSTDB_ASSIGN_OR_RETURN(ingest::ImportedPrices imported,
                            ingest::ReadPriceListFile(arguments.file));
    COSTDB_ASSIGN_OR_RETURN(const auto after,
                            SourcesAfter(*database, std::move(imported.source), false));
    return WritePricesTable(DiffSources(AllSources(*newest), after).table, arguments);
  }
  const std::uint64_t to = arguments.to == 0 ? newest->contents().version : arguments.to;
  COSTDB_ASSIGN_OR_RETURN(const engine::CatalogContents old,
                          database->PricesOfVersion(arguments.from));
  COSTDB_ASSIGN_OR_RETURN(const engine::CatalogContents current, database->PricesOfVersion(to));
  return WritePricesTable(DiffSources(old.sources, current.sources).table, arguments);
}

}  // namespace

void AddPricesFileCommands(CLI::App* prices, CommandAction* action) {
  auto import = std::make_shared<ImportArguments>();
  CLI::App* command = prices->add_subcommand("import", "Take in a price list");
  command->footer(kImportExamples);
  AddPricesOptions(command, import.get(), false);
  command->add_option("FILE", import->file, "The price list; - is standard input")->required();
  command->add_flag("--dry-run", import->dry_run, "Only say what it would change");
  command->add_flag("--replace", import->replace, "Own prices: drop all that the file has not");
  command->callback([import, action] { *action = [import] { return RunImport(*import); }; });

  auto written = std::make_shared<ExportArguments>();
  command = prices->add_subcommand("export", "Write prices as a file that import reads");
  command->footer(kExportExamples);
  AddPricesOptions(command, written.get(), false);
  command->add_option("--source", written->source, "own, genai-prices, litellm or built-in")
      ->capture_default_str();
  command->add_option("--output", written->output, "The file; - is standard output")
      ->capture_default_str();
  command->callback([written, action] { *action = [written] { return RunExport(*written); }; });
}

void AddPricesDiffCommand(CLI::App* prices, CommandAction* action) {
  auto arguments = std::make_shared<DiffArguments>();
  CLI::App* command = prices->add_subcommand("diff", "Show what an import would change, or did");
  command->footer(kDiffExamples);
  AddPricesOptions(command, arguments.get(), true);
  command->add_option("FILE", arguments->file, "The price list to compare with");
  CLI::Option* from = command->add_option("--from", arguments->from, "The older version");
  command->add_option("--to", arguments->to, "The newer version [the newest]");
  command->callback([arguments, from, action] {
    arguments->has_from = from->count() > 0;
    *action = [arguments] { return RunDiff(*arguments); };
  });
}

}  // namespace costdb::tools
