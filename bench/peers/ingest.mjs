// Ingest beside ClickHouse: the same spans from a file in the page cache to durable, sorted columns. costdb takes
// OTLP protobuf; ClickHouse the same requests, and rows of the finished columns in its own protobuf and JSON.

import { statSync } from 'node:fs';
import os from 'node:os';
import { requireEqual } from './answers.mjs';
import { reframe } from './clickhouse_otlp.mjs';
import { PeerProcess } from './peer_process.mjs';
import { queries, spansQuery } from './queries.mjs';
import { writeIngestReport } from './report.mjs';

const rowFormats = ['Protobuf', 'JSONEachRow'];
const threadCounts = [1, 2];

/**
 * What takes the spans in, and from which file: `run` starts anew each time and returns {ms, cpu_ms}; `equal` are the
 * queries that must then have costdb's answers.
 */
async function prepareContenders(costdb, clickhouse, { otlp, parquet, scratch }) {
  const contender = (title, format) => {
    const file = `${scratch}/calls.${format}`;
    return { name: `ClickHouse, ${title}`, file, run: (threads) => clickhouse.ingest(file, format, threads), equal: queries };
  };
  const requests = { ...contender('OTLP protobuf', 'OTLP'), equal: [spansQuery] };
  reframe(otlp, requests.file);
  const rows = [];
  for (const format of rowFormats) {
    rows.push(contender(`rows as ${format}`, format));
    await clickhouse.writeRows(parquet, rows.at(-1).file, format);
  }
  return [{ name: 'costdb, OTLP protobuf', file: otlp, run: (threads) => costdb.ingest(otlp, threads), equal: [] }, requests, ...rows];
}

/**
 * Measures `rounds` times, in turns. `otlp` is the workload, `parquet` what costdb's calls hold of it; all files go
 * to `scratch`, the result to `out`.
 */
export async function compareIngest({ rows, rounds, costdb, otlp, parquet, scratch, out, say }) {
  const loadBefore = os.loadavg()[0];
  const clickhouse = await PeerProcess.start('clickhouse', scratch);
  await clickhouse.discard();
  await clickhouse.open(2);
  say("writing ClickHouse's files");
  const contenders = await prepareContenders(costdb, clickhouse, { otlp, parquet, scratch });
  const runs = contenders.map(({ name, file }) => ({ name, bytes: statSync(file).size, threads: {} }));
  // The first round brings the files into the page cache, and shows that what is taken in is the same.
  for (let round = 0; round <= rounds; ++round) {
    for (const threads of threadCounts) {
      for (const [i, { name, run, equal }] of contenders.entries()) {
        const took = await run(threads);
        say(`${name}, ${threads} threads: ${(took.ms / 1000).toFixed(2)} s, ${(took.cpu_ms / 1000).toFixed(2)} s of processor time`);
        if (round > 0) (runs[i].threads[threads] ??= []).push(took);
        for (const query of round === 0 ? equal : []) {
          requireEqual(query, 'costdb', await costdb.answer(query, 2), name, await clickhouse.answer(query, 2));
        }
      }
    }
  }
  const versions = { costdb: await costdb.version(), clickhouse: await clickhouse.version() };
  await clickhouse.stop();
  const machine = {
    cpu: os.cpus()[0].model.trim(), cores: os.cpus().length, memory_bytes: os.totalmem(),
    load_before: loadBefore, load_after: os.loadavg()[0],
  };
  writeIngestReport(out, { rows, rounds, machine, versions, runs });
}
