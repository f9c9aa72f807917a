#include "reference_answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <set>
#include <tuple>
#include <utility>

#include "costdb/int128.h"
#include "reference_billing.h"
#include "reference_family.h"

namespace costdb::property {
namespace {

using engine::kNullInteger;
using engine::SpanStatus;
using engine::SpanText;

constexpr std::string_view kRoles[] = {"other", "inference", "embedding", "wrapper", "tool"};
constexpr std::string_view kKinds[] = {"unspecified", "internal", "server",
                                       "client",      "producer", "consumer"};
constexpr std::string_view kStatuses[] = {"unset", "ok", "error"};

constexpr std::string_view kContainments[] = {"NULL", "declared", "inferred", "ambiguous"};

std::string OrNull(const std::string& text) {
  return text.empty() ? "NULL" : text;
}

std::string OrNull(std::int64_t number) {
  return number == kNullInteger ? "NULL" : std::to_string(number);
}

// Adds texts of numbers, among which NULLs do not count.
std::string Sum(const std::vector<std::string>& numbers) {
  Int128 sum = 0;
  bool is_null = true;
  for (const std::string& number : numbers) {
    if (number == "NULL") continue;
    sum += std::stoll(number);
    is_null = false;
  }
  const bool fits = sum <= std::numeric_limits<std::int64_t>::max();
  return is_null || !fits ? "NULL" : std::to_string(static_cast<std::int64_t>(sum));
}

using RowList = std::vector<const Row*>;

RowList All(const std::vector<Row>& rows) {
  RowList list;
  for (const Row& row : rows) list.push_back(&row);
  return list;
}

RowList Where(RowList rows, const std::function<bool(const Row&)>& condition) {
  std::erase_if(rows, [&](const Row* row) { return !condition(*row); });
  return rows;
}

std::string SumOf(const RowList& rows, const std::string& column) {
  std::vector<std::string> numbers;
  for (const Row* row : rows) numbers.push_back(row->at(column));
  return Sum(numbers);
}

bool IsBilled(const Row& row) {
  return row.at("billing") == "billed";
}

bool IsCall(const Row& row) {
  return IsBilled(row) || row.at("billing") == "unmetered";
}

Row RowOf(const JudgedSpan& judged) {
  const PlainSpan& span = judged.shown;
  Row row;
  row["trace_id"] = TraceIdText(span.trace);
  row["span_id"] = fmt::format("{:016x}", span.id);
  row["time"] = std::to_string(span.start);
  row["duration"] = std::to_string(span.end - span.start);
  row["role"] = kRoles[static_cast<std::size_t>(span.role)];
  row["kind"] = kKinds[static_cast<std::size_t>(span.kind)];
  row["status"] = kStatuses[static_cast<std::size_t>(span.status)];
  for (std::size_t i = 0; i < kTextNames.size(); ++i) {
    row[std::string(kTextNames[i])] = OrNull(span.text[i]);
  }
  row["model"] = OrNull(judged.model);
  row["response_id"] = OrNull(span.response_id);
  row["containment"] = kContainments[static_cast<std::size_t>(span.containment)];
  row["reported_cost"] = OrNull(span.reported_cost);
  for (const NamedCount& named : kCounts) {
    row[std::string(named.column)] = OrNull(span.usage.*named.count);
  }
  const engine::CallCost cost = judged.is_billed() ? judged.cost : engine::CallCost{};
  row["cost"] = OrNull(cost.total);
  row["input_cost"] = OrNull(cost.input);
  row["output_cost"] = OrNull(cost.output);
  row["cache_cost"] = OrNull(cost.cache);
  const bool of_span = cost.source == engine::CostSource::kSpan;
  row["cost_source"] = cost.total == kNullInteger ? "NULL" : of_span ? "span" : "catalog";
  row["billing"] = judged.billing;
  row["usage_source"] = OrNull(judged.usage_source);
  for (const std::string_view key : AttributeKeys()) {
    const auto found = span.attributes.find(std::string(key));
    row[fmt::format("attr['{}']", key)] = found == span.attributes.end() ? "NULL" : found->second;
  }
  for (const std::string_view key : ResourceKeys()) {
    const auto found = span.resource.find(std::string(key));
    row[fmt::format("resource['{}']", key)] = found == span.resource.end() ? "NULL" : found->second;
  }
  return row;
}

void AddInclusiveSums(const Family& family, std::vector<Row>* rows) {
  for (Place place = 0; place < rows->size(); ++place) {
    RowList covered = {&(*rows)[place]};
    for (const Place beneath : family.Beneath(place)) covered.push_back(&(*rows)[beneath]);
    const RowList billed = Where(covered, IsBilled);
    Row& row = (*rows)[place];
    row["inclusive_cost"] = SumOf(billed, "cost");
    row["inclusive_tokens"] = Sum({SumOf(billed, "input_tokens"), SumOf(billed, "output_tokens")});
    row["inclusive_calls"] = std::to_string(Where(covered, IsCall).size());
  }
}

Place RootOf(const std::vector<PlainSpan>& spans, const Family& family) {
  for (const bool may_name_a_parent : {false, true}) {
    for (Place place = 0; place < spans.size(); ++place) {
      if (family.ParentOf(place)) continue;
      if (may_name_a_parent || spans[place].parent == 0) return place;
    }
  }
  return 0;
}

Row TraceRowOf(const std::vector<PlainSpan>& spans, const Row& root, const std::vector<Row>& rows) {
  const RowList calls = Where(All(rows), IsCall);
  const RowList billed = Where(All(rows), IsBilled);
  Row trace;
  trace["trace_id"] = root.at("trace_id");
  trace["root_name"] = root.at("name");
  trace["service"] = root.at("service");
  for (const std::string column : {"user", "session", "environment"}) {
    trace[column] = root.at(column);
    for (const Row* call : calls) {
      if (trace[column] == "NULL") trace[column] = call->at(column);
    }
  }
  std::int64_t start = spans.front().start;
  std::int64_t end = spans.front().end;
  for (const PlainSpan& span : spans) {
    start = std::min(start, span.start);
    end = std::max(end, span.end);
  }
  trace["time"] = std::to_string(start);
  trace["duration"] = std::to_string(end - start);
  for (const std::string column : {"cost", "input_tokens", "output_tokens"}) {
    trace[column] = SumOf(billed, column);
  }
  const auto count = [](const RowList& of, const std::string& column, const std::string& value) {
    return std::to_string(
        Where(of, [&](const Row& row) { return row.at(column) == value; }).size());
  };
  trace["calls"] = std::to_string(calls.size());
  trace["spans"] = std::to_string(rows.size());
  trace["errors"] = count(All(rows), "status", "error");
  trace["unpriced_calls"] = count(billed, "cost", "NULL");
  trace["unmetered_calls"] = count(calls, "billing", "unmetered");
  return trace;
}

// Two copies that cannot be one span sent twice.
bool Conflict(const PlainSpan& one, const PlainSpan& other) {
  const auto facts = [](const PlainSpan& span) {
    return std::tie(span.start, span.end, span.parent, span[SpanText::kName], span.role,
                    span.status, span[SpanText::kRequestModel], span[SpanText::kResponseModel]);
  };
  return facts(one) != facts(other) || one.usage != other.usage;
}

Row SumsOf(const RowList& calls) {
  return {{"calls", std::to_string(calls.size())},
          {"cost", SumOf(calls, "cost")},
          {"input_tokens", SumOf(calls, "input_tokens")},
          {"output_tokens", SumOf(calls, "output_tokens")}};
}

}  // namespace

std::string TraceIdText(std::uint64_t trace) {
  return fmt::format("{:016x}{:016x}", trace, 1);
}

Row CountArrivals(const std::vector<PlainSpan>& arrived, std::size_t first) {
  std::map<std::pair<std::uint64_t, engine::SpanId>, const PlainSpan*> known;
  std::size_t spans = 0;
  std::size_t duplicates = 0;
  std::size_t conflicts = 0;
  for (std::size_t i = 0; i < arrived.size(); ++i) {
    const PlainSpan& span = arrived[i];
    const auto [kept, is_new] = known.emplace(std::make_pair(span.trace, span.id), &span);
    if (i < first) continue;
    ++(is_new ? spans : duplicates);
    if (Conflict(*kept->second, span)) ++conflicts;
  }
  return {{"spans", std::to_string(spans)},
          {"duplicates", std::to_string(duplicates)},
          {"conflicts", std::to_string(conflicts)}};
}

ReferenceAnswers::ReferenceAnswers(const std::vector<PlainSpan>& arrived)
    : conflicts_(CountArrivals(arrived, 0).at("conflicts")) {
  std::map<std::uint64_t, std::vector<PlainSpan>> traces;
  std::set<std::pair<std::uint64_t, engine::SpanId>> known;
  for (const PlainSpan& span : arrived) {
    if (known.insert({span.trace, span.id}).second) traces[span.trace].push_back(span);
  }
  for (auto& [trace, spans] : traces) AddTrace(std::move(spans));
}

void ReferenceAnswers::AddTrace(std::vector<PlainSpan> spans) {
  std::sort(spans.begin(), spans.end(), [](const PlainSpan& a, const PlainSpan& b) {
    return std::make_pair(a.start, a.id) < std::make_pair(b.start, b.id);
  });
  const Family family(spans);
  std::vector<Row> rows;
  for (const JudgedSpan& judged : JudgeSpans(spans, family)) rows.push_back(RowOf(judged));
  AddInclusiveSums(family, &rows);
  const Place root = RootOf(spans, family);
  for (Row& row : rows) row["root_name"] = rows[root].at("name");
  traces_.push_back(TraceRowOf(spans, rows[root], rows));
  spans_.insert(spans_.end(), rows.begin(), rows.end());
}

Row ReferenceAnswers::Counts() const {
  return {{"spans", std::to_string(spans_.size())},
          {"calls", std::to_string(Calls().size())},
          {"traces", std::to_string(traces_.size())},
          {"conflicting", conflicts_}};
}

std::vector<Row> ReferenceAnswers::Calls() const {
  std::vector<Row> calls;
  for (const Row* call : Where(All(spans_), IsCall)) calls.push_back(*call);
  return calls;
}

std::vector<Row> ReferenceAnswers::SumsBy(const std::string& dimension) const {
  std::map<std::string, RowList> groups;
  for (const Row* call : Where(All(spans_), IsCall)) groups[call->at(dimension)].push_back(call);
  std::vector<Row> rows;
  for (const auto& [value, calls] : groups) {
    Row row = SumsOf(calls);
    row[dimension] = value;
    std::set<std::string> traces;
    for (const Row* call : calls) traces.insert(call->at("trace_id"));
    row["turns"] = std::to_string(traces.size());
    rows.push_back(std::move(row));
  }
  return rows;
}

Table ReferenceAnswers::Answer(const Question& question) const {
  if (question.name == "spans") return ToTable(question, spans_);
  if (question.name == "calls") return ToTable(question, Calls());
  if (question.name == "traces") return ToTable(question, traces_);
  if (question.key.empty()) return ToTable(question, {SumsOf(Where(All(spans_), IsCall))});
  std::vector<Row> rows = SumsBy(question.key.front());
  if (question.name == "sessions") {
    std::erase_if(rows, [](const Row& row) { return row.at("session") == "NULL"; });
  }
  return ToTable(question, rows);
}

}  // namespace costdb::property
