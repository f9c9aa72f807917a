#include "ingest/normalize/batch_builder.h"

#include <algorithm>

#include "engine/error/propagate.h"

namespace costdb::ingest {
namespace {

// A batch with more texts, attributes and resources is handed on early, so that memory is bounded
// whatever the spans hold.
constexpr std::size_t kMaximumBatchBytes = std::size_t{64} << 20;
// A batch that gets so many spans gets memory for all that it may hold, or for so many at least:
// records are large, and would be moved again and again.
constexpr std::size_t kSmallBatch = 1024;
constexpr std::size_t kLargeBatch = 65'536;
// A slow pipe's spans are durable and visible after so long.
constexpr std::chrono::seconds kMaximumAge(1);

}  // namespace

BatchBuilder::BatchBuilder(const IngestOptions& options, const BatchSink& sink)
    : options_(options), sink_(sink) {}

std::size_t BatchBuilder::batch_bytes() const {
  return texts_.bytes() + batch_.attributes.size() * sizeof(engine::AttributeRecord) +
         batch_.resources.size() * sizeof(engine::ResourceRecord);
}

void BatchBuilder::AddAttribute(std::string_view key, std::string_view value) {
  const std::string_view kept_key = Keep(key);
  batch_.attributes.push_back({kept_key, Keep(value)});
}

bool BatchBuilder::HasAttribute(std::uint32_t first_attribute, std::string_view key) const {
  return std::any_of(
      batch_.attributes.begin() + first_attribute, batch_.attributes.end(),
      [key](const engine::AttributeRecord& attribute) { return attribute.key == key; });
}

std::uint32_t BatchBuilder::AddResource(std::uint32_t first_attribute) {
  batch_.resources.push_back({first_attribute, attribute_count() - first_attribute});
  return static_cast<std::uint32_t>(batch_.resources.size() - 1);
}

engine::SpanRecord* BatchBuilder::NewSpan() {
  if (batch_.spans.size() == kSmallBatch) {
    batch_.spans.reserve(std::clamp<std::size_t>(options_.spans_a_batch, kSmallBatch, kLargeBatch));
  }
  return &batch_.spans.emplace_back();
}

Status BatchBuilder::AddSpan() {
  engine::SpanRecord& record = batch_.spans.back();
  record.attribute_count = attribute_count() - record.first_attribute;
  if (batch_.spans.size() == 1) first_span_ = std::chrono::steady_clock::now();
  const bool is_full = batch_.spans.size() >= std::max<std::size_t>(options_.spans_a_batch, 1);
  return is_full ? Flush() : FlushIfLarge();
}

Status BatchBuilder::FlushIfLarge() {
  return batch_bytes() >= kMaximumBatchBytes ? Flush() : Status::Ok();
}

Status BatchBuilder::FlushIfOld() {
  if (batch_.spans.empty()) return Status::Ok();
  return std::chrono::steady_clock::now() - first_span_ >= kMaximumAge ? Flush() : Status::Ok();
}

Status BatchBuilder::Flush() {
  const std::size_t spans = batch_.spans.size();
  if (spans != 0) COSTDB_RETURN_IF_ERROR(sink_(batch_));
  delivered_spans_ += spans;
  batch_.Clear();
  texts_.Begin();
  ++batch_number_;
  return Status::Ok();
}

}  // namespace costdb::ingest
