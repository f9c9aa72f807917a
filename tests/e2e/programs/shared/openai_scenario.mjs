/** What an application does with the OpenAI SDK; whose instrumentation watches is the caller's choice. */
import { mustFail, request } from './telemetry.mjs';

const WEATHER = {
  type: 'function',
  function: {
    name: 'weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
};

const say = (content) => [{ role: 'user', content }];

/** Reads a stream to its end. */
async function drain(stream) {
  for await (const chunk of stream) void chunk;
}

/** Calls the model until it stops asking for a tool. */
async function toolLoop(create, question) {
  const messages = say(question);
  for (;;) {
    const answer = await create({ model: 'gpt-5.4', messages, tools: [WEATHER] });
    const { message } = answer.choices[0];
    if (!message.tool_calls) return;
    messages.push(message);
    for (const call of message.tool_calls) {
      messages.push({ role: 'tool', tool_call_id: call.id, content: 'sunny' });
    }
  }
}

/** @param {typeof import('openai').OpenAI} OpenAI as the instrumentation left it */
export async function runOpenAiScenario(OpenAI) {
  const client = new OpenAI({ baseURL: process.env.OPENAI_URL, apiKey: 'none' });
  const chatAs = (who, fail) => (body) =>
    client.chat.completions.create(body, { headers: { 'x-who': who, ...(fail && { 'x-fail': fail }) } });

  await Promise.all([
    request('POST /chat', 'ann/s1', async (who) => {
      const create = chatAs(who);
      await create({ model: 'gpt-5', messages: say('Think of a number.') });
      await create({ model: 'gpt-4o', messages: say('Say it in Latin.') });
      await toolLoop(create, 'What is the weather in Rome?');
    }),
    request('POST /stream', 'bob/s2', async (who) => {
      const create = chatAs(who);
      const body = { model: 'gpt-5.4-mini', stream: true };
      const options = { stream_options: { include_usage: true } };
      await drain(await create({ ...body, ...options, messages: say('Tell a story.') }));
      await drain(await create({ ...body, messages: say('Tell another.') }));
    }),
  ]);
  await request('POST /search', 'bob/s3', async (who) => {
    const body = { model: 'text-embedding-3-small', input: ['red shoes', 'blue shoes'] };
    await client.embeddings.create(body, { headers: { 'x-who': who } });
  });
  await request('POST /chat', 'eve/s4', async (who) => {
    await chatAs(who, '429-once')({ model: 'o3', messages: say('Try twice.') });
    await mustFail(chatAs(who, '400')({ model: 'gpt-5.4-nano', messages: say('Fail.') }));
    const equal = () => chatAs(who)({ model: 'gpt-5.4-nano', messages: say('The same, twice.') });
    await Promise.all([equal(), equal()]);
  });
}
