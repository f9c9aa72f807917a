#include "tools/workload/exporter.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "engine/error/propagate.h"

namespace costdb::tools {
namespace {

// A request goes out when it is full, or when its first span has waited this long.
constexpr std::uint64_t kSpansARequest = 512;
constexpr std::int64_t kLongestWait = 10'000'000'000;
constexpr std::uint32_t kResentInAThousand = 4;
constexpr std::uint64_t kRequestsUntilResent = 3;

}  // namespace

Exporter::Exporter(OtlpFormat format, Random random, OtlpSink sink)
    : encoder_(OtlpEncoder::Make(format)), random_(random), sink_(std::move(sink)) {}

void Exporter::Add(const GeneratedSpan& span) {
  Pending pending;
  pending.end_unix_ns = span.end_unix_ns;
  pending.sequence = sequence_++;
  pending.resource = span.resource;
  pending.scope = span.scope;
  encoder_->EncodeSpan(span, &pending.bytes);
  pending_.push(std::move(pending));
}

Status Exporter::AdvanceTo(std::int64_t unix_ns) {
  while (!pending_.empty() && pending_.top().end_unix_ns <= unix_ns) {
    if (request_spans_ > 0 && pending_.top().end_unix_ns > send_by_unix_ns_) {
      COSTDB_RETURN_IF_ERROR(SendRequest());
    }
    if (request_spans_ == 0) send_by_unix_ns_ = pending_.top().end_unix_ns + kLongestWait;
    AddToRequest(pending_.top());
    pending_.pop();
    if (request_spans_ == kSpansARequest) COSTDB_RETURN_IF_ERROR(SendRequest());
  }
  return Status::Ok();
}

Status Exporter::Finish() {
  COSTDB_RETURN_IF_ERROR(AdvanceTo(std::numeric_limits<std::int64_t>::max()));
  if (request_spans_ > 0) COSTDB_RETURN_IF_ERROR(SendRequest());
  return SendResends(true);
}

void Exporter::AddToRequest(const Pending& span) {
  const auto place = std::lower_bound(
      groups_.begin(), groups_.end(), span, [](const SpanGroup& group, const Pending& wanted) {
        return std::tie(group.resource, group.scope) < std::tie(wanted.resource, wanted.scope);
      });
  const bool exists =
      place != groups_.end() && place->resource == span.resource && place->scope == span.scope;
  const auto group =
      exists ? place : groups_.insert(place, SpanGroup{span.resource, span.scope, {}});
  group->spans += span.bytes;
  ++request_spans_;
}

Status Exporter::SendRequest() {
  std::string bytes;
  encoder_->EncodeRequest(groups_, &bytes);
  ++summary_.requests;
  summary_.spans += request_spans_;
  summary_.bytes += bytes.size();
  COSTDB_RETURN_IF_ERROR(sink_(bytes));
  if (random_.Chance(kResentInAThousand)) {
    resends_.push_back(
        {summary_.requests + kRequestsUntilResent, request_spans_, std::move(bytes)});
  }
  groups_.clear();
  request_spans_ = 0;
  return SendResends(false);
}

Status Exporter::SendResends(bool all) {
  while (!resends_.empty() && (all || resends_.front().at_request <= summary_.requests)) {
    ++summary_.resent_requests;
    summary_.resent_spans += resends_.front().spans;
    summary_.bytes += resends_.front().bytes.size();
    COSTDB_RETURN_IF_ERROR(sink_(resends_.front().bytes));
    resends_.pop_front();
  }
  return Status::Ok();
}

}  // namespace costdb::tools
