#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>

#include "engine/error/propagate.h"
#include "engine/store/database.h"
#include "tools/command/commands.h"
#include "tools/command/terminal.h"
#include "tools/output/display_text.h"
#include "tools/output/json_text.h"
#include "tools/output/utf8.h"
#include "tools/output/value_text.h"

namespace costdb::tools {
namespace {

struct StatsArguments {
  std::string database;
  bool json = false;
};

constexpr const char* kExamples =
    R"(Bytes a row count the file against its spans, and a column against all rows that it stores. Dead rows
were deleted, or belong to traces that late spans took back and that were stored anew.

Examples:
  costdb stats spend.costdb
  costdb stats spend.costdb --json)";

std::string Grouped(std::uint64_t value) {
  return GroupedText(static_cast<Int128>(value));
}

double PerRow(std::uint64_t bytes, std::uint64_t rows) {
  return rows == 0 ? 0 : static_cast<double>(bytes) / static_cast<double>(rows);
}

std::string EncodingsText(const engine::ColumnStorage& column) {
  std::string text;
  for (const auto& [name, groups] : column.encodings) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, groups);
  }
  return text;
}

void AppendTotals(const engine::StorageReport& report, std::string* out) {
  auto end = std::back_inserter(*out);
  fmt::format_to(end, "file         {:>15}\n", BytesDisplayText(report.file_bytes));
  for (const auto& [part, bytes] : report.parts) {
    if (bytes == 0) continue;
    fmt::format_to(end, "  {:<16}{:>10}\n", part, BytesDisplayText(bytes));
  }
  fmt::format_to(end, "spans        {:>15}  {:.1f} bytes each\n", Grouped(report.spans),
                 PerRow(report.file_bytes, report.spans));
  fmt::format_to(end, "calls        {:>15}\n", Grouped(report.calls));
  fmt::format_to(end, "traces       {:>15}\n", Grouped(report.traces));
  if (report.first_unix_ns != engine::kNullInteger) {
    fmt::format_to(end, "time         {} to {}\n", TimeText(report.first_unix_ns),
                   TimeText(report.last_unix_ns));
  }
  fmt::format_to(end, "row groups   {:>15}\n", Grouped(report.row_groups));
  if (report.deleted_spans > 0) {
    fmt::format_to(end, "dead         {:>15}  spans in row groups that no longer count\n",
                   Grouped(report.deleted_spans));
  }
  fmt::format_to(end, "head         {:>15}  spans of {} unsealed traces, in {} batches, {}\n",
                 Grouped(report.head_spans), Grouped(report.head_traces),
                 Grouped(report.head_batches), BytesDisplayText(report.head_bytes));
  if (report.conflicting_spans > 0) {
    fmt::format_to(end, "conflicting  {:>15}  spans dropped: they had the id of another span\n",
                   Grouped(report.conflicting_spans));
  }
  fmt::format_to(end, "dictionaries {:>15}  entries, {}\n", Grouped(report.dictionary_entries),
                 BytesDisplayText(report.dictionary_bytes));
}

std::string StatsText(const engine::StorageReport& report) {
  std::string out;
  AppendTotals(report, &out);
  if (report.columns.empty()) return out;
  auto end = std::back_inserter(out);
  const bool has_dead = report.deleted_spans > 0;
  const auto dead = [has_dead](const std::string& text) {
    return has_dead ? fmt::format("{:>14}", text) : std::string();
  };
  constexpr std::size_t kUsualWidth = 26;
  std::size_t width = kUsualWidth;
  for (const engine::ColumnStorage& column : report.columns) {
    width = std::max(width, DisplayWidth(EscapeControls(column.name)));
  }
  const auto padded = [width](const std::string& name) {
    return name + std::string(width - std::min(width, DisplayWidth(name)), ' ');
  };
  fmt::format_to(end, "\n{}{:>14}{:>14}{}{:>12}  {}\n", padded("column"), "bytes", "rows",
                 dead("dead rows"), "bytes/row", "encodings and their row groups");
  for (const engine::ColumnStorage& column : report.columns) {
    fmt::format_to(end, "{}{:>14}{:>14}{}{:>12.3f}  {}\n", padded(EscapeControls(column.name)),
                   BytesDisplayText(column.bytes), Grouped(column.rows),
                   dead(Grouped(column.dead_rows)),
                   PerRow(column.bytes, column.rows + column.dead_rows), EncodingsText(column));
  }
  return out;
}

void AppendColumnJson(const engine::ColumnStorage& column, std::string* out) {
  out->append(R"({"name":)");
  AppendJsonString(column.name, out);
  fmt::format_to(std::back_inserter(*out),
                 R"(,"bytes":{},"rows":{},"dead_rows":{},"bytes_per_row":{:.4f},"encodings":{{)",
                 column.bytes, column.rows, column.dead_rows,
                 PerRow(column.bytes, column.rows + column.dead_rows));
  std::string comma;
  for (const auto& [name, groups] : column.encodings) {
    out->append(comma);
    AppendJsonString(name, out);
    out->append(fmt::format(":{}", groups));
    comma = ",";
  }
  out->append("}}");
}

std::string PartsJson(const engine::StorageReport& report) {
  std::string json = R"("file":{)";
  for (std::size_t i = 0; i < report.parts.size(); ++i) {
    if (i > 0) json += ",";
    AppendJsonString(report.parts[i].first, &json);
    json += fmt::format(":{}", report.parts[i].second);
  }
  return json + "}";
}

std::string StatsJson(const engine::StorageReport& report) {
  const bool is_empty = report.first_unix_ns == engine::kNullInteger;
  const auto time = [is_empty](std::int64_t unix_ns) {
    return is_empty ? std::string("null") : "\"" + TimeText(unix_ns) + "\"";
  };
  std::string out =
      fmt::format(R"({{"file_bytes":{},"spans":{},"bytes_per_span":{:.4f},"calls":{},"traces":{},)",
                  report.file_bytes, report.spans, PerRow(report.file_bytes, report.spans),
                  report.calls, report.traces);
  out += PartsJson(report) + ",";
  out += fmt::format(R"("first":{},"last":{},"row_groups":{},"dead_spans":{},)",
                     time(report.first_unix_ns), time(report.last_unix_ns), report.row_groups,
                     report.deleted_spans);
  out += fmt::format(
      R"("conflicting_spans":{},"head":{{"spans":{},"traces":{},"batches":{},"bytes":{}}},)",
      report.conflicting_spans, report.head_spans, report.head_traces, report.head_batches,
      report.head_bytes);
  out += fmt::format(R"("dictionaries":{{"entries":{},"bytes":{}}},"columns":[)",
                     report.dictionary_entries, report.dictionary_bytes);
  for (std::size_t i = 0; i < report.columns.size(); ++i) {
    if (i > 0) out += ",\n ";
    AppendColumnJson(report.columns[i], &out);
  }
  return out + "]}\n";
}

Status RunStats(const StatsArguments& arguments) {
  engine::DatabaseOptions options;
  options.mode = engine::OpenMode::kReadOnly;
  COSTDB_ASSIGN_OR_RETURN(const std::unique_ptr<engine::Database> database,
                          engine::Database::Open(arguments.database, options));
  COSTDB_ASSIGN_OR_RETURN(const engine::StorageReport report, database->ReportStorage());
  return WriteOutput(arguments.json ? StatsJson(report) : StatsText(report));
}

}  // namespace

void AddStatsCommand(CLI::App* app, CommandAction* action) {
  auto arguments = std::make_shared<StatsArguments>();
  CLI::App* command = app->add_subcommand("stats", "Show what a database holds and what it takes");
  command->footer(kExamples);
  command->add_option("DB", arguments->database, "The database file")->required();
  command->add_flag("--json", arguments->json, "Write JSON");
  command->callback(
      [arguments, action] { *action = [arguments] { return RunStats(*arguments); }; });
}

}  // namespace costdb::tools
