/**
 * The usage that the stand-in claims for a request. It depends on the request's own text only, so that
 * two equal requests cost the same and a run can be repeated.
 */

/**
 * A number from 0 to 2^32 - 1 that a text always gives (FNV-1a). Digits are left out: a tool loop sends
 * back ids, which count what was answered before.
 */
function hashOf(text) {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text.replace(/\d/g, ''))) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

const REASONING_MODELS = /^(gpt-5$|o3)/;

/**
 * What a chat request uses, in OpenAI's reading: input includes cached, output includes reasoning.
 * @param {{model: string, messages: object[]}} request
 */
export function chatUsage(request) {
  const hash = hashOf(request.model + JSON.stringify(request.messages));
  const input = 200 + (hash % 1801);
  const output = 20 + ((hash >>> 11) % 381);
  return {
    input,
    cached: Math.floor(input / 4),
    output,
    reasoning: REASONING_MODELS.test(request.model) ? output - 5 : 0,
  };
}

/**
 * What an embedding of these texts uses.
 * @param {{model: string, input: string | string[]}} request
 */
export function embeddingUsage(request) {
  return { input: 5 + (hashOf(request.model + JSON.stringify(request.input)) % 120) };
}

/**
 * What a request to Anthropic uses, in Anthropic's own reading: `fresh` input is counted apart from
 * what was read from the cache and written to it. A request that marks nothing for the cache uses none.
 * @param {{model: string, messages: object[]}} request
 */
export function messagesUsage(request) {
  const text = JSON.stringify(request);
  const hash = hashOf(request.model + JSON.stringify(request.messages));
  const isCached = text.includes('cache_control');
  const isForAnHour = text.includes('"ttl":"1h"');
  const written = isCached ? 30 + (hash % 171) : 0;
  return {
    fresh: 100 + (hash % 701),
    cached: isCached ? 150 + (hash % 503) : 0,
    cacheWrite5m: isForAnHour ? 0 : written,
    cacheWrite1h: isForAnHour ? written : 0,
    output: 15 + ((hash >>> 9) % 241),
  };
}
