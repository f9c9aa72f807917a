// One peer in a process of its own: `node worker.mjs PEER DIRECTORY` answers the messages of run.mjs.

import { queries, spansQuery } from './queries.mjs';
import { median, timed } from './timing.mjs';

const open = {
  duckdb: async (directory) => new (await import('./duckdb.mjs')).DuckDb(directory),
  clickhouse: async (directory) => new (await import('./clickhouse.mjs')).ClickHouse(directory, 'default'),
  clickhouse_tuned: async (directory) => new (await import('./clickhouse.mjs')).ClickHouse(directory, 'tuned'),
  sqlite: async (directory) => new (await import('./sqlite.mjs')).Sqlite(directory),
};

const [name, directory] = process.argv.slice(2);
const peer = await open[name](directory);
const queryOf = (id) => [...queries, spansQuery].find((query) => query.id === id);

const calls = {
  discard: () => peer.discard(),
  open: (threads) => peer.open(threads),
  load: (parquet) => timed(() => peer.load(parquet)),
  settle: () => timed(async () => peer.settle?.()),
  writeRows: (parquet, path, format) => peer.writeRows(parquet, path, format),
  ingest: async (path, format, threads) => {
    await peer.prepareIngest();
    const before = process.cpuUsage();
    const ms = await timed(() => peer.ingest(path, format, threads));
    const { user, system } = process.cpuUsage(before);
    return { ms, cpu_ms: (user + system) / 1000 };
  },
  answer: async (id, threads) => {
    await peer.setThreads(threads);
    return peer.answer(queryOf(id));
  },
  // As `costdb time`: once to warm up, then `runs` times.
  measure: async (id, threads, runs) => {
    await peer.setThreads(threads);
    const query = queryOf(id);
    await peer.run(query);
    const milliseconds = [];
    for (let run = 0; run < runs; ++run) milliseconds.push(await timed(() => peer.run(query)));
    return { median_ms: median(milliseconds), min_ms: Math.min(...milliseconds) };
  },
  // From opening the database to the answer, the library being loaded already.
  measureOpen: (id, threads) => timed(async () => {
    await peer.open(threads);
    await peer.setThreads(threads);
    await peer.answer(queryOf(id));
  }),
  storage: () => peer.storage(),
  version: () => peer.version(),
  close: () => peer.close(),
};

process.on('message', async ({ call, values }) => {
  try {
    process.send({ value: await calls[call](...values) });
  } catch (error) {
    process.send({ error: `${name}: ${error.message}` });
  }
});
process.send({ value: 'ready' });
