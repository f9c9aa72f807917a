/** The Anthropic SDK with its own spans, which it writes as soon as there is a tracer provider. */
import { shutdown } from './shared/telemetry.mjs';
import * as sdk from '@anthropic-ai/sdk';
import { runAnthropicScenario } from './shared/anthropic_scenario.mjs';

const options = { baseURL: process.env.ANTHROPIC_URL, apiKey: 'none' };
await runAnthropicScenario(new sdk.Anthropic(options));
await shutdown();
