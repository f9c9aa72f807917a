#include "collect.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace costdb::ingest {
namespace {

std::string DataPath(const std::string& name) {
  return std::string(COSTDB_TEST_DATA) + "/otlp/" + name;
}

std::map<std::string, std::string> Attributes(const engine::SpanBatch& batch, std::uint32_t first,
                                              std::uint32_t count) {
  std::map<std::string, std::string> attributes;
  for (std::uint32_t i = first; i < first + count; ++i) {
    const engine::AttributeRecord& attribute = batch.attributes.at(i);
    EXPECT_TRUE(attributes.emplace(attribute.key, attribute.value).second)
        << attribute.key << " twice";
  }
  return attributes;
}

std::string Count(std::int64_t count) {
  return count == engine::kNullInteger ? "-" : std::to_string(count);
}

}  // namespace

const CollectedSpan& Collected::Named(std::string_view name) const {
  static const CollectedSpan kNone;
  const CollectedSpan* found = nullptr;
  for (const CollectedSpan& span : spans) {
    if (span[engine::SpanText::kName] != name) continue;
    EXPECT_EQ(found, nullptr) << "two spans are named " << name;
    found = &span;
  }
  EXPECT_NE(found, nullptr) << "no span is named " << name;
  return found == nullptr ? kNone : *found;
}

BatchSink CollectInto(Collected* collected) {
  return [collected](const engine::SpanBatch& batch) {
    collected->batch_sizes.push_back(batch.spans.size());
    for (const engine::SpanRecord& record : batch.spans) {
      CollectedSpan& span = collected->spans.emplace_back();
      span.record = record;
      for (std::size_t i = 0; i < engine::kSpanTextCount; ++i) span.text[i] = record.text[i];
      span.response_id = record.response_id;
      span.attributes = Attributes(batch, record.first_attribute, record.attribute_count);
      const engine::ResourceRecord& resource = batch.resources.at(record.resource);
      span.resource = Attributes(batch, resource.first_attribute, resource.attribute_count);
    }
    return Status::Ok();
  };
}

Collected Ingest(std::string_view bytes, const IngestOptions& options) {
  Collected collected;
  collected.status =
      IngestBytes(bytes, "test", options, CollectInto(&collected), &collected.report);
  return collected;
}

Collected IngestData(const std::vector<std::string>& names, const IngestOptions& options) {
  Collected collected;
  std::vector<std::string> paths;
  for (const std::string& name : names) paths.push_back(DataPath(name));
  collected.status = IngestFiles(paths, options, CollectInto(&collected), &collected.report);
  return collected;
}

std::string ReadData(const std::string& name) {
  std::ifstream file(DataPath(name), std::ios::binary);
  EXPECT_TRUE(file.good()) << DataPath(name);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string TokensOf(const CollectedSpan& span) {
  const engine::Usage& usage = span.record.usage;
  return fmt::format("{}/{}/{}/{}/{}", Count(usage.input), Count(usage.cached),
                     Count(usage.cache_write), Count(usage.output), Count(usage.reasoning));
}

}  // namespace costdb::ingest
