// OTLP protobuf as ClickHouse reads it itself: its Protobuf format, the part of OTLP's schema that the workload
// uses, and SQL that takes the spans out of the requests and the columns out of their attributes.

import { closeSync, openSync, readSync, writeSync } from 'node:fs';

const schema = `syntax = "proto3";
message Text { string string_value = 1; }
message ArrayValue { repeated Text values = 1; }
message AnyValue { string string_value = 1; int64 int_value = 3; ArrayValue array_value = 5; }
message KeyValue { string key = 1; AnyValue value = 2; }
message Status { int32 code = 3; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; int32 kind = 6;
  fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9;
  Status status = 15;
}
message Resource { repeated KeyValue attributes = 1; }
message Scope { string name = 1; string version = 2; }
message ScopeSpans { Scope scope = 1; repeated Span spans = 2; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message Request { repeated ResourceSpans resource_spans = 1; }`;

const attributes = 'Array(Tuple(key String, value Tuple(string_value String, int_value Int64, array_value Tuple(values Array(Tuple(string_value String))))))';
const span = `Tuple(trace_id FixedString(16), span_id FixedString(8), parent_span_id FixedString(8), name String, kind Int32,
  start_time_unix_nano UInt64, end_time_unix_nano UInt64, attributes ${attributes}, status Tuple(code Int32))`;
const structure = `resource_spans Array(Tuple(resource Tuple(attributes ${attributes}),
  scope_spans Array(Tuple(scope Tuple(name String, version String), spans Array(${span})))))`;

const valueOf = (list, key, value) => `arrayElement(${list}.value.${value}, indexOf(${list}.key, '${key}'))`;
const text = (key) => valueOf('span.attributes', key, 'string_value');
const number = (key) => valueOf('span.attributes', key, 'int_value');
const ofResource = (key) => valueOf('resource_span.resource.attributes', key, 'string_value');

// The columns that spans bring. What costdb works out (costs, the catalog's model, roots, roles, billing) they lack.
const taken = {
  time: "fromUnixTimestamp64Nano(toInt64(span.start_time_unix_nano), 'UTC')",
  duration: 'toInt64(span.end_time_unix_nano - span.start_time_unix_nano)',
  trace_id: 'reinterpretAsUUID(span.trace_id)',
  span_id: 'reinterpretAsUInt64(span.span_id)',
  parent_span_id: 'reinterpretAsUInt64(span.parent_span_id)',
  name: 'span.name',
  kind: "arrayElement(['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'], span.kind + 1)",
  service: ofResource('service.name'),
  environment: ofResource('deployment.environment.name'),
  provider: text('gen_ai.provider.name'),
  operation: text('gen_ai.operation.name'),
  request_model: text('gen_ai.request.model'),
  response_model: text('gen_ai.response.model'),
  input_tokens: number('gen_ai.usage.input_tokens'),
  cached_tokens: number('gen_ai.usage.cache_read.input_tokens'),
  cache_write_tokens: number('gen_ai.usage.cache_creation.input_tokens'),
  output_tokens: number('gen_ai.usage.output_tokens'),
  reasoning_tokens: number('gen_ai.usage.reasoning.output_tokens'),
  user: text('user.id'),
  session: text('session.id'),
  agent: text('gen_ai.agent.name'),
  feature: text('feature'),
  finish_reason: "arrayElement(span.attributes.value.array_value.values, indexOf(span.attributes.key, 'gen_ai.response.finish_reasons'))[1].string_value",
  status: "arrayElement(['unset', 'ok', 'error'], span.status.code + 1)",
  scope: 'scope_span.scope.name',
  scope_version: 'scope_span.scope.version',
  service_version: ofResource('service.version'),
  cloud_region: ofResource('cloud.region'),
  sdk_language: ofResource('telemetry.sdk.language'),
};

/** Inserts the spans of a file that `reframe` wrote into `calls`. */
export const insertOtlp = (path, threads) => `
  INSERT INTO calls (${Object.keys(taken).map((name) => `\`${name}\``).join(', ')})
  SELECT ${Object.values(taken).join(', ')} FROM (
    SELECT arrayJoin(resource_spans) AS resource_span, arrayJoin(resource_span.scope_spans) AS scope_span,
      arrayJoin(scope_span.spans) AS span
    FROM file('${path}', 'Protobuf', '${structure}'))
  SETTINGS max_threads = ${threads}, max_insert_threads = ${threads}, format_schema_source = 'string',
    format_schema = '${schema}', format_schema_message_name = 'Request'`;

function varint(value) {
  const bytes = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  return Buffer.from([...bytes, value]);
}

/** Copies requests, each behind a length of four bytes, to where each is behind a varint. */
export function reframe(from, to) {
  const input = openSync(from, 'r');
  const output = openSync(to, 'w');
  const chunk = Buffer.allocUnsafe(1 << 26);
  let rest = Buffer.alloc(0);
  for (let size; (size = readSync(input, chunk)) > 0;) {
    const bytes = Buffer.concat([rest, chunk.subarray(0, size)]);
    const parts = [];
    let at = 0;
    while (at + 4 <= bytes.length && at + 4 + bytes.readUInt32BE(at) <= bytes.length) {
      const end = at + 4 + bytes.readUInt32BE(at);
      parts.push(varint(end - at - 4), bytes.subarray(at + 4, end));
      at = end;
    }
    writeSync(output, Buffer.concat(parts));
    rest = bytes.subarray(at);
  }
  if (rest.length !== 0) throw new Error(`${from}: the last request is cut off`);
  closeSync(input);
  closeSync(output);
}
