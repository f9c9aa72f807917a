#ifndef COSTDB_ENGINE_KERNELS_DISPATCH_H_
#define COSTDB_ENGINE_KERNELS_DISPATCH_H_

#include <cstdint>
#include <string>
#include <vector>

namespace costdb::engine::kernels {

/// One instruction set that kernels are compiled for.
using InstructionSet = std::int64_t;

/// The instruction sets that kernels are compiled for and this machine can run, fastest first.
std::vector<InstructionSet> SupportedInstructionSets();

/// "AVX3" (AVX-512), "AVX2", "SSE4", "SCALAR", ...
std::string InstructionSetName(InstructionSet instruction_set);

/// Makes all kernels use `instruction_set`, one of SupportedInstructionSets(), until
/// UseBestInstructionSet(). For tests and benchmarks; not thread-safe.
void UseInstructionSet(InstructionSet instruction_set);
void UseBestInstructionSet();

}  // namespace costdb::engine::kernels

#endif  // COSTDB_ENGINE_KERNELS_DISPATCH_H_
