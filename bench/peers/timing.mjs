// What all that measures here shares.

import { performance } from 'node:perf_hooks';

/** The middle one, or the mean of the two in the middle. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** The milliseconds that an action takes. */
export async function timed(action) {
  const start = performance.now();
  await action();
  return performance.now() - start;
}
