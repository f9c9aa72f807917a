#ifndef COSTDB_ENGINE_PRICES_OWN_PRICES_H_
#define COSTDB_ENGINE_PRICES_OWN_PRICES_H_

#include <string>
#include <string_view>

#include "engine/prices/price_catalog.h"

namespace costdb::engine {

/// The user's own source of a catalog, made when it has none.
PriceSource* OwnSourceOf(CatalogContents* contents);

/// Sets what a model costs from `price`'s beginning to its end. Where it has no end, it holds until
/// the model's next price. Earlier prices make way where they overlap, and stay elsewhere.
void SetOwnPrice(std::string_view provider, std::string_view model, ModelPrice price,
                 CatalogContents* contents);

/// Removes a model's own prices; false when there are none.
bool RemoveOwnPrice(std::string_view provider, std::string_view model, CatalogContents* contents);

/// Takes a source in: own prices replace those of the same models (all with `replace_all`); a
/// catalog replaces the one of the same name, and goes before other imported ones.
void ImportSource(PriceSource source, bool replace_all, CatalogContents* contents);

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_PRICES_OWN_PRICES_H_
