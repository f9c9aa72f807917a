#include "ingest/dialect/key_words.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <span>
#include <vector>

namespace costdb::ingest {
namespace {

using Words = std::span<const std::string_view>;

// Content wherever they stand in a key, unless the key ends in one of kAboutContent; also as the
// end of a longer word ("systemprompt").
constexpr std::string_view kContentWords[] = {
    "answer",       "answers",    "body",          "completion",  "completions", "content",
    "contents",     "document",   "documents",     "input",       "inputs",      "instruction",
    "instructions", "message",    "messages",      "msg",         "output",      "outputs",
    "prompt",       "prompts",    "queries",       "query",       "question",    "questions",
    "statement",    "transcript", "transcription", "transcripts", "utterance",   "utterances",
};
constexpr std::size_t kShortestSuffix = 6;

// Content when a key ends in them.
constexpr std::string_view kLastContentWords[] = {
    "arg",       "args",      "argument", "arguments", "backstory",  "chunk",       "chunks",
    "comment",   "comments",  "context",  "contexts",  "data",       "description", "explanation",
    "feedback",  "goal",      "history",  "html",      "json",       "keywords",    "kwargs",
    "markdown",  "objective", "passage",  "passages",  "payload",    "q",           "rationale",
    "reasoning", "reply",     "request",  "response",  "responses",  "result",      "results",
    "snippet",   "snippets",  "speech",   "sql",       "stacktrace", "summary",     "task",
    "tasks",     "text",      "texts",    "thinking",  "thought",    "thoughts",    "traceback",
    "xml",
};

// What is said about content, rather than the content: "prompt.version", "messaging.message.id".
constexpr std::string_view kAboutContent[] = {
    "alias",   "bytes",    "category",  "channel",  "class",    "code",        "cost",
    "count",   "digest",   "duration",  "encoding", "env",      "environment", "experiment",
    "format",  "group",    "hash",      "id",       "ids",      "index",       "key",
    "kind",    "label",    "labels",    "lang",     "language", "length",      "level",
    "locale",  "mode",     "model",     "ms",       "name",     "names",       "number",
    "owner",   "plan",     "policy",    "priority", "provider", "rating",      "region",
    "role",    "score",    "size",      "slug",     "source",   "stage",       "state",
    "status",  "strategy", "system",    "tag",      "tags",     "team",        "tenant",
    "tier",    "time",     "timestamp", "tokens",   "type",     "uuid",        "variant",
    "version",
};

// Credentials wherever they stand, unless the key ends in one of kAboutSecrets.
constexpr std::string_view kSecretWords[] = {
    "apikey",      "auth", "authorization", "bearer", "cookie",   "cookies", "credential",
    "credentials", "jwt",  "passphrase",    "passwd", "password", "secret",  "secrets",
};
constexpr std::string_view kLastSecretWords[] = {"dsn", "signature", "token"};
constexpr std::string_view kAboutSecrets[] = {
    "alias", "count", "id",       "ids",    "kind", "length",  "method",
    "mode",  "name",  "provider", "status", "type", "version",
};
struct Pair {
  std::string_view first;
  std::string_view second;
};
constexpr Pair kSecretPairs[] = {{"access", "key"},   {"api", "key"},           {"command", "args"},
                                 {"command", "line"}, {"connection", "string"}, {"private", "key"},
                                 {"url", "query"}};

// Short texts by definition, though a word of theirs says otherwise.
constexpr std::string_view kHarmlessKeys[] = {"db.query.summary"};
constexpr std::string_view kHarmlessPrefixes[] = {"feature_flag."};

constexpr std::string_view kSecretValuePrefixes[] = {"AIza",       "AKIA", "Basic ",      "Bearer ",
                                                     "eyJhbGciOi", "ghp_", "github_pat_", "sk-",
                                                     "xoxb-",      "xoxp-"};
constexpr std::size_t kShortestSecret = 16;

// Keys of the path and query of a request.
constexpr std::string_view kTargetKeys[] = {"http.target", "url.original"};

bool IsOneOf(std::string_view word, Words words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool IsUpper(char character) {
  return character >= 'A' && character <= 'Z';
}

bool IsLower(char character) {
  return character >= 'a' && character <= 'z';
}

bool IsDigit(char character) {
  return character >= '0' && character <= '9';
}

// A word begins after a separator, where lower case turns to upper ("toolCall"), and with the last
// capital of several ("HTTPRoute"). Numbers are indices.
bool BeginsWord(std::string_view key, std::size_t i) {
  if (i == 0 || !IsUpper(key[i])) return false;
  return IsLower(key[i - 1]) || IsDigit(key[i - 1]) ||
         (IsUpper(key[i - 1]) && i + 1 < key.size() && IsLower(key[i + 1]));
}

std::vector<std::string> WordsOf(std::string_view key) {
  std::vector<std::string> words;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty() && !std::all_of(word.begin(), word.end(), IsDigit)) words.push_back(word);
    word.clear();
  };
  for (std::size_t i = 0; i < key.size(); ++i) {
    const char character = key[i];
    const bool is_letter = IsUpper(character) || IsLower(character) || IsDigit(character) ||
                           static_cast<unsigned char>(character) >= 0x80;
    if (!is_letter || BeginsWord(key, i)) end_word();
    if (is_letter) {
      word.push_back(IsUpper(character) ? static_cast<char>(character - 'A' + 'a') : character);
    }
  }
  end_word();
  return words;
}

bool IsContentWord(std::string_view word) {
  return std::any_of(
      std::begin(kContentWords), std::end(kContentWords), [word](std::string_view content) {
        return word == content || (content.size() >= kShortestSuffix && word.ends_with(content));
      });
}

bool NamesSecret(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    for (const Pair& pair : kSecretPairs) {
      if (words[i] == pair.first && words[i + 1] == pair.second) return true;
    }
  }
  return IsOneOf(words.back(), kLastSecretWords) ||
         std::any_of(words.begin(), words.end(),
                     [](const std::string& word) { return IsOneOf(word, kSecretWords); });
}

// The end of the scheme and "//" of a URL, npos when it is none.
std::size_t EndOfScheme(std::string_view text) {
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos || colon == 0) return std::string_view::npos;
  const std::string_view scheme = text.substr(0, colon);
  const bool is_scheme = std::all_of(scheme.begin(), scheme.end(), [](char character) {
    return IsLower(character) || IsUpper(character) || IsDigit(character) || character == '+';
  });
  return is_scheme ? colon + 3 : std::string_view::npos;
}

}  // namespace

KeyPolicy PolicyOfWords(std::string_view key) {
  if (IsOneOf(key, kHarmlessKeys)) return KeyPolicy::kKeep;
  for (std::string_view prefix : kHarmlessPrefixes) {
    if (key.starts_with(prefix)) return KeyPolicy::kKeep;
  }
  const std::vector<std::string> words = WordsOf(key);
  if (words.empty()) return KeyPolicy::kKeep;
  if (!IsOneOf(words.back(), kAboutSecrets) && NamesSecret(words)) return KeyPolicy::kSecret;
  if (IsOneOf(words.back(), kLastContentWords)) return KeyPolicy::kContent;
  if (IsOneOf(words.back(), kAboutContent)) return KeyPolicy::kKeep;
  return std::any_of(words.begin(), words.end(), IsContentWord) ? KeyPolicy::kContent
                                                                : KeyPolicy::kKeep;
}

bool LooksLikeSecret(std::string_view text) {
  return text.size() >= kShortestSecret &&
         std::any_of(std::begin(kSecretValuePrefixes), std::end(kSecretValuePrefixes),
                     [text](std::string_view prefix) { return text.starts_with(prefix); });
}

bool LooksLikeJsonMap(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return false;
  if (text[first] == '{') return true;
  if (text[first] != '[') return false;
  const std::size_t second = text.find_first_not_of(kBlanks, first + 1);
  return second != std::string_view::npos && (text[second] == '{' || text[second] == '[');
}

std::string_view PublicPartOfUrl(std::string_view key, std::string_view text,
                                 std::string* scratch) {
  const std::size_t host = EndOfScheme(text);
  const bool is_url = host != std::string_view::npos;
  if (!is_url && !IsOneOf(key, kTargetKeys)) return text;
  text = text.substr(0, text.find_first_of("?#"));
  if (!is_url) return text;
  const std::size_t path = std::min(text.find('/', host), text.size());
  const std::size_t user_end = text.substr(0, path).rfind('@');
  if (user_end == std::string_view::npos || user_end < host) return text;
  scratch->assign(text.substr(0, host)).append(text.substr(user_end + 1));
  return *scratch;
}

}  // namespace costdb::ingest
