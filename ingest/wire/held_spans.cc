#include "ingest/wire/held_spans.h"

#include <algorithm>
#include <utility>

#include "engine/error/propagate.h"

namespace costdb::ingest {
namespace {

/// More memory than this is given back.
constexpr std::size_t kKeptBytes = std::size_t{8} << 20;

std::size_t BytesOf(const AttributeList& list) {
  return list.attributes.size() * sizeof(list.attributes[0]) +
         list.elements.size() * sizeof(list.elements[0]);
}

template <typename Item>
Item* Next(std::vector<Item>* items, std::size_t* count) {
  if (*count == items->size()) items->emplace_back();
  return &(*items)[(*count)++];
}

}  // namespace

HeldSpans::Resource* HeldSpans::AddResource() {
  AddBytes(sizeof(Resource));
  *Next(&steps_, &count_.steps) = Step::kResource;
  std::unique_ptr<Resource>& resource_slot = *Next(&resources_, &count_.resources);
  if (resource_slot == nullptr) resource_slot = std::make_unique<Resource>();
  Resource* const resource = resource_slot.get();
  resource->attributes.Clear();
  resource->wire = {};
  return resource;
}

HeldSpans::Scope* HeldSpans::AddScope() {
  AddBytes(sizeof(Scope));
  *Next(&steps_, &count_.steps) = Step::kScope;
  Scope* const scope = Next(&scopes_, &count_.scopes);
  *scope = {};
  return scope;
}

DecodedSpan* HeldSpans::AddSpan() {
  AddBytes(sizeof(DecodedSpan));
  *Next(&steps_, &count_.steps) = Step::kSpan;
  DecodedSpan* const span = Next(&spans_, &count_.spans);
  span->Clear();
  return span;
}

void HeldSpans::AddFault(const JsonPath& path, std::string message) {
  AddBytes(sizeof(Fault) + message.size());
  *Next(&steps_, &count_.steps) = Step::kFault;
  *Next(&faults_, &count_.faults) = {path, std::move(message)};
}

void HeldSpans::AddBytes(std::size_t bytes) {
  count_.bytes += bytes;
  most_bytes_ = std::max(most_bytes_, count_.bytes);
}

void HeldSpans::Weigh(const Resource& resource) {
  AddBytes(BytesOf(resource.attributes));
}

void HeldSpans::Weigh(const DecodedSpan& span) {
  AddBytes(BytesOf(span.attributes) + BytesOf(span.event_attributes) +
           span.events.size() * sizeof(span.events[0]));
}

void HeldSpans::Clear() {
  if (most_bytes_ > kKeptBytes) {
    *this = HeldSpans();
    return;
  }
  Return({});
  told_resources_ = 0;
}

void HeldSpans::Return(const Mark& mark) {
  count_ = mark;
}

void HeldSpans::ClearTold() {
  const std::size_t told = count_.resources;
  if (told != 0) std::swap(resources_.front(), resources_[told - 1]);
  count_ = {};
  count_.resources = told_resources_ = told != 0 ? 1 : 0;
}

Status HeldSpans::HandOn(SpanConsumer* consumer) const {
  Mark next;
  next.resources = told_resources_;
  while (next.steps < count_.steps) {
    switch (steps_[next.steps++]) {
      case Step::kResource: {
        const Resource& resource = *resources_[next.resources++];
        consumer->BeginResource(resource.attributes, resource.wire);
        break;
      }
      case Step::kScope: {
        const Scope& scope = scopes_[next.scopes++];
        consumer->BeginScope(scope.name, scope.version);
        break;
      }
      case Step::kSpan:
        COSTDB_RETURN_IF_ERROR(consumer->TakeSpan(spans_[next.spans++]));
        break;
      case Step::kFault: {
        const Fault& fault = faults_[next.faults++];
        consumer->TakeFault({0, fault.path}, fault.message);
        break;
      }
    }
  }
  return Status::Ok();
}

}  // namespace costdb::ingest
