#include "engine/kernels/dispatch.h"

#include "engine/kernels/targets.h"
#include "hwy/highway.h"
#include "hwy/targets.h"

namespace costdb::engine::kernels {

std::vector<InstructionSet> SupportedInstructionSets() {
  std::vector<InstructionSet> sets;
  for (std::int64_t remaining = hwy::SupportedTargets() & HWY_TARGETS; remaining != 0;
       remaining &= remaining - 1) {
    sets.push_back(remaining & -remaining);  // Highway numbers the better sets with lower bits.
  }
  return sets;
}

std::string InstructionSetName(InstructionSet instruction_set) {
  return hwy::TargetName(instruction_set);
}

void UseInstructionSet(InstructionSet instruction_set) {
  hwy::SetSupportedTargetsForTest(instruction_set);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

void UseBestInstructionSet() {
  UseInstructionSet(0);
}

}  // namespace costdb::engine::kernels
