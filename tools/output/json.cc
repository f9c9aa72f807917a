#include <string>
#include <vector>

#include "engine/error/propagate.h"
#include "tools/output/buffered_text.h"
#include "tools/output/formats.h"
#include "tools/output/json_text.h"
#include "tools/output/value_text.h"

namespace costdb::tools {
namespace {

void AppendValue(const Value& value, std::string* out) {
  if (!IsJsonLiteral(value.type)) {
    AppendJsonString(ExactText(value), out);
    return;
  }
  const std::string text = ExactText(value);
  out->append(text.empty() ? "null" : text);
}

// Writes rows as objects; the keys are quoted once.
class ObjectWriter {
 public:
  explicit ObjectWriter(const QueryResult& result) : result_(result) {
    for (const ResultColumn& column : result.columns) {
      std::string& key = keys_.emplace_back(keys_.empty() ? "{" : ",");
      AppendJsonString(column.name, &key);
      key.push_back(':');
    }
  }

  void Append(std::size_t row, std::string* out) const {
    for (std::size_t column = 0; column < keys_.size(); ++column) {
      out->append(keys_[column]);
      AppendValue(result_.columns[column].values[row], out);
    }
    out->push_back('}');
  }

 private:
  const QueryResult& result_;
  std::vector<std::string> keys_;
};

}  // namespace

Status WriteJson(const QueryResult& result, const TextSink& sink) {
  BufferedText out(sink);
  const ObjectWriter objects(result);
  out.text().push_back('[');
  for (std::size_t row = 0; row < result.row_count(); ++row) {
    if (row > 0) out.text().append(",\n ");
    objects.Append(row, &out.text());
    COSTDB_RETURN_IF_ERROR(out.FlushIfLarge());
  }
  out.text().append("]\n");
  return out.Flush();
}

Status WriteJsonLines(const QueryResult& result, const TextSink& sink) {
  BufferedText out(sink);
  const ObjectWriter objects(result);
  for (std::size_t row = 0; row < result.row_count(); ++row) {
    objects.Append(row, &out.text());
    out.text().push_back('\n');
    COSTDB_RETURN_IF_ERROR(out.FlushIfLarge());
  }
  return out.Flush();
}

}  // namespace costdb::tools
