// The reader in place against the classes that protoc generates: the same contents of the same
// bytes, and the same bytes refused.
#include <gtest/gtest.h>

#include <cstdlib>

#include "collect.h"
#include "mutator.h"
#include "otlp/trace_service.pb.h"
#include "protobuf_reference.h"
#include "wire_formats.h"

namespace costdb::ingest {
namespace {

constexpr int kRandomMessages = 60'000;
constexpr int kMutationsOfEach = 400;

std::uint64_t Seed() {
  const char* given = std::getenv("COSTDB_SEED");
  return given == nullptr ? 20261126 : std::strtoull(given, nullptr, 10);
}

// Builds messages of any fields, most of them known, some of them of a wrong type, twice, nested
// where nothing is nested, or not canonical.
class MessageGenerator {
 public:
  explicit MessageGenerator(std::uint64_t seed) : mutator_(seed) {}

  Mutator& mutator() { return mutator_; }

  std::string Message(int depth) {
    std::string message;
    for (std::size_t fields = Below(depth == 0 ? 12 : 5); fields > 0; --fields) {
      message += Field(depth);
    }
    return message;
  }

 private:
  std::size_t Below(std::size_t limit) { return mutator_.Below(limit); }

  std::string Varint(std::uint64_t value) {
    std::string bytes;
    while (value >= 0x80) {
      bytes.push_back(static_cast<char>(value | 0x80));
      value >>= 7;
    }
    bytes.push_back(static_cast<char>(value));
    for (std::size_t more = Below(40) == 0 ? Below(11) : 0; more > 0; --more) {
      bytes.back() = static_cast<char>(bytes.back() | 0x80);
      bytes.push_back('\0');
    }
    return bytes;
  }

  std::uint64_t Number() {
    constexpr std::uint64_t kNumbers[] = {0, 1, 2, 3, 127, 128, 1u << 31, ~std::uint64_t{0}};
    return kNumbers[Below(std::size(kNumbers))];
  }

  std::string Field(int depth) {
    const std::size_t number = Below(30) == 0 ? Below(1u << 29) : Below(17);
    const std::size_t type = Below(3) == 0 ? Below(8) : 2;
    const std::string tag = Varint((number << 3) | type);
    switch (type) {
      case 0:
        return tag + Varint(Number());
      case 1:
        return tag + std::string(8, static_cast<char>(Below(256)));
      case 2:
        return tag + Delimited(depth);
      case 3:
        return tag + Message(depth + 1) + Varint((number << 3) | (Below(20) == 0 ? 3 : 4));
      case 5:
        return tag + "four";
      default:
        return Below(10) == 0 ? tag : "";
    }
  }

  std::string Delimited(int depth) {
    const std::string bytes = depth < 4 && Below(3) != 0 ? Message(depth + 1) : Text();
    const std::size_t claimed = Below(60) == 0 ? Below(300) : bytes.size();
    return Varint(claimed) + bytes;
  }

  std::string Text() {
    constexpr std::size_t kSizes[] = {0, 1, 8, 16, 130};
    return std::string(kSizes[Below(std::size(kSizes))], static_cast<char>(Below(256)));
  }

  Mutator mutator_;
};

int differences = 0;

void ExpectSame(std::string_view message) {
  const auto check = [message](const auto& library, const auto& in_place, const char* what) {
    if (library == in_place || ++differences > 5) return;
    ADD_FAILURE() << what << " of " << ::testing::PrintToString(std::string(message))
                  << "\nlibrary " << library.value_or("refuses") << "\nin place "
                  << in_place.value_or("refuses");
  };
  check(SpanByLibrary(message), SpanInPlace(message), "span");
  check(ResourceByLibrary(message), ResourceInPlace(message), "resource");
  check(ScopeByLibrary(message), ScopeInPlace(message), "scope");
}

TEST(ProtobufDifferentialTest, RandomMessages) {
  MessageGenerator generator(Seed());
  int taken = 0;
  for (int i = 0; i < kRandomMessages; ++i) {
    const std::string message = generator.Message(0);
    ExpectSame(message);
    if (SpanInPlace(message)) ++taken;
  }
  EXPECT_GT(taken, kRandomMessages / 4);
  EXPECT_LT(taken, kRandomMessages - kRandomMessages / 20);
}

TEST(ProtobufDifferentialTest, MutatedSpans) {
  Mutator mutator(Seed());
  ::opentelemetry::proto::collector::trace::v1::ExportTraceServiceRequest request;
  ASSERT_TRUE(request.ParseFromString(ReadData("traceloop-anthropic/001.pb")));
  for (const auto& resource_spans : request.resource_spans()) {
    ExpectSame(resource_spans.resource().SerializeAsString());
    for (const auto& scope_spans : resource_spans.scope_spans()) {
      for (const auto& span : scope_spans.spans()) {
        const std::string message = span.SerializeAsString();
        ASSERT_TRUE(SpanInPlace(message));
        ExpectSame(message);
        for (int i = 0; i < kMutationsOfEach; ++i) ExpectSame(mutator.Mutate(message));
      }
    }
  }
}

TEST(ProtobufDifferentialTest, NestedGroupsHaveALimit) {
  for (const std::size_t depth : {1, 98, 99, 100, 101, 102}) {
    const std::string groups = std::string(depth, '\x63') + std::string(depth, '\x64');
    ExpectSame(groups);
    ExpectSame(ProtobufBytes(9, groups));
    ExpectSame(ProtobufBytes(9, ProtobufBytes(2, groups)));
    ExpectSame(ProtobufBytes(11, ProtobufBytes(3, ProtobufBytes(2, groups))));
    ExpectSame(ProtobufBytes(9, ProtobufBytes(2, ProtobufBytes(5, ProtobufBytes(1, groups)))));
  }
}

TEST(ProtobufDifferentialTest, PartsOfAMessageMerge) {
  const std::string text = ProtobufBytes(2, ProtobufBytes(1, "text"));
  const std::string number = ProtobufBytes(2, std::string("\x18\x05", 2));
  const std::string key = ProtobufBytes(1, "key");
  for (const std::string& value : {text + number, number + text, text + ProtobufBytes(2, ""),
                                   std::string(), number + number}) {
    const std::string span = ProtobufBytes(9, key + value + ProtobufBytes(1, "later"));
    ExpectSame(span);
    ExpectSame(span + ProtobufBytes(15, std::string("\x18\x02", 2)) + ProtobufBytes(15, ""));
  }
  for (const int count : {0, 1, 63, 64, 65}) {
    std::string array;
    for (int i = 0; i < count; ++i) array += ProtobufBytes(1, ProtobufBytes(1, "x"));
    ExpectSame(ProtobufBytes(9, ProtobufBytes(2, ProtobufBytes(5, array))));
  }
}

}  // namespace
}  // namespace costdb::ingest
