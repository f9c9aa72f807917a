/** LangChain under OpenInference, and OpenLLMetry's of the OpenAI SDK beneath it. */
import { instrument, shutdown } from './shared/telemetry.mjs';
import { LangChainInstrumentation } from '@arizeai/openinference-instrumentation-langchain';
import { OpenAIInstrumentation } from '@traceloop/instrumentation-openai';
import { runLangChainScenario } from './shared/langchain_scenario.mjs';

instrument(new LangChainInstrumentation(), new OpenAIInstrumentation());
await runLangChainScenario();
await shutdown();
