#ifndef COSTDB_INGEST_WIRE_HELD_SPANS_H_
#define COSTDB_INGEST_WIRE_HELD_SPANS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "costdb/status.h"
#include "ingest/wire/decoded_span.h"

namespace costdb::ingest {

/// What a decoder would tell a SpanConsumer, held back until it is known whether it may: in its
/// order, though a resource or scope may be filled in after what follows it was added. Keeps its
/// memory. Not thread-safe.
class HeldSpans {
 public:
  struct Resource {
    AttributeList attributes;
    std::string_view wire;
  };
  struct Scope {
    std::string_view name;
    std::string_view version;
  };

  /// What was added by then.
  struct Mark {
    std::size_t steps = 0;
    std::size_t resources = 0;
    std::size_t scopes = 0;
    std::size_t spans = 0;
    std::size_t faults = 0;
  };

  /// Each is clear, and holds until the next of its kind is added.
  Resource* AddResource();
  Scope* AddScope();
  DecodedSpan* AddSpan();

  void AddFault(const JsonPath& path, std::string message);

  const Mark& mark() const { return count_; }

  /// Drops what was added since.
  void Return(const Mark& mark);
  void Clear() { Return({}); }

  /// Tells `consumer`. An error is the consumer's, who then hears no more.
  Status HandOn(SpanConsumer* consumer) const;

 private:
  enum class Step : std::uint8_t { kResource, kScope, kSpan, kFault };

  struct Fault {
    JsonPath path;
    std::string message;
  };

  // Of those with memory of their own, more than `count_` may be there, to be used again.
  std::vector<Step> steps_;
  std::vector<Resource> resources_;
  std::vector<Scope> scopes_;
  std::vector<DecodedSpan> spans_;
  std::vector<Fault> faults_;
  Mark count_;
};

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_WIRE_HELD_SPANS_H_
