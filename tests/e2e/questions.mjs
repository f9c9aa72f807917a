/** The questions to costdb, and the provider's log's own answers to them. */
import { costOf, dollars, modelName } from './prices.mjs';

/** The log's token counts, and costdb's columns of them. */
const TOKENS = {
  input: 'input_tokens',
  cached: 'cached_tokens',
  cacheWrite: 'cache_write_tokens',
  cacheWrite1h: 'cache_write_1h_tokens',
  output: 'output_tokens',
  reasoning: 'reasoning_tokens',
};

/** Dollars per user, per session and per model, and all that is known of all three at once. */
const QUESTIONS = [
  { columns: ['user'], measures: ['dollars'] },
  { columns: ['session'], measures: ['dollars'] },
  { columns: ['model'], measures: ['dollars'] },
  {
    columns: ['user', 'session', 'model'],
    measures: ['calls', 'priced', 'failed', ...Object.keys(TOKENS), 'dollars'],
  },
];

/** The measures in CostQL: calls, those with a cost, those that failed, tokens, dollars. */
const COSTQL = {
  calls: 'count(*)',
  priced: 'count(cost)',
  failed: "sum(CASE WHEN status = 'error' THEN 1 ELSE 0 END)",
  dollars: 'coalesce(sum(cost), 0)',
};
for (const [name, column] of Object.entries(TOKENS)) COSTQL[name] = `coalesce(sum(${column}), 0)`;

const isMetered = (line) => line.status === 200 && !line.isUnmetered;

/** What metered lines cost together, in picodollars. */
export const totalOf = (lines) => lines.filter(isMetered).reduce((sum, line) => sum + costOf(line), 0n);

/** The measures of a group, from its lines of the log. */
function measure(lines) {
  const row = {
    calls: lines.length,
    priced: lines.filter(isMetered).length,
    failed: lines.filter((line) => line.status !== 200).length,
    dollars: dollars(totalOf(lines)),
  };
  for (const name of Object.keys(TOKENS)) {
    row[name] = lines.filter(isMetered).reduce((sum, line) => sum + (line[name] ?? 0), 0);
  }
  return row;
}

/** Sorts after every name, as NULL does. */
const LAST = '\uffff';

/** The rows that answer a question, in the order of their keys, as costdb writes them. */
function answer({ columns, measures }, lines) {
  const groups = new Map();
  for (const line of lines) {
    const values = columns.map((column) => (column === 'model' ? modelName(line) : line[column]));
    const key = values.map((value) => value ?? LAST).join('\n');
    if (!groups.has(key)) groups.set(key, { values, lines: [] });
    groups.get(key).lines.push(line);
  }
  return [...groups.keys()].sort().map((key) => {
    const group = groups.get(key);
    const row = measure(group.lines);
    const texts = columns.map((column, i) => `"${column}":${JSON.stringify(group.values[i])}`);
    const numbers = measures.map((name) => `"${name}":${row[name]}`);
    return `{${[...texts, ...numbers].join(',')}}`;
  });
}

function costqlOf({ columns, measures }) {
  const keys = columns.join(', ');
  const values = measures.map((name) => `${COSTQL[name]} AS ${name}`).join(', ');
  return `SELECT ${keys}, ${values} FROM calls GROUP BY ${keys} ORDER BY ${keys}`;
}

/**
 * Each question in CostQL, with the answer that costdb must print with --format json, to the letter.
 * @param {object[]} lines the provider's log, as far as it was reported
 */
export const questionsAbout = (lines) =>
  QUESTIONS.map((question) => ({
    costql: costqlOf(question),
    answer: `[${answer(question, lines).join(',\n ')}]\n`,
  }));
