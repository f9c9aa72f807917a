// The ten questions, in CostQL and in each peer's SQL. `columns` says what a result column is, so
// that answers can be compared as exact integers: text, id, count, money (picodollars), time
// (nanoseconds), ratio. `rank` is the column that ORDER BY ... LIMIT cuts by, where rows with equal
// values may stand for each other; without it the order of rows does not matter.
//
// Exact quantiles: costdb's is the value at rank ceil(q * n). DuckDB's quantile_disc is the same.
// ClickHouse's quantilesExact takes the value at index floor(q * n), counted from 0, which is one
// further where q * n is whole: a level lower by 1e-12 gives the same rank for every n below 1e10.
//
// target: how many times faster than the best peer costdb is to be, without pre-aggregates.

const day = { since: '2026-04-15 00:00:00', until: '2026-04-16 00:00:00' };
const hour = { since: '2026-04-30 22:00:00', until: '2026-04-30 23:00:00' }; // The last with new sessions.

const nanoseconds = (text) => `${BigInt(Date.parse(`${text}Z`)) * 1000000n}`;
const between = {
  costql: ({ since, until }) => `SINCE '${since}' UNTIL '${until}'`,
  duckdb: ({ since, until }) => `time >= TIMESTAMP_NS '${since}' AND time < TIMESTAMP_NS '${until}'`,
  clickhouse: ({ since, until }) => `time >= toDateTime64('${since}', 9, 'UTC') AND time < toDateTime64('${until}', 9, 'UTC')`,
  sqlite: ({ since, until }) => `time >= ${nanoseconds(since)} AND time < ${nanoseconds(until)}`,
};

const topShare = (topSum) => `
  WITH sums AS (SELECT sum(cost) AS dollars FROM calls GROUP BY session),
       top AS (SELECT dollars FROM sums ORDER BY dollars DESC
               LIMIT (SELECT ${topSum} FROM sums))
  SELECT`;

const sqliteQuantile = (percent) =>
  `min(CASE WHEN position * 100 >= ${percent} * calls THEN cost END)`;

export const queries = [
  {
    id: 'Q1', title: 'total calls and cost', target: 3, columns: ['count', 'money'],
    costql: 'SELECT count(*) AS calls, sum(cost) AS dollars FROM calls',
    duckdb: 'SELECT count(*), sum(cost) FROM calls',
    clickhouse: 'SELECT count(), sum(cost) FROM calls',
    sqlite: 'SELECT count(*), sum(cost) FROM calls',
  },
  {
    id: 'Q2', title: 'model mix', target: 5, columns: ['text', 'count', 'money', 'count', 'count'],
    costql: 'SELECT model, count(*) AS calls, sum(cost) AS dollars, sum(input_tokens) AS input, sum(output_tokens) AS output FROM calls GROUP BY model',
    duckdb: 'SELECT model, count(*), sum(cost), sum(input_tokens), sum(output_tokens) FROM calls GROUP BY model',
    clickhouse: 'SELECT model, count(), sum(cost), sum(input_tokens), sum(output_tokens) FROM calls GROUP BY model',
    sqlite: 'SELECT model, count(*), sum(cost), sum(input_tokens), sum(output_tokens) FROM calls GROUP BY model',
  },
  {
    id: 'Q3', title: 'dollars per user, top 20', target: 10, columns: ['text', 'money'], rank: 1,
    costql: 'SELECT user, sum(cost) AS dollars FROM calls GROUP BY user ORDER BY dollars DESC LIMIT 20',
    duckdb: 'SELECT "user", sum(cost) AS dollars FROM calls GROUP BY "user" ORDER BY dollars DESC LIMIT 20',
    clickhouse: 'SELECT user, sum(cost) AS dollars FROM calls GROUP BY user ORDER BY dollars DESC LIMIT 20',
    sqlite: 'SELECT user, sum(cost) AS dollars FROM calls GROUP BY user ORDER BY dollars DESC LIMIT 20',
  },
  {
    id: 'Q4', title: 'share of the top 1 % sessions', target: 10, columns: ['ratio'],
    costql: 'SELECT top_share(cost, session, 1%) AS part FROM calls',
    duckdb: `${topShare('(count(*) + 99) // 100')} (SELECT sum(dollars) FROM top)::DOUBLE / (SELECT sum(dollars) FROM sums)::DOUBLE`,
    // One pass over the calls: ClickHouse would evaluate a WITH query each time it is named.
    clickhouse: `
      SELECT arraySum(arraySlice(arrayReverseSort(groupArray(dollars) AS sums), 1, toInt64(intDiv(length(sums) + 99, 100))))
             / arraySum(sums)
      FROM (SELECT sum(cost) AS dollars FROM calls GROUP BY session)`,
    sqlite: `${topShare('(count(*) + 99) / 100')} CAST((SELECT sum(dollars) FROM top) AS REAL) / (SELECT sum(dollars) FROM sums)`,
  },
  {
    id: 'Q5', title: 'hourly cost by model, 30 days', target: 5, columns: ['time', 'text', 'money'],
    costql: 'SELECT model, sum(cost) AS dollars FROM calls GROUP BY model EVERY 1h',
    duckdb: "SELECT date_trunc('hour', time) AS hour, model, sum(cost) FROM calls GROUP BY hour, model ORDER BY hour",
    clickhouse: 'SELECT toStartOfHour(time) AS hour, model, sum(cost) FROM calls GROUP BY hour, model ORDER BY hour',
    sqlite: 'SELECT time / 3600000000000 * 3600000000000 AS hour, model, sum(cost) FROM calls GROUP BY hour, model ORDER BY hour',
  },
  {
    id: 'Q6', title: 'one day, one model, by feature', target: 3, columns: ['text', 'count', 'money'],
    costql: `SELECT feature, count(*) AS calls, sum(cost) AS dollars FROM calls WHERE model = 'gpt-5.4-mini' ${between.costql(day)} GROUP BY feature`,
    duckdb: `SELECT feature, count(*), sum(cost) FROM calls WHERE model = 'gpt-5.4-mini' AND ${between.duckdb(day)} GROUP BY feature`,
    clickhouse: `SELECT feature, count(), sum(cost) FROM calls WHERE model = 'gpt-5.4-mini' AND ${between.clickhouse(day)} GROUP BY feature`,
    sqlite: `SELECT feature, count(*), sum(cost) FROM calls WHERE model = 'gpt-5.4-mini' AND ${between.sqlite(day)} GROUP BY feature`,
  },
  {
    id: 'Q7', title: 'cost per trace, top 20', target: 10, columns: ['id', 'money'], rank: 1,
    costql: 'SELECT trace_id, sum(cost) AS dollars FROM calls GROUP BY trace_id ORDER BY dollars DESC LIMIT 20',
    duckdb: 'SELECT trace_id, sum(cost) AS dollars FROM calls GROUP BY trace_id ORDER BY dollars DESC LIMIT 20',
    clickhouse: 'SELECT trace_id, sum(cost) AS dollars FROM calls GROUP BY trace_id ORDER BY dollars DESC LIMIT 20',
    sqlite: 'SELECT lower(hex(trace_id)), sum(cost) AS dollars FROM calls GROUP BY trace_id ORDER BY dollars DESC LIMIT 20',
  },
  {
    id: 'Q8', title: 'distinct users per day', target: 10, columns: ['time', 'count'],
    costql: 'SELECT count(DISTINCT user) AS users FROM calls EVERY 1d',
    duckdb: 'SELECT date_trunc(\'day\', time) AS day, count(DISTINCT "user") FROM calls GROUP BY day ORDER BY day',
    clickhouse: 'SELECT toStartOfDay(time) AS day, uniqExact(user) FROM calls GROUP BY day ORDER BY day',
    sqlite: 'SELECT time / 86400000000000 * 86400000000000 AS day, count(DISTINCT user) FROM calls GROUP BY day ORDER BY day',
  },
  {
    id: 'Q9', title: 'p50, p95, p99 of cost by model, exact', target: 5, columns: ['text', 'money', 'money', 'money'],
    costql: 'SELECT model, p50(cost) AS p50, p95(cost) AS p95, p99(cost) AS p99 FROM calls GROUP BY model',
    duckdb: 'SELECT model, q[1], q[2], q[3] FROM (SELECT model, quantile_disc(cost, [0.5, 0.95, 0.99]) AS q FROM calls GROUP BY model)',
    clickhouse: 'SELECT model, q[1], q[2], q[3] FROM (SELECT model, quantilesExact(0.499999999999, 0.949999999999, 0.989999999999)(cost) AS q FROM calls GROUP BY model)',
    sqlite: `
      SELECT model, ${sqliteQuantile(50)}, ${sqliteQuantile(95)}, ${sqliteQuantile(99)}
      FROM (SELECT model, cost, row_number() OVER (PARTITION BY model ORDER BY cost) AS position,
                   count(*) OVER (PARTITION BY model) AS calls
            FROM calls)
      GROUP BY model`,
  },
  {
    id: 'Q10', title: 'last hour by user, top 10', target: 3, columns: ['text', 'money'], rank: 1,
    costql: `SELECT user, sum(cost) AS dollars FROM calls ${between.costql(hour)} GROUP BY user ORDER BY dollars DESC LIMIT 10`,
    duckdb: `SELECT "user", sum(cost) AS dollars FROM calls WHERE ${between.duckdb(hour)} GROUP BY "user" ORDER BY dollars DESC LIMIT 10`,
    clickhouse: `SELECT user, sum(cost) AS dollars FROM calls WHERE ${between.clickhouse(hour)} GROUP BY user ORDER BY dollars DESC LIMIT 10`,
    sqlite: `SELECT user, sum(cost) AS dollars FROM calls WHERE ${between.sqlite(hour)} GROUP BY user ORDER BY dollars DESC LIMIT 10`,
  },
];

/** What of spans is the same however they were taken in, where resent ones may be there twice. */
export const spansQuery = {
  id: 'spans', title: 'calls and tokens by what spans say',
  columns: ['text', 'text', 'text', 'text', 'text', 'text', 'count', 'count', 'count', 'count', 'count', 'count', 'count', 'count'],
  costql: `SELECT request_model, service, environment, status, finish_reason, agent, count(*) AS calls, sum(input_tokens),
    sum(cached_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), count(DISTINCT user), count(DISTINCT session)
    FROM calls GROUP BY request_model, service, environment, status, finish_reason, agent`,
  clickhouse: `SELECT request_model, service, environment, status, finish_reason, agent, count(), sum(input_tokens),
    sum(cached_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), uniqExact(user), uniqExact(session)
    FROM (SELECT * FROM calls LIMIT 1 BY trace_id, span_id)
    GROUP BY request_model, service, environment, status, finish_reason, agent`,
};
