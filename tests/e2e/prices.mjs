/**
 * What the models of these tests cost, copied by hand from the providers' price lists, and exact sums.
 * Nothing here comes out of costdb: it is what costdb is measured with.
 */

const PICODOLLARS = 12;

/** Dollars a million tokens, written as a decimal, as picodollars a token. */
function picodollars(text) {
  const [whole, decimals = ''] = text.split('.');
  return BigInt(whole + decimals.padEnd(PICODOLLARS - 6, '0'));
}

const prices = (input, output, cached, cacheWrite, cacheWrite1h) => ({
  input: picodollars(input),
  output: picodollars(output ?? '0'),
  cached: picodollars(cached ?? input),
  cacheWrite: picodollars(cacheWrite ?? input),
  cacheWrite1h: picodollars(cacheWrite1h ?? input),
});

/** By the name that the provider answers with: costdb's name of the model, and its prices. */
const MODELS = {
  'gpt-4o-2024-08-06': { name: 'gpt-4o', ...prices('2.50', '10.00', '1.25') },
  'gpt-5': { name: 'gpt-5', ...prices('1.25', '10.00', '0.125') },
  'gpt-5.4': { name: 'gpt-5.4', ...prices('2.50', '15.00', '0.25') },
  'gpt-5.4-mini': { name: 'gpt-5.4-mini', ...prices('0.75', '4.50', '0.075') },
  'gpt-5.4-nano': { name: 'gpt-5.4-nano', ...prices('0.20', '1.25', '0.02') },
  o3: { name: 'o3', ...prices('2.00', '8.00', '0.50') },
  'text-embedding-3-small': { name: 'text-embedding-3-small', ...prices('0.02') },
  'claude-haiku-4-5': { name: 'claude-haiku-4.5', ...prices('1.00', '5.00', '0.10', '1.25', '2.00') },
  'claude-sonnet-4-5-20250929': {
    name: 'claude-sonnet-4.5',
    ...prices('3.00', '15.00', '0.30', '3.75', '6.00'),
  },
};

function modelOf(call) {
  const model = MODELS[call.model];
  if (!model) throw new Error(`no price was written down for ${call.model}`);
  return model;
}

/** costdb's name of the call's model. */
export const modelName = (call) => modelOf(call).name;

/** What a call costs, in picodollars. A count that is missing is zero. */
export function costOf(call) {
  const model = modelOf(call);
  const count = (name) => BigInt(call[name] ?? 0);
  const written1h = count('cacheWrite1h');
  const written = count('cacheWrite') - written1h;
  const fresh = count('input') - count('cached') - written - written1h;
  return (
    fresh * model.input +
    count('cached') * model.cached +
    written * model.cacheWrite +
    written1h * model.cacheWrite1h +
    count('output') * model.output
  );
}

/** Picodollars as a plain decimal of dollars, without zeros at its end. */
export function dollars(pico) {
  const digits = String(pico).padStart(PICODOLLARS + 1, '0');
  const decimals = digits.slice(-PICODOLLARS).replace(/0+$/, '');
  return digits.slice(0, -PICODOLLARS) + (decimals && `.${decimals}`);
}
