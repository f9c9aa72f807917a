#include "engine/store/enumeration_codes.h"

#include <array>

namespace costdb::engine {
namespace {

using Texts = std::string_view;

constexpr std::array kKinds = {Texts("unspecified"), Texts("internal"), Texts("server"),
                               Texts("client"),      Texts("producer"), Texts("consumer")};
constexpr std::array kStatuses = {Texts("unset"), Texts("ok"), Texts("error")};
constexpr std::array kRoles = {Texts("other"), Texts("inference"), Texts("embedding"),
                               Texts("wrapper"), Texts("tool")};
constexpr std::array kBillings = {Texts("none"),    Texts("billed"), Texts("unmetered"),
                                  Texts("wrapper"), Texts("twin"),   Texts("unexplained")};
constexpr std::array kContainments = {Texts("declared"), Texts("inferred"), Texts("ambiguous")};
constexpr std::array kCostSources = {Texts("catalog"), Texts("span")};
constexpr std::array kUsageSources = {Texts("twin"), Texts("wrapper")};

constexpr std::array<EnumerationTexts, 7> kEnumerations = {{
    {ColumnId::kKind, kKinds},
    {ColumnId::kStatus, kStatuses},
    {ColumnId::kRole, kRoles},
    {ColumnId::kBilling, kBillings},
    {ColumnId::kContainment, kContainments},
    {ColumnId::kCostSource, kCostSources},
    {ColumnId::kUsageSource, kUsageSources},
}};

}  // namespace

std::span<const EnumerationTexts> Enumerations() {
  return kEnumerations;
}

}  // namespace costdb::engine
