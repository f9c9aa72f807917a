#ifndef COSTDB_ENGINE_STORE_MODEL_NAMES_H_
#define COSTDB_ENGINE_STORE_MODEL_NAMES_H_

#include <utility>

#include "engine/trace/coded_span.h"

namespace costdb::engine {

/// What the model of a call is resolved from, as dictionary codes: the key under which those who
/// resolve many calls remember it.
struct ModelNames {
  TextCode provider = kNullCode;
  TextCode response_model = kNullCode;
  TextCode request_model = kNullCode;

  bool operator==(const ModelNames&) const = default;
  template <typename H>
  friend H AbslHashValue(H state, const ModelNames& names) {
    return H::combine(std::move(state), names.provider, names.response_model, names.request_model);
  }
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_MODEL_NAMES_H_
