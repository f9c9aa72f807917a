/** What an application does with the Anthropic SDK: prompt caching, streams, a tool loop. */
import { mustFail, request } from './telemetry.mjs';

const SONNET = 'claude-sonnet-4-5-20250929';
const HAIKU = 'claude-haiku-4-5';
const WEATHER = {
  name: 'weather',
  input_schema: { type: 'object', properties: { city: { type: 'string' } } },
};

/** A question, and a system prompt to keep in the cache for as long as `ttl` says. */
function ask(model, content, ttl) {
  const cacheControl = { type: 'ephemeral', ...(ttl && { ttl }) };
  const system = [{ type: 'text', text: 'You sell shoes.', cache_control: cacheControl }];
  return { model, max_tokens: 512, system, messages: [{ role: 'user', content }] };
}

const askPlainly = (model, content) => ({ model, max_tokens: 512, messages: [{ role: 'user', content }] });
const as = (who, fail) => ({ headers: { 'x-who': who, ...(fail && { 'x-fail': fail }) } });

/** Calls the model until it stops asking for a tool. */
async function toolLoop(client, who, body) {
  const messages = [...body.messages];
  for (;;) {
    const answer = await client.messages.create({ ...body, messages, tools: [WEATHER] }, as(who));
    if (answer.stop_reason !== 'tool_use') return;
    messages.push({ role: 'assistant', content: answer.content });
    const results = answer.content.map(({ id }) => ({ tool_use_id: id, content: 'sunny' }));
    messages.push({ role: 'user', content: results.map((result) => ({ type: 'tool_result', ...result })) });
  }
}

/** @param {import('@anthropic-ai/sdk').Anthropic} client as the instrumentation left it */
export async function runAnthropicScenario(client) {
  await Promise.all([
    request('POST /claude', 'ann/s1', async (who) => {
      await client.messages.create(ask(SONNET, 'Which shoes?'), as(who));
      await client.messages.create(askPlainly(HAIKU, 'And socks?'), as(who));
      await toolLoop(client, who, ask(SONNET, 'What is the weather in Rome?'));
    }),
    request('POST /claude', 'bob/s2', async (who) => {
      const stream = await client.messages.create({ ...ask(HAIKU, 'Tell a story.'), stream: true }, as(who));
      for await (const event of stream) void event;
      await client.messages.stream(ask(HAIKU, 'Tell another.'), as(who)).finalMessage();
    }),
  ]);
  await request('POST /claude', 'eve/s3', async (who) => {
    await client.messages.create(ask(SONNET, 'Remember this for an hour.', '1h'), as(who));
    await client.messages.create(ask(SONNET, 'Try twice.'), as(who, '429-once'));
    await mustFail(client.messages.create(ask(HAIKU, 'Fail.'), as(who, '400')));
    const equal = () => client.messages.create(ask(HAIKU, 'The same, twice.'), as(who));
    await Promise.all([equal(), equal()]);
  });
}
