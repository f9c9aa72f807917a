#include "query/plan/column_type.h"

namespace costdb::query {

Type TypeOfColumn(engine::ColumnType type) {
  switch (type) {
    case engine::ColumnType::kInteger:
      return Type::kInt;
    case engine::ColumnType::kTime:
      return Type::kTime;
    case engine::ColumnType::kDuration:
      return Type::kDuration;
    case engine::ColumnType::kMoney:
      return Type::kMoney;
    case engine::ColumnType::kCode:
    case engine::ColumnType::kText:
      return Type::kText;
    case engine::ColumnType::kTraceId:
      return Type::kTraceId;
    case engine::ColumnType::kSpanId:
      return Type::kSpanId;
  }
  return Type::kNull;
}

}  // namespace costdb::query
