#ifndef COSTDB_INGEST_DIALECT_KEY_WORDS_H_
#define COSTDB_INGEST_DIALECT_KEY_WORDS_H_

#include <string>
#include <string_view>

#include "ingest/dialect/content_policy.h"

namespace costdb::ingest {

/// What the words of an attribute key say about a text under it, for keys that are in no list:
/// "crew_tasks", "lk.response.text" and "userQuestion" name content, "sessionToken" a credential,
/// "prompt.version" and "k8s.pod.name" neither. Numbers and booleans are never content.
KeyPolicy PolicyOfWords(std::string_view key);

/// True when the value by itself is a credential ("Bearer ...", "sk-..."), whatever its key.
bool LooksLikeSecret(std::string_view text);

/// True for a text that is a JSON object, or an array of such: a map, which is no column.
bool LooksLikeJsonMap(std::string_view text);

/// The part of a URL that carries no credential and nobody's words: without user information, query
/// and fragment. A text that is no URL is returned whole, unless `key` says it is a request target.
/// `scratch` may hold the result.
std::string_view PublicPartOfUrl(std::string_view key, std::string_view text, std::string* scratch);

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_DIALECT_KEY_WORDS_H_
