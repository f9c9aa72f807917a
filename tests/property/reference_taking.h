#ifndef COSTDB_TESTS_PROPERTY_REFERENCE_TAKING_H_
#define COSTDB_TESTS_PROPERTY_REFERENCE_TAKING_H_

#include <vector>

#include "plain_span.h"

namespace costdb::property {

/// A call takes what it lacks from the other spans that saw it. True when it took a count.
bool TakeWhatIsLacking(const std::vector<const PlainSpan*>& others, PlainSpan* call);

/// What `whole` reports beyond `parts`: the difference of each count, never below zero, with cached
/// and written tokens cut to the input and reasoning cut to the output.
engine::Usage RestOf(const engine::Usage& whole, const engine::Usage& parts);

/// Each count added; one that is absent is zero.
engine::Usage SumOf(const engine::Usage& one, const engine::Usage& other);

}  // namespace costdb::property

#endif  // COSTDB_TESTS_PROPERTY_REFERENCE_TAKING_H_
