/**
 * An application's OpenTelemetry set-up. Every span goes out twice, as OTLP JSON and as protobuf
 * (compressed, if asked to), so that one run shows both.
 */
import { SpanKind, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const url = `${process.env.COLLECTOR_URL}/v1/traces`;
const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'shop', 'deployment.environment.name': 'test' }),
  spanProcessors: [
    new BatchSpanProcessor(new JsonExporter({ url })),
    new BatchSpanProcessor(new ProtobufExporter({ url, compression: process.env.COMPRESSION })),
  ],
});
provider.register();

const tracer = trace.getTracer('app');

/**
 * One request to the application: its root span is the only one that knows user and session, and it
 * goes out last, after all that happened in it.
 * @param {string} name the root span's name
 * @param {string} who USER/SESSION
 * @param {(who: string) => Promise<void>} handle
 */
export async function request(name, who, handle) {
  const [user, session] = who.split('/');
  const attributes = { 'user.id': user, 'session.id': session };
  await tracer.startActiveSpan(name, { kind: SpanKind.SERVER, attributes }, async (span) => {
    await handle(who);
    await provider.forceFlush();
    span.end();
  });
}

/**
 * Switches instrumentations on. They then patch what is loaded with require; what is imported has to be
 * handed to them.
 */
export const instrument = (...instrumentations) => registerInstrumentations({ instrumentations });

/** Sends what is left. */
export const shutdown = () => provider.shutdown();

/** Awaits a call that must fail. */
export async function mustFail(promise) {
  const failed = await Promise.resolve(promise).then(
    () => false,
    () => true,
  );
  if (!failed) throw new Error('the call was meant to fail');
}
