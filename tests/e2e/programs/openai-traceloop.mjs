/** The OpenAI SDK under OpenLLMetry, instrumented by hand as ES modules need it. */
import { instrument, shutdown } from './shared/telemetry.mjs';
import { OpenAIInstrumentation } from '@traceloop/instrumentation-openai';
import * as openai from 'openai';
import { runOpenAiScenario } from './shared/openai_scenario.mjs';

const instrumentation = new OpenAIInstrumentation();
instrument(instrumentation);
instrumentation.manuallyInstrument(openai.OpenAI);
await runOpenAiScenario(openai.OpenAI);
await shutdown();
