// Prices random usages over every model of a genai-prices file with npm @pydantic/genai-prices and
// with costdb, and compares the two.
//
//   node differential.mjs LIST PRICE_CALLS      the file (.json or .json.gz), and our program
//
// COSTDB_SEED repeats a run. Exit code 1 and the first differences when there are any.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { calcPrice, updatePrices } from '@pydantic/genai-prices'

const [list, program] = process.argv.slice(2)
const bytes = readFileSync(list)
const providers = JSON.parse(list.endsWith('.gz') ? gunzipSync(bytes) : bytes)
updatePrices(({ setProviderData }) => setProviderData(providers))

const seed = Number(process.env.COSTDB_SEED ?? Date.now() % 2 ** 31)
let state = seed >>> 0
function random() {
  // mulberry32
  state = (state + 0x6d2b79f5) >>> 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}
const upto = (most) => Math.floor(random() * (most + 1))
const tokens = () => upto(2 ** upto(21))

function ruleTexts(rule) {
  const [[kind, value]] = Object.entries(rule)
  if (kind === 'or' || kind === 'and') return value.flatMap(ruleTexts)
  if (kind === 'starts_with') return [value, `${value}-x`]
  if (kind === 'contains') return [value, `x-${value}-x`]
  if (kind === 'ends_with') return [value, `x-${value}`]
  return kind === 'equals' ? [value] : []
}

// What the library makes of a call: null where it knows no price, an error's message where it
// refuses the usage or the model's prices.
function theirs(call) {
  const usage = {}
  const keys = ['input_tokens', 'cache_read_tokens', 'cache_write_tokens', 'output_tokens',
    'input_audio_tokens', 'cache_audio_read_tokens', 'output_audio_tokens']
  keys.forEach((key, i) => {
    if (call.tokens[i] !== undefined) usage[key] = call.tokens[i]
  })
  try {
    const options = { timestamp: new Date(call.ms) }
    if (call.provider) options.providerId = call.provider
    return calcPrice(usage, call.model, options)
  } catch (error) {
    return String(error.message)
  }
}

// A name that leads to the model, where an earlier model does not answer to all of them.
function nameOf(provider, model) {
  const names = [model.id, ...ruleTexts(model.match)]
  const leads = (name) => {
    const found = theirs({ provider: provider.id, model: name, ms: 0, tokens: [1, , , 1] })
    return typeof found === 'object' && found !== null && found.model.id === model.id
  }
  return names.find(leads) ?? model.id
}

const day = 86_400_000
const usualTime = Date.UTC(2026, 7, 15, 12)

function timesOf(model) {
  const times = [usualTime, Date.UTC(2024, 0, 1) + upto(1000 * day)]
  for (const { constraint } of Array.isArray(model.prices) ? model.prices : []) {
    if (constraint?.start_date) {
      const start = Date.parse(`${constraint.start_date}T00:00:00Z`)
      times.push(start - 1, start, start + 1)
    }
    for (const key of ['start_time', 'end_time']) {
      if (!constraint?.[key]) continue
      const edge = Date.parse(`2026-08-15T${constraint[key]}`)
      times.push(edge - 1, edge, edge + 1)
    }
  }
  return times
}

function pricesOf(model) {
  return Array.isArray(model.prices) ? model.prices.map((each) => each.prices) : [model.prices]
}

function inputsOf(model) {
  const inputs = [0, 1, tokens(), tokens(), tokens()]
  for (const prices of pricesOf(model)) {
    for (const price of Object.values(prices)) {
      for (const tier of price.tiers ?? []) inputs.push(tier.start - 1, tier.start, tier.start + 1)
    }
  }
  return inputs
}

// With and without a cache, and audio where it has a price.
function usagesOf(model, input) {
  const output = tokens()
  const cached = upto(input)
  const usages = [
    [input, , , output],
    [input, cached, , output],
    [input, cached, upto(input - cached), output],
    [input, input, 0, undefined],
  ]
  const has = (key) => pricesOf(model).some((prices) => key in prices)
  if (has('input_audio_mtok') || has('output_audio_mtok')) {
    const audio = has('cache_audio_read_mtok') ? upto(cached) : undefined
    usages.push([input, , , output, upto(input), , has('output_audio_mtok') ? upto(output) : undefined])
    usages.push([input, cached, , output, (audio ?? 0) + upto(input - cached), audio])
  }
  return usages
}

const calls = []
for (const provider of providers) {
  for (const model of provider.models) {
    const name = nameOf(provider, model)
    for (const ms of timesOf(model)) {
      for (const input of inputsOf(model)) {
        for (const usage of usagesOf(model, input)) {
          calls.push({ provider: provider.id, model: name, ms, tokens: usage })
        }
      }
    }
    // Found by the model's name alone.
    calls.push({ provider: '', model: name, ms: usualTime, tokens: [tokens(), , , tokens()] })
  }
}

const lines = calls.map((call) => {
  const numbers = Array.from({ length: 7 }, (_, i) => call.tokens[i] ?? '-')
  return [call.provider || '-', call.model, `${call.ms}000000`, ...numbers].join('\t')
})
const ran = spawnSync(program, [list], { input: lines.join('\n') + '\n', maxBuffer: 2 ** 30 })
if (ran.status !== 0) {
  console.error(`${program} failed: ${ran.stderr}`)
  process.exit(1)
}
const costs = ran.stdout.toString().trimEnd().split('\n')

const models = new Set()
const refused = new Map()
const differences = []
let compared = 0
let onlyOurs = 0
calls.forEach((call, i) => {
  const [ourModel, ourCost] = costs[i].split('\t')
  const their = theirs(call)
  if (typeof their === 'string') {
    const reason = their.replace(/[\d.]+/g, 'N')
    refused.set(reason, (refused.get(reason) ?? 0) + 1)
    return
  }
  if (their === null) {
    if (ourCost !== '-') onlyOurs++
    return
  }
  compared++
  models.add(`${their.provider.id} ${their.model.id}`)
  // Ours is rounded to a picodollar, theirs by every step of its arithmetic.
  const tolerance = 0.5e-12 + 32 * Number.EPSILON * their.total_price
  const isSame = ourCost !== '-' && Math.abs(Number(ourCost) / 1e12 - their.total_price) <= tolerance
  if (isSame && ourModel === their.model.id) return
  differences.push({ ...call, ourModel, ourCost, theirModel: their.model.id, theirs: their.total_price })
})

const all = providers.reduce((sum, provider) => sum + provider.models.length, 0)
console.log(`seed ${seed}: ${compared} usages over ${models.size} of ${all} models compared, ` +
  `${differences.length} differ; ${onlyOurs} are priced by our rules for names only`)
for (const [reason, count] of refused) console.log(`  refused by the library, ${count} times: ${reason}`)
for (const difference of differences.slice(0, 20)) console.log(JSON.stringify(difference))
process.exit(differences.length === 0 && compared >= 10_000 ? 0 : 1)
