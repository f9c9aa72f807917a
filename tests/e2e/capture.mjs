/** Keeps what a program sent, and what costdb must answer to it, where the unit tests read it. */
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const captures = fileURLToPath(new URL('../data/sdk', import.meta.url));

/** What must not stand in a file that is checked in: this machine's names and folders, long stacks. */
const PRIVATE = [hostname(), homedir(), process.cwd(), captures, 'node_modules', '.mjs:'];

/**
 * Copies the exports of one format, byte by byte, and writes expected.json beside them: each question,
 * and the answer beneath it.
 * @param {string} program
 * @param {'json' | 'pb'} format
 * @param {string} folder where the exports are
 * @param {{costql: string, answer: string}[]} questions
 */
export function writeCapture(program, format, folder, questions) {
  const target = join(captures, program);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const file of readdirSync(folder).filter((name) => name.endsWith(`.${format}`))) {
    const bytes = readFileSync(join(folder, file), 'latin1');
    const found = PRIVATE.find((word) => bytes.includes(word));
    if (found) throw new Error(`${program}/${file} holds "${found}"`);
    copyFileSync(join(folder, file), join(target, file));
  }
  const entries = questions.map(({ costql, answer }) => `"${costql}":\n${answer.trimEnd()}`);
  writeFileSync(join(target, 'expected.json'), `{\n${entries.join(',\n')}\n}\n`);
}
