/** costdb's answers to what a program exported, against what they must be. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The program under test. */
export const costdb =
  process.env.COSTDB ?? fileURLToPath(new URL('../../build/release/bin/costdb', import.meta.url));

const query = async (database, costql) =>
  (await run(costdb, ['query', database, costql, '--format', 'json'])).stdout;

/** The rows of an answer. */
const rowsOf = (answer) => answer.trimEnd().split('\n').map((row) => row.replace(/^[[ ]|[,\]]$/g, ''));

/**
 * The rows that differ between the provider's log and costdb, of the last question that has any: the
 * questions become finer.
 */
async function differences(database, questions) {
  let found = [];
  for (const { costql, answer } of questions) {
    const actual = await query(database, costql);
    if (actual === answer) continue;
    const expectedRows = rowsOf(answer);
    const actualRows = rowsOf(actual);
    const missing = expectedRows.filter((row) => !actualRows.includes(row));
    const wrong = actualRows.filter((row) => !expectedRows.includes(row));
    found = [...missing.map((row) => `    provider ${row}`), ...wrong.map((row) => `    costdb   ${row}`)];
  }
  return found;
}

/**
 * Ingests JSON and protobuf, each into a database of its own, and then protobuf after JSON into one,
 * which must change nothing: all spans are there already.
 */
export async function check(name, folder, questions) {
  const files = readdirSync(join(folder, name)).sort().map((file) => join(folder, name, file));
  const json = files.filter((file) => /\.json/.test(file));
  const protobuf = files.filter((file) => /\.pb/.test(file));
  const failures = new Map();
  const look = async (title, database, inputs) => {
    await run(costdb, ['ingest', join(folder, database), ...inputs]);
    const found = (await differences(join(folder, database), questions)).join('\n');
    if (found) failures.set(found, [...(failures.get(found) ?? []), title]);
  };
  await look('JSON', `${name}-json.costdb`, json);
  await look('protobuf', `${name}-protobuf.costdb`, protobuf);
  await look('both', `${name}-json.costdb`, protobuf);
  return [...failures].map(([found, titles]) => `  ${titles.join(', ')}:\n${found}`);
}
