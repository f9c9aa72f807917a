// The workload, made once: OTLP for costdb, and for the peers a Parquet file of what costdb's `calls`
// then holds, in the order of time.

import { execFile } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { columns, costqlSelectList } from './columns.mjs';

const day = 86_400_000;
const firstDay = Date.parse('2026-04-01T00:00:00Z');
const days = 30;

/** Writes the OTLP of `rows` calls. */
export async function writeOtlp(program, rows, path) {
  await promisify(execFile)(program, [String(rows), path]);
}

/** Writes all calls of the database to a Parquet file. */
export async function writeParquet(costdb, rows, scratch, path) {
  const folder = `${scratch}/csv`;
  mkdirSync(folder, { recursive: true });
  const text = (unixMs) => new Date(unixMs).toISOString();
  for (let number = 0; number < days; ++number) {
    const since = firstDay + number * day;
    await costdb.export(costqlSelectList, text(since), text(since + day), `${folder}/${text(since).slice(0, 10)}.csv`);
  }
  const list = columns.map(({ name, duckdb, from }) =>
    `${from ? from(`"${name}"`) : `"${name}"::${duckdb}`} AS "${name}"`);
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '4GB' });
  const connection = await instance.connect();
  await connection.run(`
    COPY (SELECT ${list.join(', ')} FROM read_csv('${folder}/*.csv', all_varchar = true, header = true))
    TO '${path}.part' (FORMAT parquet, COMPRESSION zstd)`);
  rmSync(folder, { recursive: true });
  const anyNull = columns.map(({ name }) => `"${name}" IS NULL`).join(' OR ');
  const reader = await connection.runAndReadAll(
    `SELECT count(*), count(*) FILTER (${anyNull}) FROM read_parquet('${path}.part')`);
  const [count, nulls] = reader.getRows()[0].map(Number);
  if (count !== rows || nulls !== 0) throw new Error(`exported ${count} of ${rows} rows, ${nulls} of them with a NULL`);
  connection.closeSync();
  instance.closeSync();
  renameSync(`${path}.part`, path);
}
