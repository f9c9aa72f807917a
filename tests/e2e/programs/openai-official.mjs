/** The OpenAI SDK under OpenTelemetry's own instrumentation. It patches what is loaded with require. */
import { createRequire } from 'node:module';
import { instrument, shutdown } from './shared/telemetry.mjs';
import { OpenAIInstrumentation } from '@opentelemetry/instrumentation-openai';
import { runOpenAiScenario } from './shared/openai_scenario.mjs';

instrument(new OpenAIInstrumentation());
const { OpenAI } = createRequire(import.meta.url)('openai');
await runOpenAiScenario(OpenAI);
await shutdown();
