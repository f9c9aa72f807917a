/**
 * The programs that run.mjs runs, and the gaps (gaps.mjs) of what each exports. `capture` is the format
 * in which tests/data/sdk keeps what it sent; there is none where another program's is much the same.
 */

/** What the OpenAI SDK's own retries hide: they happen inside of one call. */
const RETRIES = 'attempts that were tried again';

export const PROGRAMS = [
  {
    name: 'openai-official',
    capture: 'json',
    gaps: ['cached tokens', 'reasoning tokens', 'usage of streams without include_usage', RETRIES],
  },
  {
    name: 'openai-traceloop',
    capture: 'json',
    gaps: ['cached tokens', 'reasoning tokens', 'usage of streams', 'embeddings', 'failed calls'],
  },
  {
    name: 'openai-openinference',
    capture: 'pb',
    gaps: ['usage of streams', 'usage of embeddings', 'failed calls'],
  },
  {
    name: 'openai-twice',
    capture: 'pb',
    gaps: [
      'cached tokens of streams',
      'usage of streams without include_usage',
      'user and session of failed calls',
      RETRIES,
    ],
  },
  {
    name: 'anthropic-traceloop',
    capture: 'pb',
    gaps: ['cache writes for an hour', RETRIES],
  },
  { name: 'anthropic-own', capture: 'pb', gaps: [RETRIES] },
  { name: 'anthropic-twice', capture: 'pb', gaps: [RETRIES] },
  { name: 'vercel', capture: 'pb', gaps: ['cached tokens of generateObject'] },
  { name: 'vercel-official', gaps: [RETRIES] },
  { name: 'vercel-traceloop', gaps: [RETRIES] },
  { name: 'vercel-openinference', capture: 'pb', gaps: [RETRIES] },
  {
    name: 'langchain-official',
    capture: 'pb',
    gaps: ['usage of streams without include_usage'],
  },
  {
    name: 'langchain-traceloop',
    capture: 'pb',
    gaps: ['usage of streams without include_usage', 'embeddings', RETRIES],
  },
  {
    name: 'langchain-openinference',
    gaps: ['usage of streams without include_usage', 'usage of embeddings', RETRIES],
  },
];
