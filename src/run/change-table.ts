import { canonicalJson } from './canonical.ts';
import { visible } from './quote.ts';

/** One thing that a directory and a command do not agree on. */
export type Change = {
  /** Name in the manifest, with a blank between levels: `model`, `generation temperature`. */
  readonly field: string;
  /** What it is about, such as `gsm8k.cot`; null for the whole run. */
  readonly of: string | null;
  readonly before: unknown;
  readonly now: unknown;
};

/**
 * The first few changes in one line, `model "a" → "b"; …`.
 * @param most how many are named
 */
export const briefly = (found: readonly Change[], most: number): string => {
  const rows = grouped(found);
  const said = rows.slice(0, most).map(({ name, before, now }) => `${name} ${before} → ${now}`);
  return `${said.join('; ')}${rows.length > most ? `; and ${rows.length - most} more` : ''}`;
};

/** In words, what differs; each once. */
export const namesOf = (found: readonly Change[]): readonly string[] => [
  ...new Set(grouped(found).map(({ name }) => name)),
];

/** What the fields of a manifest are to people, and what sets them. Fields without a line here name themselves. */
const known = new Map<string, readonly [name: string, setBy: string]>(
  Object.entries({
    backend: ['provider', '--model'],
    model: ['model', '--model'],
    endpoint: ['endpoint', '--base-url'],
    endpoints: ['servers', '--base-url'],
    api: ['API', '--api'],
    'settings chat_template': ['chat template', '--chat-template'],
    'settings chat_template_sha256': ['text of the chat template', '--chat-template'],
    'settings chat_template_tokens': ['tokens of the chat template', "the tokenizer's files"],
    'settings chat_template_bos': ['first token', "the template, the tokenizer's files"],
    'settings chat_template_date': ['day the template is told', '--chat-template'],
    'settings file_sha256': ['recorded file', 'its content'],
    system: ['system message', '--system'],
    seed: ['seed', '--seed'],
    trials: ['trials', '--n'],
    limit: ['rows', '--limit'],
    ids: ['sample ids', '--ids'],
    graders: ['graders', '--grader'],
    grader_version: ['version of a grader', 'eurus-eval; "eurus-eval score" judges anew'],
    adapter: ['adapter from outside', 'its file'],
    shard: ['shard', '--shard'],
    'shard count': ['number of shards', '--shard'],
    'shard by': ['way of cutting shards', '--balance, --balance-by'],
    cut_sha256: ['which samples are in which shard', '--limit, --ids, the benchmarks, --balance'],
    version: ['version of the benchmark', 'eurus-eval, or an adapter'],
    'generation max_tokens': ['max tokens', '--max-tokens'],
    'generation temperature': ['temperature', '--temperature'],
    'generation top_p': ['top p', '--top-p'],
    'generation stop': ['stop texts', '--stop'],
    'generation logprobs': ['log-probabilities', 'the protocol'],
    'generation answer_logprobs': ["answers' log-probabilities", '--answer-logprobs'],
    'interaction max_steps': ['turns', '--turns, or the protocol'],
    'interaction max_proposals': ['proposals', 'the protocol'],
    'interaction judge': ['judge of proposals', '--grader'],
    'interaction version': ['version of the turns', 'eurus-eval, or an adapter'],
    'interaction critique': ['critic', '--critique'],
    'interaction critique backend': ['provider of the critic', '--critique'],
    'interaction critique model': ['critic', '--critique'],
    'interaction critique endpoint': ['endpoint of the critic', '--critique'],
    'interaction critique sees_gold': ['whether the critic sees the gold answer', '--critique-sees-gold'],
    'interaction critique max_tokens': ['token limit of the critic', '--critique-max-tokens'],
    'interaction critique temperature': ['temperature of the critic', '--critique-temperature'],
    'interaction critique version': ['version of the critique prompt', 'the version of eurus-eval'],
    prefill: ['way of the prefill', '--prefill, --model, --api'],
    prompt: ['prompt', 'the benchmark, --system'],
    request: ['request', 'other settings than run.json has'],
  }),
);

type Row = {
  readonly name: string;
  readonly of: readonly string[];
  readonly before: string;
  readonly now: string;
  readonly setBy: string;
};

/** One row for a change that many tasks share. */
const grouped = (found: readonly Change[]): readonly Row[] =>
  [
    ...Map.groupBy(found, ({ field, before, now }) => canonicalJson([field, before ?? null, now ?? null])),
  ].flatMap(([, [first, ...rest]]) => {
    if (first === undefined) return [];
    const [name, setBy] = known.get(first.field) ?? [
      plainName(first.field),
      first.field.startsWith('data ') ? 'the data' : '',
    ];
    const [before, now] = shownPair(first.before, first.now);
    return [{ name, of: [first, ...rest].flatMap(({ of }) => of ?? []), before, now, setBy }];
  });

/** `settings continue_final_message` → `continue_final_message`, `data gsm8k/test.jsonl` as it stands. */
const plainName = (field: string): string => visible(field.replace(/^(settings|generation) /, ''));

const mostTasks = 3;
const mostRows = 12;

/** What the two sides of a table of differences are called. */
export type Sides = readonly [before: string, now: string];

/** The lines of a table of what differs, its head first. */
export const tableOf = (
  found: readonly Change[],
  [before, now]: Sides = ['before', 'now'],
): readonly string[] => {
  const rows = grouped(found);
  const cells = rows.slice(0, mostRows).map(({ name, of, setBy, ...row }) => {
    const more = of.length > mostTasks ? `, ${of.length - mostTasks} more` : '';
    const about = of.length === 0 ? '' : ` (${visible(of.slice(0, mostTasks).join(', '))}${more})`;
    return [`${name}${about}`, row.before, row.now, setBy];
  });
  const table = [['what differs', before, now, 'set by'], ...cells];
  const widths = [0, 1, 2, 3].map(column => Math.max(...table.map(row => (row[column] ?? '').length)));
  const lines = table.map(row =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
  return rows.length > mostRows ? [...lines, `  and ${rows.length - mostRows} more`] : lines;
};

const maxShown = 40;

/** Two values that differ, cut so that the difference is seen. */
const shownPair = (before: unknown, now: unknown): readonly [string, string] => {
  const [a, b] = [shown(before), shown(now)];
  if (isHash(before) && isHash(now)) return [`${before.slice(0, 12)}…`, `${now.slice(0, 12)}…`];
  let same = 0;
  while (same < Math.min(a.length, b.length) && a[same] === b[same]) same += 1;
  const from = Math.max(a.length, b.length) <= maxShown ? 0 : Math.max(0, same - 10);
  return [windowOf(a, from), windowOf(b, from)];
};

const windowOf = (text: string, from: number): string => {
  const start = text.length <= maxShown ? 0 : Math.min(from, text.length - 10);
  const cut = text.slice(start, start + maxShown).toWellFormed();
  return `${start > 0 ? '…' : ''}${cut}${start + maxShown < text.length ? '…' : ''}`;
};

const isHash = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

const shown = (value: unknown): string =>
  value === undefined || value === null ? 'none' : visibleJson(canonicalJson(value));

/** Nothing in it acts on a terminal; not shortened, so that what differs can be found. */
const visibleJson = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '');
