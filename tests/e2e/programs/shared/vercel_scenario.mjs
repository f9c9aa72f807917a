/** What an application does with the Vercel AI SDK; what its models run on is the caller's choice. */
import { generateText, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { mustFail, request } from './telemetry.mjs';

/** Telemetry without any user or session of its own. */
export const telemetry = { isEnabled: true, functionId: 'helper' };

const weather = tool({
  description: 'The weather in a city',
  inputSchema: z.object({ city: z.string() }),
  execute: async () => 'sunny',
});

/** @param {(model: string, who: string, fail?: string) => import('ai').LanguageModel} modelAs */
export async function runVercelScenario(modelAs) {
  const ask = (name, who, prompt, fail) => ({
    model: modelAs(name, who, fail),
    prompt,
    experimental_telemetry: telemetry,
  });
  const loop = { tools: { weather }, stopWhen: stepCountIs(5) };

  await Promise.all([
    request('POST /ai', 'vera/s1', async (who) => {
      await generateText(ask('gpt-5.4-mini', who, 'Say hello.'));
      await generateText({ ...ask('gpt-5.4', who, 'What is the weather in Rome?'), ...loop });
    }),
    request('POST /ai', 'bob/s2', async (who) => {
      await streamText(ask('gpt-5', who, 'Tell a story.')).text;
      await streamText({ ...ask('gpt-5.4', who, 'Is it sunny in Rome?'), ...loop }).text;
    }),
  ]);
  await request('POST /ai', 'eve/s3', async (who) => {
    await generateText(ask('o3', who, 'Try twice.', '429-once'));
    await mustFail(generateText(ask('gpt-5.4-nano', who, 'Fail.', '400')));
  });
  await request('POST /ai', 'eve/s4', async (who) => {
    const equal = () => generateText(ask('gpt-5.4-nano', who, 'The same, twice.'));
    await Promise.all([equal(), equal()]);
  });
}
