// DuckDB, in process. Rows stand in the order of time, so that its zone maps serve Q6 and Q10.

import { rmSync, statSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { columns } from './columns.mjs';
import { toAnswer } from './answers.mjs';

export class DuckDb {
  constructor(directory) {
    this.path = `${directory}/calls.duckdb`;
  }

  static dialect = 'duckdb';

  // What a run that did not end has left.
  async discard() {
    for (const suffix of ['', '.wal']) rmSync(this.path + suffix, { force: true });
  }

  async open(threads) {
    this.instance = await DuckDBInstance.create(this.path, { threads: String(threads) });
    this.connection = await this.instance.connect();
  }

  async load(parquet) {
    const list = columns.map(({ name, duckdb }) => `"${name}" ${duckdb}`).join(', ');
    await this.connection.run(`CREATE TABLE calls (${list})`);
    await this.connection.run(`INSERT INTO calls SELECT * FROM read_parquet('${parquet}')`);
    await this.connection.run('CHECKPOINT');
  }

  async setThreads(threads) {
    await this.connection.run(`SET threads = ${threads}`);
  }

  async run(query) {
    await this.connection.run(query.duckdb);
  }

  async answer(query) {
    const reader = await this.connection.runAndReadAll(query.duckdb);
    return toAnswer(query, reader.getRows(), {
      time: (value) => value.nanos ?? value.micros * 1000n,
      id: (value) => value.toString().replaceAll('-', ''),
    });
  }

  // DuckDB tells where segments begin in their blocks; a segment is taken to end where the next
  // begins, so bytes of columns are close and not exact.
  async storage() {
    const reader = await this.connection.runAndReadAll(`
      WITH segments AS (
        SELECT DISTINCT column_name, block_id, block_offset FROM pragma_storage_info('calls')
        WHERE persistent AND block_id >= 0),
      sized AS (
        SELECT column_name, coalesce(lead(block_offset) OVER (PARTITION BY block_id ORDER BY block_offset),
                                     262136) - block_offset AS bytes
        FROM segments)
      SELECT column_name, sum(bytes)::BIGINT FROM sized GROUP BY column_name`);
    const bytes = Object.fromEntries(reader.getRows().map(([name, size]) => [name, Number(size)]));
    return { bytes: statSync(this.path).size, columns: bytes };
  }

  async version() {
    return (await this.connection.runAndReadAll('SELECT version()')).getRows()[0][0];
  }

  async close() {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}
