// Answers in one form, so that equal means equal: integers as BigInt, money in picodollars, time in
// nanoseconds, ids in hexadecimal, ratios as numbers.

const convert = {
  text: (value) => String(value),
  id: (value) => String(value),
  count: (value) => BigInt(value),
  money: (value) => BigInt(value),
  time: (value) => BigInt(value),
  ratio: (value) => Number(value),
};

/** Rows as a database's driver gives them, in the common form; `own` replaces conversions. */
export function toAnswer(query, rows, own) {
  const conversions = query.columns.map((type) => (value) => convert[type]((own[type] ?? ((v) => v))(value)));
  return rows.map((row) => {
    if (row.length !== conversions.length) throw new Error(`${query.id}: ${row.length} columns, not ${conversions.length}`);
    return row.map((value, column) => {
      if (value === null || value === undefined) throw new Error(`${query.id}: a NULL in the answer`);
      return conversions[column](value);
    });
  });
}

// The quotient of two equal integers may differ in its last bits.
const sameValue = (a, b) =>
  typeof a === 'number' ? Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b)) : a === b;

const asText = (row) => row.map(String).join(' | ');

/** Throws when two answers to a query differ, and says where. */
export function requireEqual(query, nameA, a, nameB, b) {
  const fail = (what) => {
    throw new Error(`${query.id} (${query.title}): ${nameA} and ${nameB} differ: ${what}`);
  };
  if (a.length !== b.length) fail(`${a.length} and ${b.length} rows`);
  if (a.length === 0) fail('there are no rows');
  const ordered = (rows) => (query.rank === undefined ? [...rows].sort((x, y) => (asText(x) < asText(y) ? -1 : 1)) : rows);
  const [left, right] = [ordered(a), ordered(b)];
  const cut = query.rank === undefined ? undefined : left.at(-1)[query.rank];
  for (let row = 0; row < left.length; ++row) {
    const atTheCut = query.rank !== undefined && left[row][query.rank] === cut;
    const same = left[row].every((value, column) =>
      (atTheCut && column !== query.rank) || sameValue(value, right[row][column]));
    if (!same) fail(`${asText(left[row])} and ${asText(right[row])}`);
  }
}
