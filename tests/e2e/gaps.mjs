/**
 * What an instrumentation may fail to report, by name. A gap turns a line of the provider's log into
 * what the export can say of it: the same line, a line with less in it, or nothing.
 *
 * A program declares its gaps (programs.mjs). costdb must then answer exactly what the rest amounts to,
 * so that a gap that closes, and a gap that opens, fail the test both.
 */

const without = (line, names) => ({ ...line, ...Object.fromEntries(names.map((name) => [name, 0])) });
const unmetered = (line) => ({ ...line, isUnmetered: true });
const isAnswered = (line) => line.status === 200;
const hasCached = (line) => isAnswered(line) && line.cached > 0;
const isStream = (line) => isAnswered(line) && line.stream;

/** @type {Record<string, (line: import('./provider/server.mjs').LogLine) => object | undefined>} */
export const GAPS = {
  // Costs too much then: the whole input at its full price.
  'cached tokens': (line) => (hasCached(line) ? without(line, ['cached']) : line),
  'cached tokens of streams': (line) => (hasCached(line) && line.stream ? without(line, ['cached']) : line),
  'cached tokens of generateObject': (line) =>
    hasCached(line) && line.structured ? without(line, ['cached']) : line,
  // Costs nothing: they are a part of the output.
  'reasoning tokens': (line) => (isAnswered(line) && line.reasoning ? without(line, ['reasoning']) : line),
  // Costs too little: an hour in the cache is dearer than five minutes.
  'cache writes for an hour': (line) => (line.cacheWrite1h ? without(line, ['cacheWrite1h']) : line),
  // Calls without tokens and cost; costdb counts them as unmetered.
  'usage of streams': (line) => (isStream(line) ? unmetered(line) : line),
  'usage of streams without include_usage': (line) =>
    isStream(line) && !line.usageSent ? unmetered(line) : line,
  'usage of embeddings': (line) => (line.api === 'embeddings' ? unmetered(line) : line),
  // No span at all.
  embeddings: (line) => (line.api === 'embeddings' ? undefined : line),
  'attempts that were tried again': (line) => (line.status === 429 ? undefined : line),
  // The failed call's own span never comes, and what hangs beneath it reaches no root.
  'user and session of failed calls': (line) =>
    isAnswered(line) ? line : { ...line, user: null, session: null },
  'failed calls': (line) => (isAnswered(line) ? line : undefined),
};
