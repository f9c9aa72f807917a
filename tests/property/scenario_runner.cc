#include "scenario_runner.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

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
    record.resource = static_cast<std::uint32_t>(batch.resources.size());
    const std::uint32_t of_resource = AddAttributes(span.resource, &batch);
    batch.resources.push_back({of_resource, static_cast<std::uint32_t>(span.resource.size())});
    record.first_attribute = AddAttributes(span.attributes, &batch);
    record.attribute_count = static_cast<std::uint32_t>(span.attributes.size());
    batch.spans.push_back(record);
  }
  return batch;
}

Status Ingest(const std::string& otlp, std::size_t spans, Database* database) {
  ingest::IngestReport report;
  const auto sink = [database](const SpanBatch& batch) { return database->Append(batch).status(); };
  Status status = ingest::IngestBytes(otlp, "scenario", {}, sink, &report);
  if (status.ok() && report.spans != spans) {
    return Status::Internal(fmt::format("{} of {} spans were read", report.spans, spans));
  }
  return status;
}

Status Write(const Step& step, Transport transport, Database* database) {
  if (step.kind == StepKind::kSeal) return database->SealAll({}).status();
  switch (transport) {
    case Transport::kJson:
      return Ingest(WriteOtlpJson(step.spans), step.spans.size(), database);
    case Transport::kProtobuf:
      return Ingest(WriteOtlpProtobuf(step.spans), step.spans.size(), database);
    default:
      return database->Append(ToBatch(step.spans)).status();
  }
}

class Run {
 public:
  explicit Run(const Scenario& scenario)
      : scenario_(scenario), path_(folder_.File("property.costdb")) {
    options_.head_spans_max = scenario.head_spans_max;
    options_.initial_map_bytes = std::uint64_t{1} << 30;
  }

  std::string Do() {
    std::string failure = Reopen();
    if (failure.empty()) failure = WriteHere(SpanWithEveryKey());
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
      case StepKind::kOtherProcess:
        writes_elsewhere_ = !writes_elsewhere_;
        return "";
      case StepKind::kCheck:
        return Check();
      default:
        arrived_.insert(arrived_.end(), step.spans.begin(), step.spans.end());
        return writes_elsewhere_ ? WriteElsewhere(step) : WriteHere(step);
    }
  }

  std::string Reopen() {
    database_.reset();
    auto opened = Database::Open(path_, options_);
    if (!opened.ok()) return opened.status().message();
    database_ = std::move(*opened);
    return "";
  }

  std::string WriteHere(const Step& step) {
    return Write(step, scenario_.transport, database_.get()).message();
  }

  // This process keeps the file open meanwhile.
  std::string WriteElsewhere(const Step& step) {
    const pid_t child = ::fork();
    if (child == 0) {
      auto opened = Database::Open(path_, options_);
      const Status status =
          opened.ok() ? Write(step, scenario_.transport, opened->get()) : opened.status();
      if (!status.ok()) fmt::print(stderr, "{}\n", status.message());
      if (opened.ok()) opened->reset();
      ::_exit(status.ok() ? 0 : 1);
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
    return differences + CheckCounts(reference);
  }

  std::string CheckCounts(const ReferenceAnswers& reference) {
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
};

}  // namespace

std::string RunScenario(const Scenario& scenario) {
  return Run(scenario).Do();
}

}  // namespace costdb::property
