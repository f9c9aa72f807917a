/**
 * Runs programs against the provider stand-in, ingests what it exported, and holds costdb's answers
 * against the provider's own log. Exit code 1 when one differs.
 *
 *   node run.mjs [--keep FOLDER] [--capture] [PROGRAM...]
 *
 * --keep leaves exports, logs and databases in FOLDER, which it makes; --capture writes what the programs
 * sent, and what costdb must answer to it, into tests/data/sdk.
 */
import { execFile } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { writeCapture } from './capture.mjs';
import { startCollector } from './collector.mjs';
import { check, costdb } from './costdb.mjs';
import { GAPS } from './gaps.mjs';
import { dollars } from './prices.mjs';
import { PROGRAMS } from './programs.mjs';
import { startProvider } from './provider/server.mjs';
import { questionsAbout, totalOf } from './questions.mjs';

const run = promisify(execFile);
/** Fixed, so that two captures of the same thing are alike: some instrumentations report the port. */
const CAPTURE_PORT = 9101;

/** Captures are plain, and without the stacks of errors, which name folders of this machine. */
const FOR_CAPTURES = { COMPRESSION: 'none', NODE_OPTIONS: '--stack-trace-limit=0' };

const here = fileURLToPath(new URL('.', import.meta.url));

const { values: options, positionals: wanted } = parseArgs({
  options: { keep: { type: 'string' }, capture: { type: 'boolean' } },
  allowPositionals: true,
});

/** Runs one program to its end; its exports are then in FOLDER/NAME. */
async function runProgram(name, provider, collector) {
  const env = {
    ...process.env,
    COLLECTOR_URL: `${collector.url}/${name}`,
    OPENAI_URL: `${provider.url}/${name}/v1`,
    ANTHROPIC_URL: `${provider.url}/${name}`,
    COMPRESSION: 'gzip',
    ...(options.capture && FOR_CAPTURES),
  };
  await run(process.execPath, [join(here, 'programs', `${name}.mjs`)], { env, timeout: 120_000 });
}

/** The log as far as the export can tell it, and the gaps that took nothing away. */
function applyGaps(log, gaps) {
  let lines = log;
  const idle = [];
  for (const gap of gaps) {
    const next = lines.map(GAPS[gap]);
    if (next.every((line, i) => line === lines[i])) idle.push(gap);
    lines = next.filter(Boolean);
  }
  return { lines, idle };
}

/** Runs and checks one program; prints what came of it, and returns whether all is right. */
async function runAndCheck({ name, gaps, capture }, { log, provider, collector, folder }) {
  await runProgram(name, provider, collector);
  const charged = log.filter((line) => line.program === name);
  const { lines, idle } = applyGaps(charged, gaps);
  const questions = questionsAbout(lines);
  const failures = await check(name, folder, questions);
  for (const gap of idle) failures.push(`  the gap "${gap}" took nothing away`);
  if (options.capture && capture) writeCapture(name, capture, join(folder, name), questions);
  const calls = charged.filter((line) => line.status === 200).length;
  const sums = `${calls} calls, $${dollars(totalOf(charged))} charged, $${dollars(totalOf(lines))} reported`;
  console.log(`${failures.length ? 'FAILED' : 'ok    '} ${name.padEnd(24)} ${sums}`);
  if (gaps.length) console.log(`       does not report: ${gaps.join('; ')}`);
  for (const line of failures) console.log(line);
  return failures.length === 0;
}

/** Says that a program, or costdb, came to grief. */
function reportBroken({ name }, error) {
  console.log(`FAILED ${name}\n${error.stack}`);
  return false;
}

/** Runs the programs one after another, and returns whether all agree. */
async function runAll(programs, folder) {
  const log = [];
  const provider = await startProvider(options.capture ? CAPTURE_PORT : 0, (line) => {
    log.push(line);
    appendFileSync(join(folder, 'provider.jsonl'), `${JSON.stringify(line)}\n`);
  });
  const collector = await startCollector(folder);
  let agreed = 0;
  try {
    for (const program of programs) {
      const agrees = runAndCheck(program, { log, provider, collector, folder });
      if (await agrees.catch((error) => reportBroken(program, error))) agreed += 1;
    }
  } finally {
    provider.close();
    collector.close();
  }
  console.log(`${agreed} of ${programs.length} programs agree with the provider's log`);
  return agreed === programs.length;
}

/** The programs of these names; all when there is none. */
function programsNamed(names) {
  const unknown = names.filter((name) => !PROGRAMS.some((program) => program.name === name));
  if (unknown.length) throw new Error(`there is no program ${unknown.join(', ')}`);
  return PROGRAMS.filter(({ name }) => names.length === 0 || names.includes(name));
}

if (!existsSync(costdb)) throw new Error('costdb is not built yet: tools/dev build');
const folder = options.keep ?? mkdtempSync(join(tmpdir(), 'costdb-e2e-'));
if (options.keep) mkdirSync(folder);
try {
  process.exitCode = (await runAll(programsNamed(wanted), folder)) ? 0 : 1;
} finally {
  if (!options.keep) rmSync(folder, { recursive: true });
}
