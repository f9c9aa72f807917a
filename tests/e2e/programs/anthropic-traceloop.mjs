/** The Anthropic SDK under OpenLLMetry, its own spans off. */
import { instrument, shutdown } from './shared/telemetry.mjs';
import { AnthropicInstrumentation } from '@traceloop/instrumentation-anthropic';
import * as sdk from '@anthropic-ai/sdk';
import { runAnthropicScenario } from './shared/anthropic_scenario.mjs';

const instrumentation = new AnthropicInstrumentation();
instrument(instrumentation);
instrumentation.manuallyInstrument(sdk);
const options = { baseURL: process.env.ANTHROPIC_URL, apiKey: 'none', openTelemetry: false };
await runAnthropicScenario(new sdk.Anthropic(options));
await shutdown();
