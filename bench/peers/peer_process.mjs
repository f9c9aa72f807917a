// A peer in its own process, as run.mjs sees it: each method sends a message to worker.mjs.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const worker = fileURLToPath(new URL('worker.mjs', import.meta.url));

export class PeerProcess {
  static async start(name, directory) {
    const peer = new PeerProcess();
    peer.name = name;
    // ClickHouse writes the schemas that it makes into the folder it runs in.
    peer.child = fork(worker, [name, directory], { cwd: directory, serialization: 'advanced' });
    await peer.#reply();
    return peer;
  }

  #reply() {
    return new Promise((resolve, reject) => {
      const onMessage = ({ value, error }) => {
        this.child.off('exit', onExit);
        if (error) reject(new Error(error));
        else resolve(value);
      };
      const onExit = (code, signal) => {
        this.child.off('message', onMessage);
        reject(new Error(`${this.name} ended: ${code ?? signal}`));
      };
      this.child.once('message', onMessage);
      this.child.once('exit', onExit);
    });
  }

  async call(call, ...values) {
    const reply = this.#reply();
    this.child.send({ call, values });
    return reply;
  }

  discard() { return this.call('discard'); }
  open(threads) { return this.call('open', threads); }
  load(parquet) { return this.call('load', parquet); }
  settle() { return this.call('settle'); }
  writeRows(parquet, path, format) { return this.call('writeRows', parquet, path, format); }
  /** {ms, cpu_ms} */
  ingest(path, format, threads) { return this.call('ingest', path, format, threads); }
  version() { return this.call('version'); }
  storage() { return this.call('storage'); }
  answer(query, threads) { return this.call('answer', query.id, threads); }
  measure(query, threads, runs) { return this.call('measure', query.id, threads, runs); }
  measureOpen(query, threads) { return this.call('measureOpen', query.id, threads); }

  async stop() {
    await this.call('close');
    const ended = once(this.child, 'exit');
    this.child.disconnect();
    await ended;
  }
}
