#ifndef COSTDB_TESTS_PROPERTY_STORY_GENERATOR_H_
#define COSTDB_TESTS_PROPERTY_STORY_GENERATOR_H_

#include <vector>

#include "plain_span.h"
#include "random.h"

namespace costdb::property {

/// A trace as an application makes it: requests, agents and tools around calls that one to three
/// instrumentations watch, side by side or around each other.
std::vector<PlainSpan> GenerateStory(Random* random, std::uint64_t trace);

/// A trace of spans that have nothing to do with each other but their ids and a little time.
std::vector<PlainSpan> GenerateJumble(Random* random, std::uint64_t trace);

}  // namespace costdb::property

#endif  // COSTDB_TESTS_PROPERTY_STORY_GENERATOR_H_
