#include "tools/command/prices_support.h"
#include "tools/output/value_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>

#include "engine/error/propagate.h"
#include "ingest/prices/calendar_text.h"
#include "query/parser/literal.h"
#include "query/session.h"
#include "query/syntax/expression.h"
#include "tools/command/terminal.h"
#include "tools/output/result_writer.h"

namespace costdb::tools {

void AddPricesOptions(CLI::App* command, PricesArguments* arguments, bool with_format) {
  command->add_option("DB", arguments->database, "The database file")->required();
  if (!with_format) return;
  command->add_option("--format", arguments->format, "How to write the table")
      ->check(CLI::IsMember({"table", "csv", "json", "jsonl", "markdown"}))
      ->capture_default_str();
}

Result<std::unique_ptr<engine::Database>> OpenForReading(const std::string& path) {
  engine::DatabaseOptions options;
  options.mode = engine::OpenMode::kReadOnly;
  return engine::Database::Open(path, options);
}

Result<std::unique_ptr<engine::Database>> OpenForChanging(const std::string& path) {
  std::error_code error;
  // What is wrong with a file that is not there, or is none of ours, a reader says best.
  if (!std::filesystem::exists(path, error)) return OpenForReading(path);
  return engine::Database::Open(path, {});
}

Result<QueryResult> RunPricesQuery(const engine::Database& database, std::string_view costql,
                                   const std::vector<std::pair<std::string, Value>>& parameters) {
  query::Session session(database);
  for (const auto& [name, value] : parameters) session.SetParameter(name, value);
  return session.RunOne(costql);
}

namespace {

// Prices are not rounded to the cent, as sums are.
void ShowExactly(ResultColumn* column) {
  if (column->type != Type::kMoney) return;
  column->type = Type::kText;
  for (Value& value : column->values) {
    if (!value.is_null()) value = Value::Text("$" + ExactText(value));
  }
}

}  // namespace

Status WritePricesTable(QueryResult result, const PricesArguments& arguments) {
  WriteOptions options;
  options.format = *FindOutputFormat(arguments.format);
  options.table_width = OutputTerminalWidth();
  const bool is_for_people =
      options.format == OutputFormat::kTable || options.format == OutputFormat::kMarkdown;
  if (is_for_people && result.row_count() > 0) {
    std::erase_if(result.columns, [](const ResultColumn& column) {
      return std::all_of(column.values.begin(), column.values.end(),
                         [](const Value& value) { return value.is_null(); });
    });
    for (ResultColumn& column : result.columns) ShowExactly(&column);
  }
  return WriteResult(result, options, WriteOutput);
}

Result<std::int64_t> ParseWhen(std::string_view text, std::string_view option) {
  const std::optional<std::int64_t> moment = ingest::ParseMoment(text);
  if (moment) return *moment;
  const auto duration = query::ParseDuration(text);
  const bool has_length = duration.ok() &&
                          duration->calendar_unit != query::syntax::CalendarUnit::kMonth &&
                          duration->calendar_unit != query::syntax::CalendarUnit::kYear;
  if (!has_length) {
    return Status::InvalidArgument(
        fmt::format("{}: \"{}\" is no day (2026-04-01), no time (2026-04-01T12:00:00Z) and no "
                    "duration back from now (7d)",
                    option, text));
  }
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::nanoseconds(now).count() - duration->nanoseconds;
}

}  // namespace costdb::tools
