// SQLite, in process, one thread. Rows stand in the order of time, and an index on time serves Q6 and
// Q10: what ClickHouse's primary key and DuckDB's zone maps do.

import { rmSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { DuckDBInstance } from '@duckdb/node-api';
import { columns } from './columns.mjs';
import { toAnswer } from './answers.mjs';

// What SQLite has no type for. Unsigned ids become signed ones of the same bits.
const forSqlite = ({ name, sqlite, duckdb }) => {
  if (duckdb === 'TIMESTAMP_NS') return `epoch_ns("${name}")`;
  if (duckdb === 'UUID') return `from_hex(replace("${name}"::VARCHAR, '-', ''))`;
  if (duckdb === 'UBIGINT') return `CASE WHEN "${name}" < 9223372036854775808 THEN "${name}"::BIGINT ELSE ("${name}"::HUGEINT - 18446744073709551616)::BIGINT END`;
  return sqlite === 'INTEGER' ? `"${name}"::BIGINT` : `"${name}"`;
};

export class Sqlite {
  constructor(directory) {
    this.path = `${directory}/calls.sqlite`;
  }

  static dialect = 'sqlite';

  // What a run that did not end has left.
  async discard() {
    for (const suffix of ['', '-journal']) rmSync(this.path + suffix, { force: true });
  }

  async open() {
    this.database = new Database(this.path);
    this.database.defaultSafeIntegers(true);
    this.database.pragma('cache_size = -1048576');
    this.database.pragma('mmap_size = 34359738368');
    this.database.pragma('temp_store = MEMORY');
  }

  async load(parquet) {
    const list = columns.map(({ name, sqlite }) => `"${name}" ${sqlite}`).join(', ');
    this.database.exec(`PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; CREATE TABLE calls (${list}) STRICT`);
    const insert = this.database.prepare(`INSERT INTO calls VALUES (${columns.map(() => '?').join(', ')})`);
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    const connection = await instance.connect();
    const result = await connection.stream(`SELECT ${columns.map(forSqlite).join(', ')} FROM read_parquet('${parquet}')`);
    this.database.exec('BEGIN');
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      for (const row of chunk.getRows()) insert.run(row.map((value) => value?.bytes ?? value));
    }
    this.database.exec('COMMIT; CREATE INDEX calls_by_time ON calls (time); ANALYZE');
  }

  async setThreads() {}

  async run(query) {
    this.database.prepare(query.sqlite).raw().all();
  }

  async answer(query) {
    return toAnswer(query, this.database.prepare(query.sqlite).raw().all(), {});
  }

  async storage() {
    return { bytes: statSync(this.path).size, columns: {} };
  }

  async version() {
    return this.database.prepare('SELECT sqlite_version()').pluck().get();
  }

  async close() {
    this.database.close();
  }
}
