// The columns of `calls` that every database stores, in one table, with the type that suits each
// database best: chosen by measuring, not by habit (docs/performance.md says where it mattered).
// `name` is the column elsewhere, `costql` in costdb; columns that are NULL in every row of the
// workload are left out, and where one is NULL in some it is an empty text in the peers.

const text = { duckdb: 'VARCHAR', clickhouse: 'LowCardinality(String)', tuned: 'ZSTD(1)', sqlite: 'TEXT' };
const manyTexts = { ...text, clickhouse: 'String' };
const tokens = { duckdb: 'INTEGER', clickhouse: 'UInt32', tuned: 'T64, ZSTD(1)', sqlite: 'INTEGER' };
const money = { duckdb: 'BIGINT', clickhouse: 'Int64', tuned: 'T64, ZSTD(1)', sqlite: 'INTEGER' };
const id64 = { duckdb: 'UBIGINT', clickhouse: 'UInt64', tuned: 'ZSTD(1)', sqlite: 'INTEGER' };

// How the CSV that costdb writes becomes the value that is stored.
const picodollars = (name) => `(${name}::DECIMAL(24, 12) * 1000000000000)::BIGINT`;
const nanoseconds = (name) => `(${name}::DECIMAL(20, 9) * 1000000000)::BIGINT`;
const word = (name) => `('0x' || ${name})::UBIGINT`;

export const columns = [
  { name: 'time', duckdb: 'TIMESTAMP_NS', clickhouse: "DateTime64(9, 'UTC')", tuned: 'DoubleDelta, ZSTD(1)', sqlite: 'INTEGER', from: (name) => `rtrim(${name}, 'Z')::TIMESTAMP_NS` },
  { name: 'duration', ...money, from: nanoseconds },
  { name: 'trace_id', duckdb: 'UUID', clickhouse: 'UUID', tuned: 'ZSTD(1)', sqlite: 'BLOB', from: (name) => `${name}::UUID` },
  { name: 'span_id', ...id64, from: word },
  { name: 'parent_span_id', ...id64, from: word },
  { name: 'name', ...text },
  { name: 'kind', ...text },
  { name: 'root_name', ...text },
  { name: 'service', ...text },
  { name: 'environment', ...text },
  { name: 'provider', ...text },
  { name: 'operation', ...text },
  { name: 'model', ...text },
  { name: 'request_model', ...text },
  { name: 'response_model', ...text },
  { name: 'input_tokens', ...tokens },
  { name: 'cached_tokens', ...tokens },
  { name: 'cache_write_tokens', ...tokens },
  { name: 'output_tokens', ...tokens },
  { name: 'reasoning_tokens', ...tokens },
  { name: 'cost', ...money, from: picodollars },
  { name: 'input_cost', ...money, from: picodollars },
  { name: 'output_cost', ...money, from: picodollars },
  { name: 'cache_cost', ...money, from: picodollars },
  { name: 'cost_source', ...text },
  { name: 'user', ...manyTexts },
  { name: 'session', ...manyTexts },
  { name: 'agent', ...text },
  { name: 'feature', ...text },
  { name: 'finish_reason', ...text },
  { name: 'status', ...text },
  { name: 'scope', ...text },
  { name: 'scope_version', ...text },
  { name: 'containment', ...text, from: (name) => `coalesce(${name}, '')` },
  { name: 'role', ...text },
  { name: 'billing', ...text },
  { name: 'service_version', ...text, costql: "resource['service.version']" },
  { name: 'cloud_region', ...text, costql: "resource['cloud.region']" },
  { name: 'sdk_language', ...text, costql: "resource['telemetry.sdk.language']" },
];

/** What costdb exports: SELECT list with the names of the other databases. */
export const costqlSelectList = columns
  .map(({ name, costql }) => (costql ? `${costql} AS ${name}` : name))
  .join(', ');
