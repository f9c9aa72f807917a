#include "query/settings.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <vector>

#include "engine/error/propagate.h"
#include "query/binder/timestamp.h"
#include "query/functions/calendar_bucket.h"
#include "query/memory_size.h"
#include "query/plan/expression_tools.h"
#include "query/syntax/diagnostic.h"
#include "query/syntax/nearest_name.h"

namespace costdb::query {
namespace {

constexpr Int128 kMaximumThreads = 1024;

bool IsDefault(const Value& value) {
  return value.type == Type::kText && LowercaseName(value.text) == "default";
}

Status SetThreads(const Value& value, SessionSettings* settings) {
  const bool is_default = IsDefault(value);
  if (!is_default &&
      (value.type != Type::kInt || value.integer < 0 || value.integer > kMaximumThreads)) {
    return Status::InvalidArgument(
        "threads takes a whole number up to 1024; 0 is as many as the machine has cores");
  }
  settings->threads = is_default ? 0 : static_cast<std::uint32_t>(value.integer);
  return Status::Ok();
}

Status SetPreaggregates(const Value& value, SessionSettings* settings) {
  const std::string word = value.type == Type::kText ? LowercaseName(value.text) : "";
  const bool is_number = value.type == Type::kBool || value.type == Type::kInt;
  if (word == "on" || word == "default" || (is_number && value.integer == 1)) {
    settings->preaggregates = true;
  } else if (word == "off" || (is_number && value.integer == 0)) {
    settings->preaggregates = false;
  } else {
    return Status::InvalidArgument("preaggregates takes on or off");
  }
  return Status::Ok();
}

Status SetNow(const Value& value, SessionSettings* settings) {
  if (IsDefault(value)) {
    settings->now_unix_ns = 0;
    return Status::Ok();
  }
  if (value.type != Type::kText) {
    return Status::InvalidArgument("now takes a time such as '2026-04-01T00:00:00Z', or default");
  }
  COSTDB_ASSIGN_OR_RETURN(settings->now_unix_ns,
                          ParseTimestamp(value.text, settings->time_zone, settings->now_unix_ns));
  return Status::Ok();
}

Status SetTimeZone(const Value& value, SessionSettings* settings) {
  if (value.type != Type::kText) {
    return Status::InvalidArgument("time_zone takes a name such as 'Europe/Berlin'");
  }
  const std::string zone = IsDefault(value) ? "UTC" : value.text;
  COSTDB_RETURN_IF_ERROR(LoadZone(zone).status());
  settings->time_zone = zone;
  return Status::Ok();
}

Status SetMemoryLimit(const Value& value, SessionSettings* settings) {
  if (IsDefault(value)) {
    settings->memory_limit_bytes = 0;
    return Status::Ok();
  }
  const std::optional<std::uint64_t> bytes =
      value.type == Type::kText ? ParseMemorySize(value.text) : std::nullopt;
  if (!bytes.has_value()) {
    return Status::InvalidArgument(
        "memory_limit takes a size such as '2GB' or '512MiB', or default");
  }
  settings->memory_limit_bytes = *bytes;
  return Status::Ok();
}

std::string ShowMemoryLimit(const SessionSettings& settings) {
  return MemorySizeText(settings.memory_limit_bytes != 0 ? settings.memory_limit_bytes
                                                         : DefaultMemoryLimit());
}

Status SetTimeout(const Value& value, SessionSettings* settings) {
  const bool is_none =
      value.type == Type::kText && (IsDefault(value) || LowercaseName(value.text) == "none");
  if (!is_none && (value.type != Type::kDuration || value.integer <= 0)) {
    return Status::InvalidArgument("timeout takes a duration such as 30s, or none");
  }
  settings->timeout_ns = is_none ? 0 : static_cast<std::int64_t>(value.integer);
  return Status::Ok();
}

std::string ShowTimeout(const SessionSettings& settings) {
  return settings.timeout_ns == 0 ? "none" : ConstantText(Value::Duration(settings.timeout_ns));
}

std::string ShowNow(const SessionSettings& settings) {
  return settings.now_unix_ns == 0 ? "the wall clock"
                                   : ConstantText(Value::Time(settings.now_unix_ns));
}

constexpr std::array kSettings = {
    SettingDefinition{
        "threads", "how many threads a query uses; 0: as many as there are cores", SetThreads,
        [](const SessionSettings& settings) { return fmt::format("{}", settings.threads); }},
    SettingDefinition{"preaggregates", "whether pre-aggregates may answer; results are the same",
                      SetPreaggregates,
                      [](const SessionSettings& settings) {
                        return std::string(settings.preaggregates ? "on" : "off");
                      }},
    SettingDefinition{"memory_limit",
                      "what a query may take, such as '2GB'; 80 % of all by default",
                      SetMemoryLimit, ShowMemoryLimit},
    SettingDefinition{"timeout", "how long a query may run, such as 30s; none by default",
                      SetTimeout, ShowTimeout},
    SettingDefinition{"now", "what SINCE counts back from and now() returns", SetNow, ShowNow},
    SettingDefinition{"time_zone", "the zone of calendar units and of times without an offset",
                      SetTimeZone,
                      [](const SessionSettings& settings) { return settings.time_zone; }},
};

}  // namespace

std::span<const SettingDefinition> Settings() {
  return kSettings;
}

Status ApplySetting(std::string_view query_text, const syntax::Statement& statement,
                    SessionSettings* settings) {
  const std::string name = LowercaseName(statement.name.text);
  std::vector<std::string_view> names;
  for (const SettingDefinition& setting : kSettings) {
    names.push_back(setting.name);
    if (setting.name != name) continue;
    const Status status = setting.set(statement.value, settings);
    return status.ok() ? status : ErrorAt(query_text, statement.value_range, status.message());
  }
  return ErrorAt(query_text, statement.name.range,
                 fmt::format("there is no setting {}{}", statement.name.text,
                             DidYouMean(statement.name.text, names)));
}

}  // namespace costdb::query
