#include "tools/command/ingest_summary.h"

#include <fmt/format.h>

#include <iterator>

#include "engine/error/propagate.h"
#include "query/session.h"
#include "tools/output/display_text.h"
#include "tools/output/json_text.h"
#include "tools/output/utf8.h"
#include "tools/output/value_text.h"

namespace costdb::tools {
namespace {

constexpr std::size_t kMostModelsShown = 8;

std::string Count(Int128 value) {
  return GroupedText(value);
}

std::string CountOf(std::uint64_t value) {
  return GroupedText(static_cast<Int128>(value));
}

std::string Dollars(Int128 picodollars) {
  return MoneyDisplayText(picodollars, 2);
}

void AppendLine(std::string_view name, const std::string& number, const std::string& explanation,
                std::string* out) {
  fmt::format_to(std::back_inserter(*out), "  {:<11}{:>12}{}{}\n", name, number,
                 explanation.empty() ? "" : "  ", explanation);
}

void AppendExamples(const std::vector<std::string>& examples, std::uint64_t all, std::string* out) {
  for (const std::string& example : examples) {
    out->append(fmt::format("    {}\n", EscapeControls(example)));
  }
  if (all > examples.size()) {
    out->append(fmt::format("    and {} more\n", CountOf(all - examples.size())));
  }
}

void AppendFaults(const ingest::IngestReport& read, std::string* out) {
  if (read.faults == 0) return;
  constexpr std::size_t kMostFiles = 8;
  std::string files;
  for (std::size_t i = 0; i < read.incomplete_files.size() && i < kMostFiles; ++i) {
    files += fmt::format("{}{}", i == 0 ? "" : ", ", EscapeControls(read.incomplete_files[i]));
  }
  if (read.incomplete_files.size() > kMostFiles) {
    files += fmt::format(" and {} more", read.incomplete_files.size() - kMostFiles);
  }
  AppendLine(
      "unreadable", CountOf(read.faults),
      fmt::format("place{} in the input; not wholly read: {}", read.faults == 1 ? "" : "s", files),
      out);
  AppendExamples(read.fault_examples, read.faults, out);
}

void AppendRejected(const ingest::IngestReport& read, std::string* out) {
  if (read.rejected == 0) return;
  std::string reasons;
  for (const auto& [reason, count] : read.rejected_by_reason) {
    reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", CountOf(count), reason);
  }
  AppendLine("rejected", CountOf(read.rejected), reasons, out);
  AppendExamples(read.rejected_examples, read.rejected, out);
}

void AppendRead(const IngestRun& run, std::string* out) {
  AppendLine("new spans", CountOf(run.new_spans()), "", out);
  if (run.duplicates() > 0) {
    AppendLine("duplicates", CountOf(run.duplicates()), "sent again; counted once", out);
  }
  if (run.appended.conflicts > 0) {
    AppendLine("conflicting", CountOf(run.appended.conflicts),
               "of these, with the id of another span; the first is kept", out);
  }
  if (run.appended.unsealed_traces > 0) {
    AppendLine("reopened", CountOf(run.appended.unsealed_traces),
               "traces that were sealed before and got more spans", out);
  }
  AppendRejected(run.read, out);
  AppendFaults(run.read, out);
  if (run.read.contents_dropped > 0) {
    AppendLine("contents", CountOf(run.read.contents_dropped),
               "prompts and completions; not stored", out);
  }
  const std::uint64_t attributes = run.read.attributes_dropped + run.appended.attributes_dropped;
  if (attributes > 0) {
    AppendLine("attributes", CountOf(attributes), "too long or too many for columns; not stored",
               out);
  }
  if (run.read.pending_dropped > 0) {
    AppendLine("pending", CountOf(run.read.pending_dropped), "placeholders of unfinished spans",
               out);
  }
  if (run.read.records_skipped > 0) {
    AppendLine("skipped", CountOf(run.read.records_skipped), "metrics and logs", out);
  }
}

std::string UnpricedText(const DatabaseDoubts& doubts, Int128* calls) {
  std::string models;
  for (std::size_t i = 0; i < doubts.unpriced_models.size(); ++i) {
    const auto& [model, count] = doubts.unpriced_models[i];
    *calls += count;
    if (i < kMostModelsShown) {
      models += fmt::format("{}{} ({})", i == 0 ? "" : ", ", EscapeControls(model), Count(count));
    }
  }
  if (doubts.unpriced_models.size() > kMostModelsShown) models += ", ...";
  return models;
}

}  // namespace

Result<DatabaseSize> QuerySize(const engine::Database& database) {
  query::Session session(database);
  DatabaseSize size;
  COSTDB_ASSIGN_OR_RETURN(const QueryResult calls,
                          session.RunOne("SELECT count(*), sum(cost) FROM calls"));
  size.calls = calls.columns[0].values[0].integer;
  size.cost_pico = calls.columns[1].values[0].integer;
  COSTDB_ASSIGN_OR_RETURN(const QueryResult traces, session.RunOne("SELECT count(*) FROM traces"));
  size.traces = traces.columns[0].values[0].integer;
  return size;
}

Result<DatabaseDoubts> QueryDoubts(const engine::Database& database) {
  query::Session session(database);
  DatabaseDoubts doubts;
  COSTDB_ASSIGN_OR_RETURN(
      const QueryResult ambiguous,
      session.RunOne("SELECT count(*) FROM calls WHERE containment = 'ambiguous'"));
  doubts.ambiguous_calls = ambiguous.columns[0].values[0].integer;
  COSTDB_ASSIGN_OR_RETURN(const QueryResult unmetered,
                          session.RunOne("SELECT count(*) FROM calls WHERE billing = 'unmetered'"));
  doubts.unmetered_calls = unmetered.columns[0].values[0].integer;
  COSTDB_ASSIGN_OR_RETURN(const QueryResult unpriced,
                          session.RunOne("SELECT model, count(*) FROM calls WHERE cost IS NULL AND "
                                         "(input_tokens IS NOT NULL OR output_tokens IS NOT NULL) "
                                         "GROUP BY model ORDER BY 2 DESC, 1"));
  for (std::size_t row = 0; row < unpriced.row_count(); ++row) {
    const Value& model = unpriced.columns[0].values[row];
    doubts.unpriced_models.emplace_back(model.is_null() ? "no model named" : model.text,
                                        unpriced.columns[1].values[row].integer);
  }
  return doubts;
}

Status ShortfallOf(const IngestRun& run) {
  const ingest::IngestReport& read = run.read;
  std::string reason;
  if (read.faults == 1 && !read.fault_examples.empty()) {
    reason = read.fault_examples.front();
  } else if (read.faults > 0) {
    reason =
        fmt::format("{} places in {} file{} cannot be read", CountOf(read.faults),
                    read.incomplete_files.size(), read.incomplete_files.size() == 1 ? "" : "s");
  }
  if (read.rejected > 0) {
    reason += fmt::format("{}{} span{} rejected", reason.empty() ? "" : "; ",
                          CountOf(read.rejected), read.rejected == 1 ? " was" : "s were");
  }
  if (reason.empty()) return Status::Ok();
  return Status::Corruption(EscapeControls(reason) + "; all else was taken in");
}

std::string SummaryText(const IngestSummary& summary, const std::string& database_path) {
  const ingest::IngestReport& read = summary.run.read;
  const std::uint64_t spans = summary.run.spans_read();
  std::string out = fmt::format("Read {} spans from {} in {:.1f} s", CountOf(spans),
                                BytesDisplayText(read.bytes), summary.seconds);
  if (summary.seconds > 0) {
    out += fmt::format(" ({} a second)",
                       Count(static_cast<Int128>(static_cast<double>(spans) / summary.seconds)));
  }
  out += ":\n";
  AppendRead(summary.run, &out);
  if (!summary.has_database) return out + fmt::format("{} was not made.\n", database_path);
  out += fmt::format("{} now holds:\n", database_path);
  const DatabaseSize& before = summary.before;
  const DatabaseSize& after = summary.after;
  AppendLine("calls", Count(after.calls),
             fmt::format("in {} traces, {}", Count(after.traces), Dollars(after.cost_pico)), &out);
  if (before.calls != 0) {
    AppendLine("before", Count(before.calls),
               fmt::format("in {} traces, {}", Count(before.traces), Dollars(before.cost_pico)),
               &out);
  }
  Int128 unpriced_calls = 0;
  const std::string unpriced = UnpricedText(summary.doubts, &unpriced_calls);
  if (unpriced_calls > 0) {
    AppendLine("unpriced", Count(unpriced_calls), "calls without a cost, by model: " + unpriced,
               &out);
  }
  if (summary.doubts.ambiguous_calls > 0) {
    AppendLine("ambiguous", Count(summary.doubts.ambiguous_calls),
               "calls whose input may not include the cached tokens; costdb check lists them",
               &out);
  }
  if (summary.doubts.unmetered_calls > 0) {
    AppendLine("unmetered", Count(summary.doubts.unmetered_calls),
               "calls that reported no usage, so no cost", &out);
  }
  return out;
}

std::string SummaryJson(const IngestSummary& summary) {
  const ingest::IngestReport& read = summary.run.read;
  const engine::AppendReport& appended = summary.run.appended;
  const auto dollars = [](Int128 pico) { return ExactText(Value::Money(pico)); };
  const auto number = [](Int128 value) { return DecimalText(value, 0); };
  std::string out = fmt::format(
      R"({{"spans_read":{},"bytes_read":{},"spans":{},"duplicates":{},"conflicting":{},"late":{},"rejected":{},)",
      summary.run.spans_read(), read.bytes, summary.run.new_spans(), summary.run.duplicates(),
      summary.run.appended.conflicts, appended.late, read.rejected);
  out += R"("rejected_by_reason":{)";
  std::string comma;
  for (const auto& [reason, count] : read.rejected_by_reason) {
    out += comma;
    AppendJsonString(reason, &out);
    out += fmt::format(":{}", count);
    comma = ",";
  }
  out += fmt::format(R"(}},"faults":{},"incomplete_files":[)", read.faults);
  comma.clear();
  for (const std::string& file : read.incomplete_files) {
    out += comma;
    AppendJsonString(file, &out);
    comma = ",";
  }
  out += fmt::format(R"(],"contents_dropped":{},)", read.contents_dropped);
  out += fmt::format(R"("before":{{"calls":{},"traces":{},"dollars":{}}},)",
                     number(summary.before.calls), number(summary.before.traces),
                     dollars(summary.before.cost_pico));
  out += fmt::format(
      R"("total":{{"calls":{},"traces":{},"dollars":{},"ambiguous_calls":{},"unmetered_calls":{},)",
      number(summary.after.calls), number(summary.after.traces), dollars(summary.after.cost_pico),
      number(summary.doubts.ambiguous_calls), number(summary.doubts.unmetered_calls));
  out += R"("unpriced_models":{)";
  comma.clear();
  for (const auto& [model, calls] : summary.doubts.unpriced_models) {
    out += comma;
    AppendJsonString(model, &out);
    out += ":" + number(calls);
    comma = ",";
  }
  return out + "}}}\n";
}

}  // namespace costdb::tools
