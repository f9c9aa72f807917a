#include "ingest/wire/held_spans.h"

#include <utility>

#include "engine/error/propagate.h"

namespace costdb::ingest {
namespace {

template <typename Item>
Item* Next(std::vector<Item>* items, std::size_t* count) {
  if (*count == items->size()) items->emplace_back();
  return &(*items)[(*count)++];
}

}  // namespace

HeldSpans::Resource* HeldSpans::AddResource() {
  *Next(&steps_, &count_.steps) = Step::kResource;
  Resource* const resource = Next(&resources_, &count_.resources);
  resource->attributes.Clear();
  resource->wire = {};
  return resource;
}

HeldSpans::Scope* HeldSpans::AddScope() {
  *Next(&steps_, &count_.steps) = Step::kScope;
  Scope* const scope = Next(&scopes_, &count_.scopes);
  *scope = {};
  return scope;
}

DecodedSpan* HeldSpans::AddSpan() {
  *Next(&steps_, &count_.steps) = Step::kSpan;
  DecodedSpan* const span = Next(&spans_, &count_.spans);
  span->Clear();
  return span;
}

void HeldSpans::AddFault(const JsonPath& path, std::string message) {
  *Next(&steps_, &count_.steps) = Step::kFault;
  *Next(&faults_, &count_.faults) = {path, std::move(message)};
}

void HeldSpans::Return(const Mark& mark) {
  count_ = mark;
}

Status HeldSpans::HandOn(SpanConsumer* consumer) const {
  Mark next;
  while (next.steps < count_.steps) {
    switch (steps_[next.steps++]) {
      case Step::kResource: {
        const Resource& resource = resources_[next.resources++];
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
