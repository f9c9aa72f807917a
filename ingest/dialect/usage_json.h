#ifndef COSTDB_INGEST_DIALECT_USAGE_JSON_H_
#define COSTDB_INGEST_DIALECT_USAGE_JSON_H_

#include <cstdint>
#include <memory>
#include <string_view>

#include "ingest/dialect/usage.h"

namespace costdb::ingest {

/// Reads the attributes whose value is JSON text. Whatever is not JSON, longer than 64 KiB, or not
/// of the expected shape is passed over. Counts that are already known stay. Not thread-safe.
class UsageJson {
 public:
  UsageJson();
  ~UsageJson();
  UsageJson(const UsageJson&) = delete;
  UsageJson& operator=(const UsageJson&) = delete;

  /// langfuse.observation.usage_details: buckets that exclude each other, or OpenAI's own usage.
  void ReadLangfuseUsage(std::string_view json, ReportedUsage* usage);

  /// ai.response.providerMetadata: what the AI SDK's versions 4 and 5 leave out of their
  /// attributes.
  void ReadProviderMetadata(std::string_view json, ReportedUsage* usage);

  /// langsmith.usage_metadata: LangChain's UsageMetadata.
  void ReadLangsmithUsage(std::string_view json, ReportedUsage* usage);

  /// gen_ai.usage.input_token_details and output_token_details.
  void ReadTokenDetails(std::string_view json, ReportedUsage* usage);

  /// The text member `key` of an object, empty when it has none. Holds until the next call.
  std::string_view ReadText(std::string_view json, std::string_view key);

  /// Dollars as picodollars: the member `total`, or without one the sum of all members.
  /// kNullInteger when there is none.
  std::int64_t ReadCost(std::string_view json, std::string_view total);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_DIALECT_USAGE_JSON_H_
