// What a run measured, as Markdown for people and JSON for programs.

import { writeFileSync } from 'node:fs';
import { columns } from './columns.mjs';
import { queries as texts } from './queries.mjs';
import { median } from './timing.mjs';

const titles = {
  costdb: 'costdb',
  costdb_preaggregates: 'costdb, pre-aggregates on',
  duckdb: 'DuckDB',
  clickhouse: 'ClickHouse',
  clickhouse_tuned: 'ClickHouse, codecs',
  sqlite: 'SQLite',
};
const isPeer = (name) => !name.startsWith('costdb');

const table = (header, rows) =>
  [header, header.map((_, column) => (column === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

const short = (value) => (value === undefined ? '' : value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));
const times = (value) => `${short(value)} x`;
const geometricMean = (values) => Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

/**
 * Adds to each query and thread count the best peer, and how many times faster costdb is: by medians, and by
 * the least of all runs, which other programs on the machine disturb less.
 */
function addRatios(queries) {
  for (const query of queries) {
    for (const measured of Object.values(query.threads)) {
      const peers = Object.entries(measured).filter(([name]) => isPeer(name));
      const [peer, { ms }] = peers.sort(([, a], [, b]) => a.ms - b.ms)[0];
      const min_ms = Math.min(...peers.map(([, { min_ms: least }]) => least));
      measured.best = { peer, ms, ratio: ms / measured.costdb.ms, min_ratio: min_ms / measured.costdb.min_ms };
    }
  }
}

function queryTable(queries, threads) {
  const names = Object.keys(titles).filter((name) => queries[0].threads[threads][name]);
  const rows = queries.map(({ id, title, target, threads: { [threads]: measured } }) => [
    `${id} ${title}`, ...names.map((name) => `${short(measured[name].ms)}${measured[name].once ? ' (once)' : ''}`), times(measured.best.ratio), times(measured.best.min_ratio), `${target} x`,
  ]);
  const means = ['ratio', 'min_ratio'].map((ratio) => geometricMean(queries.map((query) => query.threads[threads].best[ratio])));
  rows.push(['geometric mean', ...names.map(() => ''), ...means.map(times), '10 x']);
  return table(['ms', ...names.map((name) => titles[name]), 'best peer / costdb', 'by least times', 'target'], rows);
}

function sizeTable({ rows, storage }) {
  const names = Object.keys(storage);
  const perRow = (bytes) => (bytes === undefined ? '' : (bytes / rows).toFixed(2));
  const others = Object.keys(storage.costdb.columns).filter((name) => name.startsWith('('));
  const listed = [...columns.map(({ name }) => name), ...others].sort((a, b) => (storage.costdb.columns[b] ?? 0) - (storage.costdb.columns[a] ?? 0));
  const sum = (name) => Object.values(storage[name].columns).reduce((total, bytes) => total + bytes, 0) || undefined;
  return table(['bytes a row', ...names.map((name) => titles[name])], [
    ['on disk', ...names.map((name) => perRow(storage[name].bytes))],
    ['sum of columns', ...names.map((name) => perRow(sum(name)))],
    ...listed.map((column) => [column.replaceAll('_', '\\_'), ...names.map((name) => perRow(storage[name].columns[column]))]),
  ]);
}

function otherTable({ loads, opens }) {
  const names = Object.keys(opens);
  return table(['', ...names.map((name) => titles[name])], [
    ['load, s', ...names.map((name) => short(loads[name].ms / 1000))],
    ['then merge, s', ...names.map((name) => (loads[name].settle_ms > 1 ? short(loads[name].settle_ms / 1000) : ''))],
    ['open to first answer (Q2), ms', ...names.map((name) => short(opens[name]))],
  ]);
}

const machineText = ({ cpu, cores, memory_bytes, load_before, load_after }) =>
  `${cpu}, ${cores} cores, ${(memory_bytes / 2 ** 30).toFixed(0)} GiB; load average ${short(load_before)} before the run, ${short(load_after)} after it.`;

function markdown(run) {
  const { machine, versions } = run;
  return `${run.rows.toLocaleString('en')} calls; ${machineText(machine)}
${Object.entries(versions).map(([name, version]) => `${titles[name]} ${version}`).join('; ')}.

2 threads:

${queryTable(run.queries, 2)}

1 thread:

${queryTable(run.queries, 1)}

Size:

${sizeTable(run)}

Load and open:

${otherTable(run)}
`;
}

/** Writes peers.md and peers.json into the folder. */
export function writeReport(folder, run) {
  addRatios(run.queries);
  const means = Object.fromEntries([1, 2].map((threads) => [threads, geometricMean(run.queries.map((query) => query.threads[threads].best.ratio))]));
  writeFileSync(`${folder}/peers.md`, markdown(run));
  writeFileSync(`${folder}/peers.json`, `${JSON.stringify({ ...run, geometric_mean: means, texts }, null, 1)}\n`);
}

function ingestTable({ rows, runs }, threads) {
  const of = (run, key) => run.threads[threads].map((took) => took[key]);
  const perSecond = (ms) => Math.round(rows / (ms / 1000)).toLocaleString('en');
  const [costdb] = runs;
  const ratio = (run, key, pick) => times(pick(of(run, key)) / pick(of(costdb, key)));
  return table(
    ['', 'input, bytes a row', 'rows/s', 'processor, us a row', 'time / costdb', 'processor time / costdb', 'by least times'],
    runs.map((run) => [
      run.name, (run.bytes / rows).toFixed(0), perSecond(median(of(run, 'ms'))), short(1000 * median(of(run, 'cpu_ms')) / rows),
      ratio(run, 'ms', median), ratio(run, 'cpu_ms', median), ratio(run, 'cpu_ms', (values) => Math.min(...values)),
    ]),
  );
}

/** Writes ingest.md and ingest.json into the folder. */
export function writeIngestReport(folder, run) {
  const { machine, versions } = run;
  writeFileSync(`${folder}/ingest.md`, `${run.rows.toLocaleString('en')} calls; ${machineText(machine)}
costdb ${versions.costdb}; ClickHouse ${versions.clickhouse}.

2 threads:

${ingestTable(run, 2)}

1 thread:

${ingestTable(run, 1)}
`);
  writeFileSync(`${folder}/ingest.json`, `${JSON.stringify(run, null, 1)}\n`);
}
