#include "scenario_runner.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <vector>

#include "../engine/temporary_database.h"
#include "answers.h"
#include "engine/store/database.h"
#include "ingest/ingest.h"
#include "instrumentation.h"
#include "otlp_writer.h"
#include "query/session.h"
#include "reference_answers.h"

namespace costdb::property {
namespace {

using engine::Database;
using engine::SpanBatch;

std::uint32_t AddAttributes(const std::map<std::string, std::string>& attributes,
                            SpanBatch* batch) {
  const auto first = static_cast<std::uint32_t>(batch->attributes.size());
  for (const auto& [key, value] : attributes) batch->attributes.push_back({key, value});
  return first;
}

// Views into `spans`, which must outlive the batch.
SpanBatch ToBatch(const std::vector<PlainSpan>& spans) {
  SpanBatch batch;
  for (const PlainSpan& span : spans) {
    engine::SpanRecord record;
    record.trace_id = {.high = span.trace, .low = 1};
    record.span_id = span.id;
    record.parent_span_id = span.parent;
    record.start_unix_ns = span.start;
    record.end_unix_ns = span.end;
    record.role = span.role;
    record.kind = span.kind;
    record.status = span.status;
    record.containment = span.containment;
    for (std::size_t i = 0; i < span.text.size(); ++i) record.text[i] = span.text[i];
    record.response_id = span.response_id;
    record.usage = span.usage;
    record.reported_cost_pico = span.reported_cost;
    record.resource = static_cast<std::uint32_t>(batch.resources.size());
    const std::uint32_t of_resource = AddAttributes(span.resource, &batch);
    batch.resources.push_back({of_resource, static_cast<std::uint32_t>(span.resource.size())});
    record.first_attribute = AddAttributes(span.attributes, &batch);
    record.attribute_count = static_cast<std::uint32_t>(span.attributes.size());
    batch.spans.push_back(record);
  }
  return batch;
}

// Appends a batch and adds what was reported.
Status AppendTo(Database* database, const SpanBatch& batch, engine::AppendReport* report) {
  const auto appended = database->Append(batch);
  if (!appended.ok()) return appended.status();
  report->spans += appended->spans;
  report->duplicates += appended->duplicates;
  report->conflicts += appended->conflicts;
  return appended->relief_status;
}

Status Ingest(const std::string& otlp, std::size_t spans, Database* database,
              engine::AppendReport* appended) {
  ingest::IngestReport report;
  const auto sink = [&](const SpanBatch& batch) { return AppendTo(database, batch, appended); };
  Status status = ingest::IngestBytes(otlp, "scenario", {}, sink, &report);
  if (status.ok() && report.spans != spans) {
    return Status::Internal(fmt::format("{} of {} spans were read", report.spans, spans));
  }
  return status;
}

Status Append(const std::vector<PlainSpan>& spans, Transport transport, Database* database,
              engine::AppendReport* report) {
  switch (transport) {
    case Transport::kJson:
      return Ingest(WriteOtlpJson(spans), spans.size(), database, report);
    case Transport::kProtobuf:
      return Ingest(WriteOtlpProtobuf(spans), spans.size(), database, report);
    default:
      return AppendTo(database, ToBatch(spans), report);
  }
}

// Nothing here is about disks: thousands of databases need not wait for one.
std::filesystem::path FastFolder() {
  const std::filesystem::path memory = "/dev/shm";
  return ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
}

class Run {
 public:
  explicit Run(const Scenario& scenario)
      : scenario_(scenario), folder_(FastFolder()), path_(folder_.File("property.costdb")) {
    options_.head_bytes_max = scenario.head_bytes_max;
    options_.now_unix_ms = [this] { return now_unix_ms_; };
    options_.initial_map_bytes = std::uint64_t{1} << 30;
  }

  std::string Do() {
    std::string failure = Reopen();
    if (failure.empty()) failure = Write(SpanWithEveryKey(), database_.get());
    for (std::size_t i = 0; i < scenario_.steps.size() && failure.empty(); ++i) {
      failure = Do(scenario_.steps[i]);
      if (!failure.empty()) failure = fmt::format("step {}: {}", i + 1, failure);
    }
    return failure;
  }

 private:
  // A query may only name an attribute that a span has had.
  Step SpanWithEveryKey() {
    PlainSpan span;
    span.trace = 1'000'000;
    span.id = 1;
    span.start = span.end = 1'775'001'600'000'000'000;
    span.instrumentation = 0;
    FitToDialect(&span);
    for (const std::string_view key : AttributeKeys()) span.attributes[std::string(key)] = "none";
    for (const std::string_view key : ResourceKeys()) span.resource[std::string(key)] = "none";
    arrived_.push_back(span);
    return {StepKind::kAppend, {span}};
  }

  std::string Do(const Step& step) {
    switch (step.kind) {
      case StepKind::kReopen:
        return Reopen();
      case StepKind::kWait:
        now_unix_ms_ += 2 * options_.settle_ms;
        return "";
      case StepKind::kOtherProcess:
        writes_elsewhere_ = !writes_elsewhere_;
        return "";
      case StepKind::kCheck:
        return Check();
      default:
        arrived_.insert(arrived_.end(), step.spans.begin(), step.spans.end());
        return writes_elsewhere_ ? WriteElsewhere(step) : Write(step, database_.get());
    }
  }

  std::string Reopen() {
    database_.reset();
    auto opened = Database::Open(path_, options_);
    if (!opened.ok()) return opened.status().message();
    database_ = std::move(*opened);
    return "";
  }

  std::string Write(const Step& step, Database* database) const {
    if (step.kind == StepKind::kSeal) return database->SealAll({}).status().message();
    engine::AppendReport report;
    const Status status = Append(step.spans, scenario_.transport, database, &report);
    if (!status.ok()) return status.message();
    const Row counts = {{"spans", std::to_string(report.spans)},
                        {"duplicates", std::to_string(report.duplicates)},
                        {"conflicts", std::to_string(report.conflicts)}};
    const Row expected = CountArrivals(arrived_, arrived_.size() - step.spans.size());
    const std::string difference = Difference({{"", expected}}, {{"", counts}});
    return difference.empty() ? "" : "append report:\n" + difference;
  }

  // This process keeps the file open meanwhile.
  std::string WriteElsewhere(const Step& step) {
    const pid_t child = ::fork();
    if (child == 0) {
      auto opened = Database::Open(path_, options_);
      const std::string failure =
          opened.ok() ? Write(step, opened->get()) : opened.status().message();
      if (!failure.empty()) fmt::print(stderr, "{}\n", failure);
      if (opened.ok()) opened->reset();
      ::_exit(failure.empty() ? 0 : 1);
    }
    int result = 0;
    ::waitpid(child, &result, 0);
    return result == 0 ? "" : fmt::format("the other process ended with {}", result);
  }

  std::string Check() {
    const ReferenceAnswers reference(arrived_);
    query::Session session(*database_);
    session.settings().threads = 1;
    std::string differences;
    for (const Question& question : Questions()) {
      const Result<QueryResult> result = session.RunOne(question.costql);
      if (!result.ok()) return result.status().message();
      const std::string difference =
          Difference(reference.Answer(question), ToTable(question, ToRows(*result)));
      if (!difference.empty()) differences += fmt::format("{}:\n{}", question.name, difference);
    }
    return differences + CheckPreaggregates(session) + CheckCounts(reference);
  }

  // Row for row the same, in the same order.
  static std::string CheckPreaggregates(query::Session& session) {
    std::string differences;
    for (const std::string_view costql : PreaggregatedQueries()) {
      session.settings().preaggregates = true;
      const Result<QueryResult> from_cells = session.RunOne(costql);
      session.settings().preaggregates = false;
      const Result<QueryResult> from_rows = session.RunOne(costql);
      session.settings().preaggregates = true;
      if (!from_cells.ok()) return from_cells.status().message();
      if (!from_rows.ok()) return from_rows.status().message();
      if (ToRows(*from_cells) == ToRows(*from_rows)) continue;
      differences += fmt::format("with and without pre-aggregates: {}\n", costql);
    }
    return differences;
  }

  std::string CheckCounts(const ReferenceAnswers& reference) {
    const auto integrity = database_->CheckIntegrity({});
    if (!integrity.ok()) return integrity.status().message();
    for (const std::string& problem : integrity->problems) return "check: " + problem + "\n";
    const auto report = database_->ReportStorage();
    if (!report.ok()) return report.status().message();
    const Row counts = {{"spans", std::to_string(report->spans)},
                        {"calls", std::to_string(report->calls)},
                        {"traces", std::to_string(report->traces)},
                        {"conflicting", std::to_string(report->conflicting_spans)}};
    const std::string difference = Difference({{"", reference.Counts()}}, {{"", counts}});
    return difference.empty() ? "" : "counts:\n" + difference;
  }

  const Scenario& scenario_;
  engine::TemporaryFolder folder_;
  std::string path_;
  engine::DatabaseOptions options_;
  std::unique_ptr<Database> database_;
  std::vector<PlainSpan> arrived_;
  bool writes_elsewhere_ = false;
  std::int64_t now_unix_ms_ = 1'800'000'000'000;
};

}  // namespace

std::string RunScenario(const Scenario& scenario) {
  return Run(scenario).Do();
}

}  // namespace costdb::property
