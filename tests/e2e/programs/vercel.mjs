/** The Vercel AI SDK with its own telemetry, over OpenAI's chat and Anthropic's messages. */
import { request, shutdown } from './shared/telemetry.mjs';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { embed, embedMany, generateObject, generateText, streamText } from 'ai';
import { z } from 'zod';
import { runVercelScenario, telemetry } from './shared/vercel_scenario.mjs';

const openaiAs = (who, fail) =>
  createOpenAI({
    baseURL: process.env.OPENAI_URL,
    apiKey: 'none',
    headers: { 'x-who': who, ...(fail && { 'x-fail': fail }) },
  });
const anthropicAs = (who) =>
  createAnthropic({ baseURL: `${process.env.ANTHROPIC_URL}/v1`, apiKey: 'none', headers: { 'x-who': who } });

await runVercelScenario((model, who, fail) => openaiAs(who, fail).chat(model));

await request('POST /search', 'bob/s5', async (who) => {
  const model = openaiAs(who).embedding('text-embedding-3-small');
  await embed({ model, value: 'red shoes', experimental_telemetry: telemetry });
  await embedMany({ model, values: ['blue shoes', 'green shoes'], experimental_telemetry: telemetry });
});
await request('POST /parse', 'eve/s6', async (who) => {
  const schema = z.object({ city: z.string() });
  const model = openaiAs(who).chat('gpt-5.4-mini');
  await generateObject({ model, schema, prompt: 'Which city?', experimental_telemetry: telemetry });
});
await request('POST /claude', 'vera/s7', async (who) => {
  const model = anthropicAs(who)('claude-sonnet-4-5-20250929');
  const cached = (ttl) => ({ anthropic: { cacheControl: { type: 'ephemeral', ...(ttl && { ttl }) } } });
  const ask = (content, ttl) => ({
    model,
    experimental_telemetry: telemetry,
    messages: [{ role: 'user', content, providerOptions: cached(ttl) }],
  });
  await generateText(ask('Which shoes?'));
  await generateText(ask('Remember this for an hour.', '1h'));
  await streamText(ask('Tell a story.')).text;
});
await shutdown();
