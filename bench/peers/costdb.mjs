// costdb through its command: `costdb time` measures in its own process, as the peers are measured in
// theirs.

import { execFile, spawn } from 'node:child_process';
import { createWriteStream, existsSync, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { toAnswer } from './answers.mjs';
import { columns } from './columns.mjs';

const execute = promisify(execFile);
const largest = { maxBuffer: 1 << 28 };

// "0.0141125" dollars is 14112500000 picodollars.
function scaled(text, digits) {
  const [whole, fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(digits, '0'));
}

function nanoseconds(text) {
  const [, seconds, fraction = ''] = text.match(/^([^.Z]+)(?:\.(\d+))?Z$/);
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}

// No text in these answers has a comma or a quote in it.
const csvRows = (csv) => csv.trim().split('\n').slice(1).map((line) => line.split(','));

export class Costdb {
  constructor(binary, directory, preaggregates) {
    this.binary = binary;
    this.path = `${directory}/calls.costdb`;
    this.prefix = `SET preaggregates = ${preaggregates}; `;
  }

  static dialect = 'costql';

  async setThreads(threads) {
    this.threads = threads;
  }

  async load(otlp) {
    for (const suffix of ['', '-lock']) rmSync(this.path + suffix, { force: true });
    await execute(this.binary, ['ingest', this.path, otlp], largest);
  }

  /** Loads the file into a new database; returns {ms, cpu_ms}, from the start of the program to its end. */
  async ingest(otlp, threads) {
    for (const suffix of ['', '-lock']) rmSync(this.path + suffix, { force: true });
    const script = 'TIMEFORMAT="%3R %3U %3S"; time "$@" >/dev/null 2>&1';
    const { stderr } = await execute('bash', ['-ec', script, 'bash', this.binary, 'ingest', this.path, otlp, '--threads', threads]);
    const [real, user, system] = stderr.trim().split(' ').map((seconds) => 1000 * Number(seconds));
    return { ms: real, cpu_ms: user + system };
  }

  async measure(query, threads, runs) {
    const { stdout } = await execute(this.binary, ['time', this.path, this.prefix + query.costql, '--runs', runs, '--threads', threads]);
    const measured = JSON.parse(stdout);
    if (measured.threads !== threads || measured.runs !== runs) throw new Error(`costdb time measured something else: ${stdout}`);
    return measured;
  }

  async answer(query, threads) {
    const { stdout } = await execute(this.binary, ['query', this.path, this.prefix + query.costql, '--format', 'csv', '--threads', threads], largest);
    return toAnswer(query, csvRows(stdout), { money: (text) => scaled(text, 12), time: nanoseconds });
  }

  /** Milliseconds from starting the program to the end of it. */
  async measureOpen(query, threads) {
    const start = performance.now();
    await execute(this.binary, ['query', this.path, this.prefix + query.costql, '--format', 'csv', '--threads', threads], largest);
    return performance.now() - start;
  }

  /** Bytes of the file, and of what the peers' columns take in it. */
  async storage() {
    const { stdout } = await execute(this.binary, ['stats', this.path, '--json'], largest);
    const stats = JSON.parse(stdout);
    if (stats.spans !== stats.calls) throw new Error('the workload has spans that are no calls');
    const named = new Map(columns.map(({ name, costql }) => [costql ?? name, name]));
    const sizes = { '(sums of traces)': 0, '(other)': 0 };
    const add = (name, bytes) => (sizes[name] = (sizes[name] ?? 0) + bytes);
    for (const { name, bytes } of stats.columns) {
      const plain = name.replace(/ \(.*\)$/, '');
      if (plain === 'traces.trace_id' || plain === 'traces.spans') add('trace_id', bytes);
      else if (name.startsWith('traces.')) add('(sums of traces)', bytes);
      else add(named.get(plain) ?? '(other)', bytes);
    }
    const { columns: columnPages, ...parts } = stats.file;
    for (const [part, bytes] of Object.entries(parts)) add(`(${part})`, bytes);
    const columnBytes = stats.columns.reduce((sum, { bytes }) => sum + bytes, 0);
    add('(page rounding)', columnPages - columnBytes);
    return { bytes: statSync(this.path).blocks * 512, columns: sizes };
  }

  async version() {
    return (await execute(this.binary, ['--version'])).stdout.trim().replace(/^costdb */, '');
  }

  /** Writes rows of `calls` as CSV, with the names of the peers' columns. */
  async export(selectList, since, until, path) {
    const child = spawn(this.binary, ['query', this.path, `SELECT ${selectList} FROM calls SINCE '${since}' UNTIL '${until}' ORDER BY time`, '--format', 'csv'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const file = createWriteStream(path);
    child.stdout.pipe(file);
    const [[code]] = await Promise.all([once(child, 'exit'), once(file, 'finish')]);
    if (code !== 0 || !existsSync(path)) throw new Error(`costdb query failed with exit code ${code}`);
  }
}
