#ifndef COSTDB_QUERY_PLAN_SHARE_OF_COUNT_H_
#define COSTDB_QUERY_PLAN_SHARE_OF_COUNT_H_

#include <cstdint>

namespace costdb::query {

/// ceil(share * count), at most `count`: how many of `count` things a share of them is. The product
/// of a decimal like 0.07 may come out a hair above the whole number that it stands for, and is
/// that number then.
std::uint64_t ShareOfCount(double share, std::uint64_t count);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_PLAN_SHARE_OF_COUNT_H_
