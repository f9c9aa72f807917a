/** An OTLP/HTTP receiver that keeps the body of every export as it came. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const EXTENSIONS = { 'application/json': 'json', 'application/x-protobuf': 'pb' };

/**
 * Starts it on any port. POST /NAME/v1/traces writes FOLDER/NAME/001.json, or .pb, and so on; the
 * extension is followed by .gz when the body is compressed.
 */
export async function startCollector(folder) {
  const counts = new Map();

  async function receive(request, response) {
    const [, name] = /^\/([\w-]+)\/v1\/traces$/.exec(request.url) ?? [];
    const type = request.headers['content-type'];
    const extension = EXTENSIONS[type];
    if (!name || !extension) return response.writeHead(404).end();
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const number = (counts.get(`${name} ${extension}`) ?? 0) + 1;
    counts.set(`${name} ${extension}`, number);
    const compressed = request.headers['content-encoding'] === 'gzip' ? '.gz' : '';
    mkdirSync(join(folder, name), { recursive: true });
    const file = `${String(number).padStart(3, '0')}.${extension}${compressed}`;
    writeFileSync(join(folder, name, file), Buffer.concat(pieces));
    response.writeHead(200, { 'content-type': type });
    return response.end(extension === 'json' ? '{}' : undefined);
  }

  const server = createServer((request, response) => {
    receive(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
