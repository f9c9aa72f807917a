#ifndef COSTDB_ENGINE_KERNELS_TARGETS_H_
#define COSTDB_ENGINE_KERNELS_TARGETS_H_

// Included before Highway by every kernel: which instruction sets it is compiled for. SSSE3 is left
// out because every processor of the last fifteen years that has it has SSE4 too.
#define HWY_DISABLED_TARGETS HWY_SSSE3

#endif  // COSTDB_ENGINE_KERNELS_TARGETS_H_
