/**
 * A model for the Vercel AI SDK that calls OpenAI through OpenAI's own SDK, as a custom provider does.
 * @ai-sdk/openai speaks HTTP itself, so that no instrumentation of the OpenAI SDK would see it.
 */

import { Readable } from 'node:stream';

const FINISH_REASONS = { stop: 'stop', tool_calls: 'tool-calls' };

/** The AI SDK's prompt as OpenAI's messages. */
function toMessages(prompt) {
  return prompt.flatMap(({ role, content }) => {
    if (role === 'tool') {
      return content.map((part) => ({
        role: 'tool',
        tool_call_id: part.toolCallId,
        content: String(part.output.value),
      }));
    }
    const calls = content.filter((part) => part.type === 'tool-call');
    return {
      role,
      content: content.find((part) => part.type === 'text')?.text ?? null,
      ...(calls.length && { tool_calls: calls.map(toToolCall) }),
    };
  });
}

const toToolCall = ({ toolCallId, toolName, input }) => ({
  id: toolCallId,
  type: 'function',
  function: { name: toolName, arguments: JSON.stringify(input) },
});

const toTools = (tools) =>
  tools?.map(({ name, inputSchema }) => ({ type: 'function', function: { name, parameters: inputSchema } }));

const toUsage = ({ prompt_tokens: input, completion_tokens: output, ...details }) => {
  const cached = details.prompt_tokens_details.cached_tokens;
  const reasoning = details.completion_tokens_details.reasoning_tokens;
  return {
    inputTokens: { total: input, noCache: input - cached, cacheRead: cached, cacheWrite: undefined },
    outputTokens: { total: output, text: output - reasoning, reasoning },
  };
};

const toFinishReason = (raw) => ({ unified: FINISH_REASONS[raw] ?? 'other', raw });

const toToolCallPart = (call) => ({
  type: 'tool-call',
  toolCallId: call.id,
  toolName: call.function.name,
  input: call.function.arguments,
});

/** OpenAI's chunks as the AI SDK's stream parts; an answer is one text or one tool call. */
async function* toParts(chunks) {
  yield { type: 'stream-start', warnings: [] };
  let finishReason;
  let usage;
  let isTextOpen = false;
  for await (const chunk of chunks) {
    usage = chunk.usage ?? usage;
    const [choice] = chunk.choices;
    finishReason = choice?.finish_reason ?? finishReason;
    for (const call of choice?.delta.tool_calls ?? []) yield toToolCallPart(call);
    if (!choice?.delta.content) continue;
    if (!isTextOpen) yield { type: 'text-start', id: '0' };
    isTextOpen = true;
    yield { type: 'text-delta', id: '0', delta: choice.delta.content };
  }
  if (isTextOpen) yield { type: 'text-end', id: '0' };
  yield { type: 'finish', finishReason: toFinishReason(finishReason), usage: toUsage(usage) };
}

/** @returns {import('@ai-sdk/provider').LanguageModelV3} */
export function openAiSdkModel(OpenAI, model, who, fail) {
  const defaultHeaders = { 'x-who': who, ...(fail && { 'x-fail': fail }) };
  const client = new OpenAI({ baseURL: process.env.OPENAI_URL, apiKey: 'none', defaultHeaders });
  const toBody = ({ prompt, tools }) => ({ model, messages: toMessages(prompt), tools: toTools(tools) });
  return {
    specificationVersion: 'v3',
    provider: 'openai.chat',
    modelId: model,
    supportedUrls: {},
    async doGenerate(options) {
      const answer = await client.chat.completions.create(toBody(options));
      const [{ message, finish_reason: finishReason }] = answer.choices;
      const content = message.tool_calls?.map(toToolCallPart) ?? [{ type: 'text', text: message.content }];
      return {
        content,
        finishReason: toFinishReason(finishReason),
        usage: toUsage(answer.usage),
        warnings: [],
        response: { id: answer.id, modelId: answer.model },
      };
    },
    async doStream(options) {
      const body = { ...toBody(options), stream: true, stream_options: { include_usage: true } };
      const chunks = await client.chat.completions.create(body);
      return { stream: Readable.toWeb(Readable.from(toParts(chunks))) };
    },
  };
}
