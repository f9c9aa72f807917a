#ifndef COSTDB_QUERY_SETTINGS_H_
#define COSTDB_QUERY_SETTINGS_H_

#include <span>
#include <string>
#include <string_view>

#include "costdb/status.h"
#include "query/session.h"
#include "query/syntax/statement.h"

namespace costdb::query {

/// One setting that SET changes.
struct SettingDefinition {
  std::string_view name;
  std::string_view documentation;
  Status (*set)(const Value& value, SessionSettings* settings);
  std::string (*show)(const SessionSettings& settings);
};

std::span<const SettingDefinition> Settings();

/// Runs a SET statement. Errors carry the place and offer the nearest name. Where it fails, the
/// settings are as they were.
Status ApplySetting(std::string_view query_text, const syntax::Statement& statement,
                    SessionSettings* settings);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_SETTINGS_H_
