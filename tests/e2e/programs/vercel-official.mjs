/** The Vercel AI SDK's own telemetry, and OpenTelemetry's of the OpenAI SDK that its models run on. */
import { createRequire } from 'node:module';
import { instrument, shutdown } from './shared/telemetry.mjs';
import { OpenAIInstrumentation } from '@opentelemetry/instrumentation-openai';
import { openAiSdkModel } from './shared/openai_sdk_model.mjs';
import { runVercelScenario } from './shared/vercel_scenario.mjs';

instrument(new OpenAIInstrumentation());
const { OpenAI } = createRequire(import.meta.url)('openai');
await runVercelScenario((model, who, fail) => openAiSdkModel(OpenAI, model, who, fail));
await shutdown();
