/** What an application does with LangChain; whose instrumentations watch is the caller's choice. */
import { webcrypto } from 'node:crypto';
import { createRequire } from 'node:module';
import { mustFail, request } from './telemetry.mjs';

const WEATHER = {
  type: 'function',
  function: {
    name: 'weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
};

/** LangChain is loaded with require here, after the instrumentations were made, so that they see it. */
export async function runLangChainScenario() {
  // Node.js 18 has it, but not under the name that LangChain looks for.
  globalThis.crypto ??= webcrypto;
  // Else callbacks wait in one queue for all requests, and their spans land in the trace of whichever
  // request is at work just then, with its user: nobody who reads the export could tell.
  process.env.LANGCHAIN_CALLBACKS_BACKGROUND = 'false';
  const require = createRequire(import.meta.url);
  const { HumanMessage, ToolMessage } = require('@langchain/core/messages');
  const { ChatPromptTemplate } = require('@langchain/core/prompts');
  const { StringOutputParser } = require('@langchain/core/output_parsers');
  const { ChatOpenAI, OpenAIEmbeddings } = require('@langchain/openai');

  const settingsFor = (who, fail) => ({
    apiKey: 'none',
    configuration: {
      baseURL: process.env.OPENAI_URL,
      defaultHeaders: { 'x-who': who, ...(fail && { 'x-fail': fail }) },
    },
  });
  const modelAs = (who, model, options = {}, fail) =>
    new ChatOpenAI({ model, ...options, ...settingsFor(who, fail) });

  /** Calls the model until it stops asking for a tool. */
  async function toolLoop(model, question) {
    const messages = [new HumanMessage(question)];
    for (;;) {
      const answer = await model.invoke(messages, { tools: [WEATHER] });
      if (!answer.tool_calls?.length) return;
      messages.push(answer);
      for (const call of answer.tool_calls) {
        messages.push(new ToolMessage({ content: 'sunny', tool_call_id: call.id }));
      }
    }
  }

  async function drain(stream) {
    for await (const chunk of stream) void chunk;
  }

  await Promise.all([
    request('POST /chain', 'ann/s1', async (who) => {
      await modelAs(who, 'gpt-4o').invoke('Say it in Latin.');
      const prompt = ChatPromptTemplate.fromTemplate('Think of a {thing}.');
      await prompt.pipe(modelAs(who, 'gpt-5')).pipe(new StringOutputParser()).invoke({ thing: 'number' });
      await toolLoop(modelAs(who, 'gpt-5.4'), 'What is the weather in Rome?');
    }),
    request('POST /stream', 'bob/s2', async (who) => {
      await drain(await modelAs(who, 'gpt-5.4-mini').stream('Tell a story.'));
      await drain(await modelAs(who, 'gpt-5.4-mini', { streamUsage: false }).stream('Tell another.'));
    }),
  ]);
  await request('POST /search', 'bob/s3', async (who) => {
    const embeddings = new OpenAIEmbeddings({ model: 'text-embedding-3-small', ...settingsFor(who) });
    await embeddings.embedDocuments(['red shoes', 'blue shoes']);
  });
  await request('POST /chain', 'eve/s4', async (who) => {
    await modelAs(who, 'o3', {}, '429-once').invoke('Try twice.');
    await mustFail(modelAs(who, 'gpt-5.4-nano', {}, '400').invoke('Fail.'));
  });
  await request('POST /chain', 'eve/s5', async (who) => {
    const equal = () => modelAs(who, 'gpt-5.4-nano').invoke('The same, twice.');
    await Promise.all([equal(), equal()]);
  });
}
