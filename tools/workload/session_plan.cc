#include "tools/workload/session_plan.h"

#include <fmt/format.h>

#include <array>
#include <numeric>
#include <utility>

#include "tools/workload/product.h"

namespace costdb::tools {
namespace {

constexpr std::uint32_t kStagingInAThousand = 40;
constexpr std::uint64_t kNamedUsers = 4096;

std::uint32_t PickFeature(Random* random) {
  static const std::vector<std::uint32_t> weights = [] {
    std::vector<std::uint32_t> all;
    for (const FeatureDefinition& feature : Features()) all.push_back(feature.weight);
    return all;
  }();
  return static_cast<std::uint32_t>(random->Pick(weights));
}

// Few pay; those who use most pay more often.
std::string_view CustomerPlan(std::uint64_t user) {
  constexpr std::array<std::string_view, 8> kPlans = {"enterprise", "pro",  "pro",  "free",
                                                      "free",       "free", "free", "free"};
  return kPlans[(user * 5 + user / 8) % kPlans.size()];
}

}  // namespace

std::uint64_t SessionPlan::call_count() const {
  return std::accumulate(calls.begin(), calls.end(), std::uint64_t{0});
}

SessionPlan PlanSession(const Random& workload, std::uint64_t number) {
  SessionPlan plan;
  plan.random = workload.Split(number);
  plan.feature = PickFeature(&plan.random);
  const FeatureDefinition& feature = Features()[plan.feature];
  plan.environment = plan.random.Chance(kStagingInAThousand) ? kStaging : kProduction;
  plan.model = static_cast<std::uint32_t>(plan.random.Pick(feature.model_weights));
  const std::int64_t turns = plan.random.From(feature.turns);
  plan.calls.reserve(static_cast<std::size_t>(turns));
  for (std::int64_t turn = 0; turn < turns; ++turn) {
    plan.calls.push_back(static_cast<std::uint32_t>(plan.random.From(feature.calls)));
  }
  return plan;
}

Session StartSession(SessionPlan plan, std::uint64_t user_count, std::int64_t start_unix_ns) {
  Session session;
  session.plan = std::move(plan);
  const std::uint64_t user = session.plan.random.ZipfRank(user_count);
  session.user = UserName(user);
  session.customer_plan = CustomerPlan(user);
  session.id = fmt::format("sess-{:012x}", session.plan.random.Next() >> 16U);
  session.next_start_unix_ns = start_unix_ns;
  session.context_tokens = Features()[session.plan.feature].system_tokens;
  return session;
}

std::string UserName(std::uint64_t user) {
  std::string name = fmt::format("{}.{}", GivenName(user), FamilyName(user));
  if (user >= kNamedUsers) name += std::to_string(user / kNamedUsers + 1);
  return name;
}

}  // namespace costdb::tools
