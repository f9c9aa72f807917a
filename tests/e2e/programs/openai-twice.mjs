/** The OpenAI SDK with two instrumentations on it at once, OpenTelemetry's and OpenInference's. */
import { createRequire } from 'node:module';
import { instrument, shutdown } from './shared/telemetry.mjs';
import { OpenAIInstrumentation as OpenInference } from '@arizeai/openinference-instrumentation-openai';
import { OpenAIInstrumentation as Official } from '@opentelemetry/instrumentation-openai';
import { runOpenAiScenario } from './shared/openai_scenario.mjs';

instrument(new Official(), new OpenInference());
const { OpenAI } = createRequire(import.meta.url)('openai');
await runOpenAiScenario(OpenAI);
await shutdown();
