// ClickHouse as a library (chDB): with its default compression (LZ4), and with codecs chosen by column.
// Rows are sorted by time, which is the primary key; parts are merged into as few as ClickHouse wants.

import { rmSync } from 'node:fs';
import { Session } from 'chdb';
import { insertOtlp } from './clickhouse_otlp.mjs';
import { columns } from './columns.mjs';
import { toAnswer } from './answers.mjs';

// Whatever could keep an answer, or a part of one, from one run to the next.
const settings = (threads) => `SETTINGS max_threads = ${threads}, use_query_cache = 0,
  use_query_condition_cache = 0, use_uncompressed_cache = 0`;

const structure = columns.map(({ name, clickhouse }) => `\`${name}\` ${clickhouse}`).join(', ');

/** A file of rows of the table, as a table function. Protobuf has the schema that ClickHouse makes of the columns. */
const rowsOf = (path, format) => `file('${path}', '${format}', '${structure.replaceAll("'", "\\'")}')`;

export class ClickHouse {
  constructor(directory, codecs) {
    this.directory = `${directory}/clickhouse-${codecs}`;
    this.isTuned = codecs === 'tuned';
  }

  static dialect = 'clickhouse';

  // What a run that did not end has left.
  async discard() {
    rmSync(this.directory, { recursive: true, force: true });
  }

  async open(threads) {
    this.session = new Session(this.directory);
    await this.setThreads(threads);
  }

  async load(parquet) {
    const list = columns.map(({ name, clickhouse, tuned }) =>
      `\`${name}\` ${clickhouse} ${this.isTuned ? `CODEC(${tuned})` : ''}`);
    this.session.query(`
      CREATE TABLE calls (${list.join(', ')}) ENGINE = MergeTree ORDER BY time
      SETTINGS min_bytes_for_wide_part = 0`);
    this.session.query(`INSERT INTO calls SELECT * FROM file('${parquet}', Parquet)`);
  }

  /** Writes the rows of the Parquet file as rows in another format. */
  async writeRows(parquet, path, format) {
    this.session.query(`
      INSERT INTO FUNCTION ${rowsOf(path, format)} SELECT * FROM file('${parquet}', Parquet)
      SETTINGS engine_file_truncate_on_insert = 1`);
  }

  /** Makes the table anew, whose parts are durable once they are inserted and are not merged. */
  async prepareIngest() {
    this.session.query('DROP TABLE IF EXISTS calls SYNC');
    this.session.query(`
      CREATE TABLE calls (${structure}) ENGINE = MergeTree ORDER BY time
      SETTINGS min_bytes_for_wide_part = 0, fsync_after_insert = 1, fsync_part_directory = 1`);
    this.session.query('SYSTEM STOP MERGES calls');
  }

  /** Inserts a file of rows, or with the format OTLP one of requests, as clickhouse_otlp.mjs writes it. */
  async ingest(path, format, threads) {
    this.session.query(format === 'OTLP' ? insertOtlp(path, threads) : `
      INSERT INTO calls SELECT * FROM ${rowsOf(path, format)}
      SETTINGS max_threads = ${threads}, max_insert_threads = ${threads}`);
  }

  // Background merges would go on into the measurements.
  async settle() {
    this.session.query('OPTIMIZE TABLE calls FINAL');
  }

  async setThreads(threads) {
    this.settings = settings(threads);
  }

  // The result is dropped inside ClickHouse: nothing is spent on writing it as text.
  async run(query) {
    this.session.query(`${query.clickhouse} ${this.settings}`, 'Null');
  }

  async answer(query) {
    const text = this.session.query(`${query.clickhouse} ${this.settings},
      output_format_json_quote_64bit_integers = 1`, 'JSONCompactEachRow');
    const rows = text.trim().split('\n').map((line) => JSON.parse(line));
    return toAnswer(query, rows, {
      time: (value) => BigInt(Date.parse(`${value.replace(' ', 'T').slice(0, 19)}Z`)) * 1_000_000n,
      id: (value) => value.replaceAll('-', ''),
    });
  }

  async storage() {
    const rows = (sql) => this.session.query(sql, 'JSONCompactEachRow').trim().split('\n').map((line) => JSON.parse(line));
    const bytes = rows(`
      SELECT column, toFloat64(sum(column_data_compressed_bytes)) FROM system.parts_columns
      WHERE active AND table = 'calls' GROUP BY column`);
    const [[total]] = rows("SELECT toFloat64(sum(bytes_on_disk)) FROM system.parts WHERE active AND table = 'calls'");
    return { bytes: total, columns: Object.fromEntries(bytes) };
  }

  async version() {
    return this.session.query('SELECT version()', 'TabSeparated').trim();
  }

  async close() {
    this.session.close();
  }
}
