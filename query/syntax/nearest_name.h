#ifndef COSTDB_QUERY_SYNTAX_NEAREST_NAME_H_
#define COSTDB_QUERY_SYNTAX_NEAREST_NAME_H_

#include <span>
#include <string>
#include <string_view>

namespace costdb::query {

/// ASCII letters in lowercase; names are compared in this form.
std::string LowercaseName(std::string_view name);

/// The candidate that someone who typed `name` most likely meant: the one with the smallest edit
/// distance (a swap of neighbours counts as one edit), case ignored. Empty when none is near.
std::string_view NearestName(std::string_view name, std::span<const std::string_view> candidates);

/// "; did you mean x?" for the nearest candidate, or nothing.
std::string DidYouMean(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace costdb::query

#endif  // COSTDB_QUERY_SYNTAX_NEAREST_NAME_H_
