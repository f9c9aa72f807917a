/**
 * A stand-in for the providers: it answers like them, with invented usage, and logs what it charged.
 *
 * A program reaches it under /PROGRAM, and says with headers on whose behalf it asks; real providers
 * do not know that, and no instrumentation may learn it from here:
 *   x-who: USER/SESSION
 *   x-fail: STATUS, answer with this error; STATUS-once, only the first time
 */
import { createServer } from 'node:http';
import { answerMessages } from './anthropic.mjs';
import { answerChat, answerEmbeddings } from './openai.mjs';

/** What is served: the path after the program's name, and who answers. */
const SERVICES = {
  '/v1/chat/completions': { api: 'chat', answer: answerChat },
  '/v1/embeddings': { api: 'embeddings', answer: answerEmbeddings },
  '/v1/messages': { api: 'messages', answer: answerMessages },
};

async function readBody(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

function sendJson(response, status, body, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** Server-sent events: Anthropic's name their type, OpenAI's end with a word of their own. */
function sendEvents(response, chunks, ending) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const chunk of chunks) {
    if (chunk.type) response.write(`event: ${chunk.type}\n`);
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  }
  response.end(ending ? `data: ${ending}\n\n` : undefined);
}

function sendError(response, status) {
  const type = status === 429 ? 'rate_limit_error' : 'invalid_request_error';
  const error = { type, message: `refused with ${status}`, code: null, param: null };
  sendJson(response, status, { type: 'error', error }, { 'retry-after-ms': '20', 'retry-after': '0' });
}

/**
 * A line of the provider's log: one request that it answered. Token counts are in normal form: input
 * includes what was read from the cache and written to it, output includes reasoning.
 * @typedef {{program: string, user: string, session: string, api: string, stream: boolean,
 *   usageSent: boolean, structured: boolean, status: number, model: string, input?: number, cached?: number,
 *   cacheWrite?: number, cacheWrite1h?: number, output?: number, reasoning?: number}} LogLine
 */

/** Starts the provider on a port, 0 for any; each line of its log is handed to `log`. */
export async function startProvider(port, log) {
  let answers = 0;
  const refused = new Set();

  /** The status to fail this request with, or 0. */
  function failureOf(headers, key) {
    const [status, once] = (headers['x-fail'] ?? '0').split('-');
    if (once && refused.has(key)) return 0;
    refused.add(key);
    return Number(status);
  }

  async function serve(request, response) {
    const [, program, path] = /^\/([\w-]+)(\/.*)$/.exec(request.url) ?? [];
    const service = SERVICES[path];
    if (!service) return sendJson(response, 404, { error: { message: `no ${request.url} here` } });
    const text = await readBody(request);
    const asked = JSON.parse(text);
    const [user, session] = request.headers['x-who'].split('/');
    const stream = asked.stream === true;
    const usageSent = !stream || service.api !== 'chat' || asked.stream_options?.include_usage === true;
    const structured = asked.response_format !== undefined;
    const line = { program, user, session, api: service.api, stream, usageSent, structured };

    const failure = failureOf(request.headers, `${program} ${path} ${text}`);
    if (failure) {
      log({ ...line, status: failure, model: asked.model });
      return sendError(response, failure);
    }
    const { charge, body, chunks, ending } = service.answer(asked, ++answers);
    log({ ...line, status: 200, ...charge });
    return chunks ? sendEvents(response, chunks, ending) : sendJson(response, 200, body);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error) => sendJson(response, 500, { error: { message: String(error) } }));
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
