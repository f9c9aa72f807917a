#ifndef COSTDB_TOOLS_OUTPUT_DISPLAY_TEXT_H_
#define COSTDB_TOOLS_OUTPUT_DISPLAY_TEXT_H_

#include <cstddef>
#include <string>

#include "costdb/int128.h"
#include "costdb/query_result.h"

namespace costdb::tools {

/// Money for people: "$1,234.57", rounded half away from zero to `places` decimals (0 to 12). What
/// is not zero never looks like zero: "<$0.01".
std::string MoneyDisplayText(Int128 picodollars, int places);

/// A whole number with thousands separators: "1,234,567".
std::string GroupedText(Int128 value);

/// A duration for people: "850 us", "1.25 s", "2m 03s", "1h 15m", "3d 04h".
std::string DurationDisplayText(std::int64_t nanoseconds);

/// Bytes for people, in powers of 1024: "3.4 MiB".
std::string BytesDisplayText(std::uint64_t bytes);

/// How one column's values are shown to people: all its money with as many decimals as its size
/// calls for, its times no finer than needed, text with control characters escaped.
class ColumnDisplay {
 public:
  explicit ColumnDisplay(const ResultColumn& column);

  std::string TextOf(const Value& value) const;
  bool is_right_aligned() const { return right_aligned_; }

 private:
  int money_places_ = 2;
  std::size_t time_characters_ = 0;  ///< 0: all.
  bool right_aligned_ = false;
};

}  // namespace costdb::tools

#endif  // COSTDB_TOOLS_OUTPUT_DISPLAY_TEXT_H_
