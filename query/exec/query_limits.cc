#include "query/exec/query_limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "query/memory_size.h"

namespace costdb::query {
namespace {

// A text of up to so many bytes lies inside its std::string.
constexpr std::size_t kInlineTextBytes = 15;

std::uint64_t BytesOfVector(const Vector& vector, std::size_t rows) {
  const std::size_t count = vector.constant ? 1 : rows;
  std::uint64_t bytes = std::min(count, vector.nulls.size());
  switch (vector.layout) {
    case Layout::kInt64:
    case Layout::kDouble:
      return bytes + count * 8;
    case Layout::kInt128:
      return bytes + count * 16;
    case Layout::kCode:
    case Layout::kOffsets:
      return bytes + count * 4;
    case Layout::kCodeRuns:
      return bytes + vector.run_ends.size() * 8;
    case Layout::kInt64Runs:
      return bytes + vector.run_ends.size() * 12;
    case Layout::kText:
      break;
  }
  for (std::size_t i = 0; i < std::min(count, vector.texts.size()); ++i) {
    const std::size_t length = vector.texts[i].size();
    bytes += sizeof(std::string) + (length > kInlineTextBytes ? length + 1 : 0);
  }
  return bytes;
}

}  // namespace

QueryLimits::QueryLimits(std::uint64_t memory_bytes, std::chrono::nanoseconds timeout,
                         const std::atomic<bool>* cancelled)
    : memory_limit_(memory_bytes), timeout_(timeout), cancelled_(cancelled) {}

Status QueryLimits::Check() const {
  if (cancelled_ != nullptr && cancelled_->load(std::memory_order_relaxed)) {
    return Status::Cancelled("the query was cancelled");
  }
  if (timeout_.count() == 0 || Clock::now() - start_ < timeout_) return Status::Ok();
  return {StatusCode::kDeadlineExceeded,
          fmt::format("the query was stopped after its timeout of {:g} s; SET timeout allows more",
                      std::chrono::duration<double>(timeout_).count())};
}

Status QueryLimits::Charge(std::uint64_t before, std::uint64_t now) {
  const std::uint64_t total =
      charged_.fetch_add(now - before, std::memory_order_relaxed) + (now - before);
  if (memory_limit_ == 0 || now <= before || total <= memory_limit_) return Status::Ok();
  return Status::ResourceExhausted(fmt::format(
      "the query needs more than its memory limit of {}; fewer groups or rows would do, "
      "or SET memory_limit allows more",
      MemorySizeText(memory_limit_)));
}

MemoryCharge::~MemoryCharge() {
  if (limits_ != nullptr) static_cast<void>(limits_->Charge(bytes_, 0));
}

Status MemoryCharge::Set(std::uint64_t bytes) {
  if (limits_ == nullptr) return Status::Ok();
  const std::uint64_t before = std::exchange(bytes_, bytes);
  return limits_->Charge(before, bytes);
}

std::uint64_t BytesOf(const Batch& batch) {
  std::uint64_t bytes = 0;
  for (const Vector& column : batch.columns) bytes += BytesOfVector(column, batch.rows);
  return bytes;
}

}  // namespace costdb::query
