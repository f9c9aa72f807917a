/** OpenAI's chat and embeddings, as much of them as SDKs look at. */
import { chatUsage, embeddingUsage } from './usage.mjs';

/** The names under which OpenAI answers for a model that was asked for by its short name. */
const ANSWERED_BY = { 'gpt-4o': 'gpt-4o-2024-08-06' };

function usageObject(usage) {
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cached, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: usage.reasoning, audio_tokens: 0 },
  };
}

/** The tool to call: the first one offered, until the conversation ends in a tool's result. */
function toolCallFor(request, id) {
  const tool = request.tools?.[0];
  if (!tool || request.messages.at(-1).role === 'tool') return undefined;
  return {
    id: `call_${id}`,
    type: 'function',
    function: { name: tool.function.name, arguments: '{"city":"Rome"}' },
  };
}

function messageFor(request, id) {
  const toolCall = toolCallFor(request, id);
  if (toolCall) return { role: 'assistant', content: null, tool_calls: [toolCall] };
  const content = request.response_format ? '{"city":"Rome"}' : `Answer ${id}.`;
  return { role: 'assistant', content };
}

/** The chunks of a streamed answer; the last one carries the usage, if it was asked for. */
function* chunksOf(request, id, base, message, usage) {
  const chunk = (delta, finishReason = null) => ({
    ...base,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  });
  yield chunk({ role: 'assistant', content: message.tool_calls ? null : '' });
  if (message.tool_calls) {
    yield chunk({ tool_calls: [{ index: 0, ...message.tool_calls[0] }] });
  } else {
    for (const piece of message.content.split(/(?= )/)) yield chunk({ content: piece });
  }
  yield chunk({}, message.tool_calls ? 'tool_calls' : 'stop');
  if (request.stream_options?.include_usage) {
    yield { ...base, object: 'chat.completion.chunk', choices: [], usage: usageObject(usage) };
  }
}

/**
 * Answers a chat request: `charge` is what it costs the caller, and either `body` or `chunks` is the answer.
 */
export function answerChat(request, id) {
  const usage = chatUsage(request);
  const model = ANSWERED_BY[request.model] ?? request.model;
  const message = messageFor(request, id);
  const base = { id: `chatcmpl-${id}`, created: 1_775_000_000, model };
  const charge = { model, ...usage };
  if (request.stream) {
    return { charge, chunks: chunksOf(request, id, base, message, usage), ending: '[DONE]' };
  }
  const finishReason = message.tool_calls ? 'tool_calls' : 'stop';
  const body = {
    ...base,
    object: 'chat.completion',
    choices: [{ index: 0, message, finish_reason: finishReason, logprobs: null }],
    usage: usageObject(usage),
  };
  return { charge, body };
}

/** Answers an embeddings request with three numbers a text. */
export function answerEmbeddings(request) {
  const usage = embeddingUsage(request);
  const numbers = [0.25, -0.5, 0.75];
  const embedding =
    request.encoding_format === 'base64'
      ? Buffer.from(new Float32Array(numbers).buffer).toString('base64')
      : numbers;
  const texts = [request.input].flat();
  const body = {
    object: 'list',
    model: request.model,
    data: texts.map((_, index) => ({ object: 'embedding', index, embedding })),
    usage: { prompt_tokens: usage.input, total_tokens: usage.input },
  };
  return { charge: { model: request.model, ...usage }, body };
}
