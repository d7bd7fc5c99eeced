import { EurusError, isObject, type Price } from '../core/index.ts';
import { nearest } from './nearest.ts';

/** Prices by `PROVIDER/NAME` or `NAME`, as the config file has them; a `*` at the end stands for any rest. */
export type PriceTable = ReadonlyMap<string, Price>;

/** Names of fields, and whether a price has to have them. */
const fields = { input: true, output: true, cached_input: false, reasoning: false } as const;
type Field = keyof typeof fields;

const maxPrice = 1e6;

/**
 * The prices of a config file.
 * @param file its name, for errors
 * @throws EurusError `USAGE`
 */
export const readPrices = (prices: unknown, currency: unknown, file: string): PriceTable => {
  const code = currency ?? 'USD';
  if (typeof code !== 'string' || !/^[A-Z]{3}$/.test(code)) {
    throw wrong(`${file}: currency is ${shown(currency)}, expected three letters such as USD or EUR.`);
  }
  if (prices === undefined) return new Map();
  if (!isObject(prices)) throw wrong(`${file}: prices is ${shown(prices)}, expected an object of models.`);
  return new Map(
    Object.entries(prices).map(([model, price]) => {
      checkPattern(model, file);
      return [model, priceOf(price, code, `${file}: prices "${model}"`)];
    }),
  );
};

/**
 * The price of a model: of its full name, else of its name, else of the longest pattern that fits; null when there is none.
 * @param model as in `--model`
 */
export const findPrice = (table: PriceTable, model: string): Price | null => {
  const names = namesOf(model);
  for (const name of names) {
    const price = table.get(name);
    if (price !== undefined) return price;
  }
  const fitting = [...table.keys()]
    .filter(key => key.endsWith('*') && names.some(name => name.startsWith(key.slice(0, -1))))
    .sort((a, b) => b.length - a.length);
  return table.get(fitting[0] ?? '') ?? null;
};

/** What to write into a config file to have a price. */
export const priceExample = (model: string): string =>
  `Put it into eurus.config.yaml, per million tokens: prices: { ${JSON.stringify(model)}: { input: 2.5, output: 10 } }`;

/** `openai-api/together/org/m`: itself, and without provider and service. */
const namesOf = (model: string): readonly string[] => {
  const parts = model.split('/');
  return parts.map((_, from) => parts.slice(from).join('/'));
};

const checkPattern = (model: string, file: string): void => {
  const star = model.indexOf('*');
  if (star === -1 || star === model.length - 1) return;
  throw wrong(`${file}: prices "${model}" has a * in the middle; only the last sign may be one.`);
};

const priceOf = (value: unknown, currency: string, where: string): Price => {
  if (!isObject(value)) throw wrong(`${where} is ${shown(value)}, expected { input: 2.5, output: 10 }.`);
  const known = new Map(Object.entries(value).map(([name, amount]) => [fieldOf(name), amount]));
  for (const name of known.keys()) {
    if (Object.hasOwn(fields, name)) continue;
    const guess = nearest(name, Object.keys(fields));
    throw wrong(
      `${where} has no field "${name}".`,
      guess ? `Did you mean "${guess}"?` : `There are: ${Object.keys(fields).join(', ')}.`,
    );
  }
  const amount = (name: Field): number | null => {
    const given = known.get(name);
    if (given === undefined && !fields[name]) return null;
    if (typeof given === 'number' && given >= 0 && given <= maxPrice) return given;
    throw wrong(`${where}: ${name} is ${shown(given)}, expected ${currency} per million tokens.`);
  };
  return {
    input: amount('input') ?? 0,
    output: amount('output') ?? 0,
    cachedInput: amount('cached_input'),
    reasoning: amount('reasoning'),
    currency,
  };
};

/** Any of the usual spellings: `cachedInput`, `cached-input`. */
const fieldOf = (name: string): string =>
  name.replaceAll('-', '_').replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);

const shown = (value: unknown): string => {
  if (value === undefined) return 'missing';
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? typeof value);
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`;
};

const wrong = (message: string, hint?: string): EurusError =>
  new EurusError('USAGE', message, hint === undefined ? {} : { hint });
