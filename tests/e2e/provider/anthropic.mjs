/** Anthropic's messages, as much of them as SDKs look at. */
import { messagesUsage } from './usage.mjs';

function usageObject(usage) {
  return {
    input_tokens: usage.fresh,
    cache_read_input_tokens: usage.cached,
    cache_creation_input_tokens: usage.cacheWrite5m + usage.cacheWrite1h,
    cache_creation: {
      ephemeral_5m_input_tokens: usage.cacheWrite5m,
      ephemeral_1h_input_tokens: usage.cacheWrite1h,
    },
    output_tokens: usage.output,
    service_tier: 'standard',
  };
}

/** A tool call for the first tool offered, until the conversation ends in a tool's result; else a text. */
function contentFor(request, id) {
  const last = request.messages.at(-1).content;
  const hasResult = Array.isArray(last) && last.some((block) => block.type === 'tool_result');
  if (request.tools?.length && !hasResult) {
    return { type: 'tool_use', id: `toolu_${id}`, name: request.tools[0].name, input: { city: 'Rome' } };
  }
  return { type: 'text', text: `Answer ${id}.` };
}

/** The events of a streamed answer: the first has the input's usage, the one before the last the output's. */
function* eventsOf(message, usage) {
  const [block] = message.content;
  const before = { ...usageObject(usage), output_tokens: 1 };
  yield { type: 'message_start', message: { ...message, content: [], stop_reason: null, usage: before } };
  if (block.type === 'text') {
    yield { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } };
    yield { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: block.text } };
  } else {
    const json = JSON.stringify(block.input);
    yield { type: 'content_block_start', index: 0, content_block: { ...block, input: {} } };
    yield { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: json } };
  }
  yield { type: 'content_block_stop', index: 0 };
  const delta = { stop_reason: message.stop_reason, stop_sequence: null };
  yield { type: 'message_delta', delta, usage: { output_tokens: usage.output } };
  yield { type: 'message_stop' };
}

/** Answers a messages request, as answerChat does. */
export function answerMessages(request, id) {
  const usage = messagesUsage(request);
  const block = contentFor(request, id);
  const message = {
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    model: request.model,
    content: [block],
    stop_reason: block.type === 'tool_use' ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: usageObject(usage),
  };
  const cacheWrite = usage.cacheWrite5m + usage.cacheWrite1h;
  const charge = {
    model: request.model,
    input: usage.fresh + usage.cached + cacheWrite,
    cached: usage.cached,
    cacheWrite,
    cacheWrite1h: usage.cacheWrite1h,
    output: usage.output,
  };
  return request.stream ? { charge, chunks: eventsOf(message, usage) } : { charge, body: message };
}
