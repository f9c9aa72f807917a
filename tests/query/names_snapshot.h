#ifndef COSTDB_TESTS_QUERY_NAMES_SNAPSHOT_H_
#define COSTDB_TESTS_QUERY_NAMES_SNAPSHOT_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/scan/snapshot.h"
#include "engine/store/dictionaries.h"

namespace costdb::query {

/// Dictionaries written down by a test: codes count from 1 in the order given.
class NamesDictionaries : public engine::Dictionaries {
 public:
  void Add(engine::ColumnId dictionary, std::vector<std::string> texts) {
    texts_[dictionary] = std::move(texts);
  }

  engine::TextCode Size(engine::ColumnId dictionary) const override {
    const auto found = texts_.find(dictionary);
    return found == texts_.end() ? 0 : static_cast<engine::TextCode>(found->second.size());
  }

  std::string_view TextOf(engine::ColumnId dictionary, engine::TextCode code) const override {
    if (code == 0 || code > Size(dictionary)) return {};
    return texts_.at(dictionary)[code - 1];
  }

  std::optional<engine::TextCode> CodeOf(engine::ColumnId dictionary,
                                         std::string_view text) const override {
    for (engine::TextCode code = 1; code <= Size(dictionary); ++code) {
      if (TextOf(dictionary, code) == text) return code;
    }
    return std::nullopt;
  }

  void ForEach(
      engine::ColumnId dictionary,
      const std::function<void(engine::TextCode, std::string_view)>& visit) const override {
    for (engine::TextCode code = 1; code <= Size(dictionary); ++code) {
      visit(code, TextOf(dictionary, code));
    }
  }

 private:
  std::map<engine::ColumnId, std::vector<std::string>> texts_;
};

/// A snapshot without rows: names and dictionaries are all that binding looks at. It knows the
/// attributes attr['team'] and resource['k8s.pod.name'], the models gpt-5, gpt-5.4 and
/// claude-haiku-4.5, and the users ann and bob.
class NamesSnapshot : public engine::Snapshot {
 public:
  NamesSnapshot() {
    dictionaries_.Add(engine::ColumnId::kModel, {"gpt-5", "gpt-5.4", "claude-haiku-4.5"});
    dictionaries_.Add(engine::ColumnId::kUser, {"ann", "bob"});
  }

  const engine::Dictionaries& dictionaries() const override { return dictionaries_; }

  const std::vector<std::unique_ptr<const engine::RowGroup>>& row_groups() const override {
    return row_groups_;
  }

  std::optional<engine::ColumnId> FindAttribute(std::string_view key,
                                                bool of_resource) const override {
    if (key == "team" && !of_resource) return engine::ColumnId{engine::kFirstAttributeColumn};
    if (key == "k8s.pod.name" && of_resource) {
      return engine::ColumnId{engine::kFirstAttributeColumn + 3};
    }
    return std::nullopt;
  }

  std::vector<engine::AttributeColumn> attribute_columns() const override {
    return {{engine::ColumnId{engine::kFirstAttributeColumn}, "attr['team']"},
            {engine::ColumnId{engine::kFirstAttributeColumn + 3}, "resource['k8s.pod.name']"}};
  }

  engine::TraceId TraceIdOf(std::int64_t /*ordinal*/) const override { return {}; }
  Status status() const override { return Status::Ok(); }

  Result<std::optional<std::int64_t>> FindTrace(
      const engine::TraceId& /*trace_id*/) const override {
    return std::optional<std::int64_t>();
  }

 private:
  NamesDictionaries dictionaries_;
  std::vector<std::unique_ptr<const engine::RowGroup>> row_groups_;
};

}  // namespace costdb::query

#endif  // COSTDB_TESTS_QUERY_NAMES_SNAPSHOT_H_
