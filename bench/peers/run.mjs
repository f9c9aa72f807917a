// Compares costdb with DuckDB, ClickHouse and SQLite: one workload, equal answers, one run.
//
//   node bench/peers/run.mjs [--rows 10M] [--rounds 5] [--peers duckdb,clickhouse,...]
//                            [--costdb PROGRAM] [--workload PROGRAM] [--scratch DIR] [--out DIR] [--keep]
//   node bench/peers/run.mjs --ingest [--rows 1M] ...: how fast spans are taken in, beside ClickHouse
//
// Everything that goes wrong ends the run: no answer, another answer, a program that fails. --keep leaves
// the loaded databases in the scratch folder, and uses those that are there; delete calls.costdb there to
// load costdb alone anew.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { requireEqual } from './answers.mjs';
import { Costdb } from './costdb.mjs';
import { compareIngest } from './ingest.mjs';
import { PeerProcess } from './peer_process.mjs';
import { queries } from './queries.mjs';
import { writeReport } from './report.mjs';
import { median, timed } from './timing.mjs';
import { writeOtlp, writeParquet } from './workload.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const threadCounts = [1, 2];
const openQuery = queries.find(({ id }) => id === 'Q2');

// A round runs each query this long on each database, but at least twice and at most so often. A query
// that took longer than `slowMs` for the answer that is checked is not run again.
const roundMs = 250;
const mostRuns = 40;
const slowMs = 3000;

function parseRows(text) {
  const [, digits, suffix] = text.match(/^(\d+)([KM]?)$/) ?? [];
  if (digits === undefined) throw new Error(`--rows ${text}: expected a number such as 500K or 10M`);
  return Number(digits) * { '': 1, K: 1e3, M: 1e6 }[suffix];
}

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    peers: { type: 'string', default: 'duckdb,clickhouse,clickhouse_tuned,sqlite' },
    costdb: { type: 'string', default: `${root}/build/release/bin/costdb` },
    workload: { type: 'string', default: `${root}/build/release/bin/peers_workload` },
    scratch: { type: 'string', default: `${root}/build/bench/peers/scratch` },
    out: { type: 'string', default: `${root}/build/bench/peers` },
    keep: { type: 'boolean', default: false },
    ingest: { type: 'boolean', default: false },
  },
});
const rows = parseRows(options.rows ?? (options.ingest ? '1M' : '10M'));
const rounds = Number(options.rounds);
const scratch = resolve(options.scratch, String(rows));
const parquet = `${scratch}/calls.parquet`;
const loadsFile = `${scratch}/loads.json`;

const say = (text) => process.stderr.write(`${text}\n`);
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** Loads costdb and writes the peers' Parquet file, unless an earlier run has kept them. */
async function prepare(costdb, loads) {
  if (loads.costdb !== undefined && existsSync(costdb.path)) return;
  const otlp = `${scratch}/calls.pb`;
  say(`writing ${rows} calls as OTLP`);
  await writeOtlp(options.workload, rows, otlp);
  loads.costdb = { ms: await timed(() => costdb.load(otlp)) };
  say(`costdb: loaded in ${seconds(loads.costdb.ms)}`);
  rmSync(otlp);
  if (existsSync(parquet)) return;
  say("writing the peers' Parquet file");
  await writeParquet(costdb, rows, scratch, parquet);
}

async function startPeer(name, loads) {
  const peer = await PeerProcess.start(name, scratch);
  if (loads[name] === undefined) await peer.discard();
  await peer.open(2);
  if (loads[name] === undefined) {
    const ms = await peer.load(parquet);
    loads[name] = { ms, settle_ms: await peer.settle() };
    say(`${name}: loaded in ${seconds(ms)}, settled in ${seconds(loads[name].settle_ms)}`);
  }
  return peer;
}

/** SQLite has no threads within a query. */
const using = (databases, threads) =>
  Object.entries(databases).filter(([name]) => threads === 1 || name !== 'sqlite');

/** Compares all answers, and returns how long each database took for them, by query. */
async function checkAnswers(databases) {
  const took = {};
  for (const query of queries) {
    took[query.id] = {};
    for (const threads of threadCounts) {
      let first;
      for (const [name, database] of using(databases, threads)) {
        let answer;
        took[query.id][name] = await timed(async () => (answer = await database.answer(query, threads)));
        first ??= { name, answer };
        requireEqual(query, first.name, first.answer, name, answer);
      }
    }
    say(`${query.id}: the answers are equal`);
  }
  return took;
}

/** What one query takes on each database, which take turns: the median of the rounds, and the least. */
async function measureQuery(query, threads, databases, took) {
  const medians = Object.fromEntries(databases.map(([name]) => [name, []]));
  const least = {};
  const estimate = { ...took };
  for (let round = 0; round <= rounds; ++round) {
    for (const [name, database] of databases) {
      if (took[name] > slowMs) continue;
      const runs = round === 0 ? 1 : Math.min(mostRuns, Math.max(2, Math.ceil(roundMs / estimate[name])));
      const { median_ms, min_ms } = await database.measure(query, threads, runs);
      least[name] = Math.min(least[name] ?? Infinity, min_ms);
      if (round === 0) estimate[name] = median_ms;
      else medians[name].push(median_ms);
    }
  }
  return Object.fromEntries(databases.map(([name]) => {
    if (took[name] > slowMs) return [name, { ms: took[name], min_ms: took[name], once: true }];
    return [name, { ms: median(medians[name]), min_ms: least[name], once: false, rounds_ms: medians[name] }];
  }));
}

async function measureQueries(databases, took) {
  const results = [];
  for (const query of queries) {
    const threads = {};
    for (const count of threadCounts) {
      threads[count] = await measureQuery(query, count, using(databases, count), took[query.id]);
      const list = Object.entries(threads[count]).map(([name, { ms }]) => `${name} ${ms.toFixed(2)}`);
      say(`${query.id}, ${count} threads: ${list.join(', ')}`);
    }
    results.push({ id: query.id, title: query.title, target: query.target, threads });
  }
  return results;
}

/** Milliseconds from opening to the first answer, a new process each. */
async function measureOpens(names, databases) {
  const opens = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < 3; ++round) {
    for (const name of names) {
      if (databases[name]) {
        opens[name].push(await databases[name].measureOpen(openQuery, 2));
        continue;
      }
      const peer = await PeerProcess.start(name, scratch);
      opens[name].push(await peer.measureOpen(openQuery, 2));
      await peer.stop();
    }
  }
  return Object.fromEntries(Object.entries(opens).map(([name, values]) => [name, median(values)]));
}

async function mainIngest() {
  const scratchOfIngest = `${scratch}-ingest`;
  rmSync(scratchOfIngest, { recursive: true, force: true });
  mkdirSync(scratchOfIngest, { recursive: true });
  mkdirSync(options.out, { recursive: true });
  const costdb = new Costdb(options.costdb, scratchOfIngest, 'off');
  const files = { otlp: `${scratchOfIngest}/calls.pb`, parquet: `${scratchOfIngest}/calls.parquet` };
  say(`writing ${rows} calls as OTLP`);
  await writeOtlp(options.workload, rows, files.otlp);
  await costdb.load(files.otlp);
  say("writing the peers' Parquet file");
  await writeParquet(costdb, rows, scratchOfIngest, files.parquet);
  await compareIngest({ rows, rounds, costdb, ...files, scratch: scratchOfIngest, out: options.out, say });
  if (!options.keep) rmSync(scratchOfIngest, { recursive: true });
  say(`wrote ${options.out}/ingest.md and ingest.json`);
}

async function main() {
  if (!options.keep) rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  mkdirSync(options.out, { recursive: true });
  const loadBefore = os.loadavg()[0];
  const loads = existsSync(loadsFile) ? JSON.parse(readFileSync(loadsFile, 'utf8')) : {};
  const costdb = {
    costdb: new Costdb(options.costdb, scratch, 'off'),
    costdb_preaggregates: new Costdb(options.costdb, scratch, 'on'),
  };
  await prepare(costdb.costdb, loads);
  writeFileSync(loadsFile, JSON.stringify(loads));
  const names = options.peers.split(',');
  const peers = {};
  for (const name of names) {
    peers[name] = await startPeer(name, loads);
    writeFileSync(loadsFile, JSON.stringify(loads));
  }
  const databases = { ...costdb, ...peers };
  const took = await checkAnswers(databases);

  const storage = {};
  const versions = {};
  for (const name of ['costdb', ...names]) {
    storage[name] = await databases[name].storage();
    versions[name] = await databases[name].version();
  }
  const results = await measureQueries(databases, took);
  for (const peer of Object.values(peers)) await peer.stop();
  const opens = await measureOpens(['costdb', ...names], costdb);
  if (!options.keep) rmSync(scratch, { recursive: true });

  const machine = {
    cpu: os.cpus()[0].model.trim(), cores: os.cpus().length, memory_bytes: os.totalmem(),
    load_before: loadBefore, load_after: os.loadavg()[0],
  };
  writeReport(options.out, { rows, rounds, machine, versions, queries: results, loads, storage, opens });
  say(`wrote ${options.out}/peers.md and peers.json`);
}

await (options.ingest ? mainIngest() : main());
