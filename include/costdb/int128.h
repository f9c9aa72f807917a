#ifndef COSTDB_INT128_H_
#define COSTDB_INT128_H_

namespace costdb {

/// A signed 128-bit integer: sums of picodollars and of token counts, which must never wrap.
__extension__ using Int128 = __int128;
__extension__ using UInt128 = unsigned __int128;

}  // namespace costdb

#endif  // COSTDB_INT128_H_
