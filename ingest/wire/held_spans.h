#ifndef COSTDB_INGEST_WIRE_HELD_SPANS_H_
#define COSTDB_INGEST_WIRE_HELD_SPANS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
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
  /// Attributes of a resource, as SpanConsumer gets them.
  struct Resource {
    AttributeList attributes;
    std::string_view wire;
  };
  /// A scope, as SpanConsumer gets it.
  struct Scope {
    std::string_view name;
    std::string_view version;
  };

  /// What was added by then.
  struct Mark {
    std::size_t bytes = 0;  ///< What it takes in memory, roughly.
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

  /// To be called when the attributes of one that was added are complete.
  void Weigh(const Resource& resource);
  void Weigh(const DecodedSpan& span);

  const Mark& mark() const { return count_; }

  /// Drops what was added since.
  void Return(const Mark& mark);
  /// Drops everything; memory is kept, unless it is much.
  void Clear();
  /// Drops what HandOn told; the last resource stays as it is, since spans of it may follow.
  void ClearTold();

  /// Tells `consumer`. An error is the consumer's, who then hears no more.
  Status HandOn(SpanConsumer* consumer) const;

 private:
  enum class Step : std::uint8_t { kResource, kScope, kSpan, kFault };

  struct Fault {
    JsonPath path;
    std::string message;
  };

  void AddBytes(std::size_t bytes);

  // Of those with memory of their own, more than `count_` may be there, to be used again.
  std::vector<Step> steps_;
  std::vector<std::unique_ptr<Resource>> resources_;  // Consumers view them.
  std::vector<Scope> scopes_;
  std::vector<DecodedSpan> spans_;
  std::vector<Fault> faults_;
  Mark count_;
  std::size_t most_bytes_ = 0;      ///< That were ever held since memory was given back.
  std::size_t told_resources_ = 0;  // Of the first.
};

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_WIRE_HELD_SPANS_H_
