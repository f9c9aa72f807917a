// The walk over simdjson's first stage against simdjson's own tree: the same contents of the same
// documents, and the same documents refused.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "collect.h"
#include "json_reference.h"
#include "mutator.h"

namespace costdb::ingest {
namespace {

constexpr int kRandomDocuments = 2'000;
constexpr int kMutationsOfEach = 1'500;

std::uint64_t Seed() {
  const char* given = std::getenv("COSTDB_SEED");
  return given == nullptr ? 20261126 : std::strtoull(given, nullptr, 10);
}

int differences = 0;

void ExpectSame(const std::string& json) {
  const std::string library = JsonByLibrary(json);
  const std::string in_place = JsonInPlace(json);
  if (library == in_place || ++differences > 5) return;
  ADD_FAILURE() << json << "\nlibrary: " << library << "\nin place: " << in_place;
}

// Builds documents of OTLP's members, some of them twice, in any order, with values of any kind,
// spelled in any way.
class DocumentGenerator {
 public:
  explicit DocumentGenerator(std::uint64_t seed) : mutator_(seed) {}

  Mutator& mutator() { return mutator_; }

  std::string Document() {
    return Below(10) == 0 ? List([this] { return Request(); }) : Request();
  }

 private:
  std::size_t Below(std::size_t limit) { return mutator_.Below(limit); }

  std::string Blank() {
    constexpr std::string_view kBlanks[] = {" ", "\n", "\t\r", "  \n "};
    return Below(40) == 0 ? std::string(kBlanks[Below(std::size(kBlanks))]) : "";
  }

  std::string Request() {
    return Object({"resourceSpans", "resourceSpans", "resourceLogs", "other"},
                  [this] { return List([this] { return ResourceSpans(); }); });
  }

  std::string ResourceSpans() {
    return ObjectOf({"resource", "scopeSpans", "instrumentationLibrarySpans", "schemaUrl"},
                    [this](std::string_view key) {
                      if (key == "resource") return Resource();
                      return List([this] { return ScopeSpans(); });
                    });
  }

  std::string Resource() {
    return Object({"attributes", "attributes", "droppedAttributesCount"},
                  [this] { return Attributes(); });
  }

  std::string ScopeSpans() {
    return ObjectOf({"scope", "spans", "instrumentationLibrary", "schemaUrl"},
                    [this](std::string_view key) {
                      if (key == "spans") return List([this] { return Span(); });
                      return Object({"name", "version", "other"}, [this] { return Scalar(); });
                    });
  }

  std::string Span() {
    return ObjectOf({"traceId", "spanId", "parentSpanId", "name", "kind", "startTimeUnixNano",
                     "endTimeUnixNano", "attributes", "events", "status", "flags"},
                    [this](std::string_view key) {
                      if (key == "traceId") return Quote("0123456789abcdefABCDEF0123456789");
                      if (key == "attributes") return Attributes();
                      if (key == "status")
                        return Object({"code", "x"}, [this] { return Scalar(); });
                      if (key == "events") return List([this] { return Event(); });
                      if (key.ends_with("Id")) return Quote("00000000000000aF");
                      return Scalar();
                    });
  }

  std::string Event() {
    return ObjectOf({"name", "attributes", "timeUnixNano"}, [this](std::string_view key) {
      return key == "attributes" ? Attributes() : Scalar();
    });
  }

  std::string Attributes() {
    return List([this] {
      if (Below(2) == 0) return R"({"key":"k","value":)" + Value() + "}";
      return ObjectOf({"key", "value", "other"},
                      [this](std::string_view key) { return key == "value" ? Value() : Scalar(); });
    });
  }

  std::string Value() {
    switch (Below(8)) {
      case 0:
        return R"({"stringValue":"text"})";
      case 1:
        return R"({"intValue":"1234"})";
      case 2:
        return Object({"arrayValue"}, [this] {
          return Object({"values", "values"}, [this] { return List([this] { return Value(); }); });
        });
      default:
        return Object({"stringValue", "intValue", "doubleValue", "boolValue", "bytesValue", "other",
                       "kvlistValue"},
                      [this] { return Scalar(); });
    }
  }

  std::string Scalar() {
    constexpr std::string_view kScalars[] = {"0",
                                             "7",
                                             "-1",
                                             "-0",
                                             "1.5",
                                             "2.0",
                                             "1e3",
                                             "1e-400",
                                             "9223372036854775807",
                                             "9223372036854775808",
                                             "18446744073709551615",
                                             "-9223372036854775808",
                                             "123456789012345678",
                                             "true",
                                             "false",
                                             "null",
                                             "\"\"",
                                             "\"1777593600000000000\"",
                                             "\"12x\"",
                                             "\"007\"",
                                             "\"-3\"",
                                             "\"NaN\"",
                                             "\"STATUS_CODE_ERROR\"",
                                             "\"SPAN_KIND_CLIENT\"",
                                             R"("a\"b\\c\nd")",
                                             R"("\u00e9\ud83d\ude00")",
                                             "\"\xC3\xA9\"",
                                             "[]",
                                             "{}",
                                             "[1,2,{\"a\":[]}]"};
    constexpr std::string_view kMalformed[] = {"1E400",
                                               "00",
                                               "01",
                                               "1.",
                                               ".5",
                                               "+1",
                                               "18446744073709551616",
                                               "12345678901234567890123",
                                               "nul",
                                               "truely",
                                               "NaN",
                                               "-",
                                               "1a",
                                               R"("\ud83d")",
                                               R"("\x")",
                                               R"("\u12")",
                                               "\"\xFF\"",
                                               "\"tab\there\"",
                                               "[1,]",
                                               "{\"a\"}",
                                               "{\"a\":1,}",
                                               "{,}",
                                               "[,]",
                                               "\"a\" \"b\"",
                                               "1 2",
                                               "1\"a\"",
                                               ""};
    if (Below(1500) == 0) return std::string(kMalformed[Below(std::size(kMalformed))]);
    if (Below(3) != 0) return Below(2) == 0 ? "\"text\"" : "5";
    return std::string(kScalars[Below(std::size(kScalars))]);
  }

  static std::string Quote(std::string_view text) { return "\"" + std::string(text) + "\""; }

  template <typename Make>
  std::string List(Make make) {
    if (Below(60) == 0) return Scalar();
    std::string list = "[";
    for (std::size_t left = Below(4); left > 0; --left) {
      list += Blank() + make() + Blank() + (left > 1 ? "," : "");
    }
    return list + "]";
  }

  template <typename Make>
  std::string ObjectOf(std::vector<std::string_view> keys, Make make) {
    if (Below(60) == 0) return Scalar();
    const bool is_in_order = Below(2) == 0;
    std::string object = "{" + Blank();
    const std::size_t count = is_in_order ? keys.size() : Below(keys.size() + 2);
    for (std::size_t i = 0; i < count; ++i) {
      const std::string_view key = keys[is_in_order ? i : Below(keys.size())];
      object += (i > 0 ? "," : "") + Blank() + Key(key) + Blank() + ":" + Blank() + make(key);
    }
    return object + Blank() + "}";
  }

  template <typename Make>
  std::string Object(std::vector<std::string_view> keys, Make make) {
    return ObjectOf(std::move(keys), [&make](std::string_view /*key*/) { return make(); });
  }

  // Now and then with its first letter escaped.
  std::string Key(std::string_view key) {
    if (Below(50) != 0) return Quote(key);
    constexpr std::string_view kDigits = "0123456789abcdef";
    const auto first = static_cast<unsigned char>(key[0]);
    std::string escaped = "\\u00";
    escaped += kDigits[first >> 4];
    escaped += kDigits[first & 15];
    return Quote(escaped + std::string(key.substr(1)));
  }

  Mutator mutator_;
};

TEST(JsonDifferentialTest, RandomDocuments) {
  DocumentGenerator generator(Seed());
  int malformed = 0;
  for (int i = 0; i < kRandomDocuments; ++i) {
    const std::string json = generator.Document();
    ExpectSame(json);
    if (!IsJson(json)) ++malformed;
    if (i % 4 == 0) ExpectSame(generator.mutator().Mutate(json));
  }
  EXPECT_GT(malformed, kRandomDocuments / 20);
  EXPECT_LT(malformed, kRandomDocuments / 2);
}

TEST(JsonDifferentialTest, MutatedDocuments) {
  Mutator mutator(Seed());
  for (const char* name : {"vercel/003.json", "official/001.json", "official/003.json",
                           "dialects/langfuse.json", "dialects/langsmith.json"}) {
    const std::string json = ReadData(name);
    ExpectSame(json);
    for (int i = 0; i < kMutationsOfEach; ++i) ExpectSame(mutator.Mutate(json));
  }
}

TEST(JsonDifferentialTest, DepthHasALimit) {
  for (const std::size_t depth :
       {1, 1015, 1016, 1017, 1018, 1019, 1020, 1021, 1022, 1023, 1024, 1025}) {
    for (const std::string_view inner : {"", "1"}) {
      const std::string nested =
          std::string(depth, '[') + std::string(inner) + std::string(depth, ']');
      ExpectSame(nested);
      ExpectSame(R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"x":)" + nested + "}]}]}]}");
    }
  }
}

// More spans and the like than are held back: the document is checked first and read then.
TEST(JsonDifferentialTest, ManySmallElements) {
  const auto repeated = [](std::string_view element) {
    std::string list = "[";
    for (int i = 0; i < 5000; ++i) list.append(i > 0 ? "," : "").append(element);
    return list + "]";
  };
  const std::string resource =
      R"("resource":{"attributes":[{"key":"a\n","value":{"intValue":1}}]})";
  std::string long_text;
  for (int i = 0; i < 10'000; ++i) long_text += R"(\nescaped)";
  const std::string long_resource =
      fmt::format(R"("resource":{{"attributes":[{{"key":"{}","value":{{"stringValue":"{}"}}}}]}})",
                  long_text, long_text);
  const std::string scope = R"("scope":{"name":"s\t"},"instrumentationLibrary":{"name":"old"})";
  for (const char* const element :
       {"1", "{}", "null", R"({"name":"n\u00e9"})", R"({"spans":[1],"scope":{"name":"\n"}})",
        R"({"scopeSpans":[{"spans":[{}]}],"resource":{}})", R"({"spans":0})"}) {
    const std::string list = repeated(element);
    const auto member = [](std::string_view name, std::string_view value) {
      return fmt::format(R"("{}":{})", name, value);
    };
    const auto request_of = [](std::initializer_list<std::string_view> members) {
      return fmt::format(R"({{"resourceSpans":[{{{}}}]}})", fmt::join(members, ","));
    };
    const std::string scopes = fmt::format(R"([{{"spans":{},{}}}])", list, scope);
    ExpectSame(fmt::format(R"({{"resourceSpans":{}}})", list));
    ExpectSame(fmt::format(R"({{"resourceSpans":{},"resourceSpans":[]}})", list));
    ExpectSame(fmt::format("[{}]", list));
    ExpectSame(repeated(R"({"resourceSpans":[{}]})"));
    ExpectSame(request_of({member("scopeSpans", list), resource}));
    ExpectSame(request_of({member("scopeSpans", scopes), resource}));
    ExpectSame(request_of({member("scopeSpans", scopes), long_resource}));
    ExpectSame(request_of({member("scopeSpans", scopes), R"("x":nul)"}));
    ExpectSame(request_of(
        {member("instrumentationLibrarySpans", list), member("scopeSpans", scopes), resource}));
    ExpectSame(
        request_of({member("instrumentationLibrarySpans", scopes), member("scopeSpans", "null")}));
  }
}

TEST(JsonDifferentialTest, EndsAnywhere) {
  const std::string json =
      R"({"resourceSpans":[{"resource":{"attributes":[{"key":"a","value":{"stringValue":"b"}}]},)"
      R"("scopeSpans":[{"scope":{"name":"s"},"spans":[{"traceId":"0123456789abcdef0123456789abcdef",)"
      R"("spanId":"0123456789abcdef","name":"n","startTimeUnixNano":"1","endTimeUnixNano":2,)"
      R"("attributes":[{"key":"k","value":{"intValue":"5"}}],"status":{}}]}]}]})";
  for (std::size_t size = 0; size <= json.size(); ++size) ExpectSame(json.substr(0, size));
  ExpectSame(json + json);
  ExpectSame(json + " ");
  ExpectSame(json + "]");
}

}  // namespace
}  // namespace costdb::ingest
