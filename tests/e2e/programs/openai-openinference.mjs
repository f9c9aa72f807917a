/** The OpenAI SDK under OpenInference, instrumented by hand as ES modules need it. */
import { instrument, shutdown } from './shared/telemetry.mjs';
import { OpenAIInstrumentation } from '@arizeai/openinference-instrumentation-openai';
import * as openai from 'openai';
import { runOpenAiScenario } from './shared/openai_scenario.mjs';

const instrumentation = new OpenAIInstrumentation();
instrument(instrumentation);
instrumentation.manuallyInstrument(openai);
await runOpenAiScenario(openai.OpenAI);
await shutdown();
