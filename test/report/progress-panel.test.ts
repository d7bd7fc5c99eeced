import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilson } from '../../src/metric/index.ts';
import {
  type PanelStyle,
  type PanelView,
  type RecentRates,
  recentRates,
  renderProgressPanel,
  type TaskCounts,
  widthOf,
} from '../../src/report/index.ts';

const task = (name: string, counts: Partial<TaskCounts> = {}): TaskCounts => ({
  ...{ name, trials: 1, planned: 100, generated: 0, scored: 0, correct: 0, unscored: 0, truncated: 0 },
  ...counts,
});
const finished = (name: string): TaskCounts => task(name, { generated: 100, scored: 100, correct: 60 });
const running = (name: string): TaskCounts => task(name, { generated: 45, scored: 40, correct: 20 });

const sum = (tasks: readonly TaskCounts[], what: Exclude<keyof TaskCounts, 'name'>): number =>
  tasks.reduce((total, one) => total + one[what], 0);

type Counted = NonNullable<PanelView['progress']>;

const progressOf = (tasks: readonly TaskCounts[], more: Partial<Counted> = {}): Counted => ({
  work: 'asking',
  planned: sum(tasks, 'planned'),
  generated: sum(tasks, 'generated'),
  resumed: 0,
  scored: sum(tasks, 'scored'),
  correct: sum(tasks, 'correct'),
  unscored: sum(tasks, 'unscored'),
  truncated: sum(tasks, 'truncated'),
  inFlight: 118,
  window: 128,
  reused: 4,
  retries: 3,
  errors: 1,
  inputTokens: 1000,
  outputTokens: 2000,
  cost: { amount: 1.234, currency: '$' },
  startedAtMs: 0,
  tasks,
  ...more,
});

const recent: RecentRates = {
  ...{ done: 7.25, inputTokens: 1500, outputTokens: 250, left: 200 },
  meter: [1, 2, 4, 8],
};
const plain: PanelStyle = { colour: false, bars: true, unicode: true };

const draw = (
  tasks: readonly TaskCounts[],
  size: { width?: number; height?: number; style?: PanelStyle } = {},
  view: Partial<PanelView> = {},
): readonly string[] =>
  renderProgressPanel(
    { progress: progressOf(tasks), recent, wait: null, nowMs: 130_000, ...view },
    { width: 100, height: 30, style: plain, intervalOf: wilson, ...size },
  );

describe('the progress panel', () => {
  it('has a line of the servers, where there are several', () => {
    const server = (port: number, away: string | null = null, answered = 812) => ({
      ...{ url: `http://10.0.0.5:${port}/v1`, weight: 1, failed: 0 },
      ...{ inFlight: 12, window: 16, answered, away },
    });
    const lines = (...replicas: ReturnType<typeof server>[]) =>
      draw([running('a.cot')], {}, { progress: progressOf([running('a.cot')], { replicas }) }).slice(-2);
    expect(lines(server(1), server(2, 'away: HTTP 500', 4))).toEqual([
      expect.stringContaining('tokens/s'),
      '  10.0.0.5:1 12 of 16, 812 answered   10.0.0.5:2 away: HTTP 500, 4 answered',
    ]);
    const many = Array.from({ length: 12 }, (_, port) => server(port, port === 7 ? 'left out' : null));
    expect(lines(...many).at(-1)).toBe('  servers 11 of 12   10.0.0.5:7 left out, 812 answered');
    expect(lines().at(-1)).toContain('tokens/s');
  });

  it('has a row a benchmark, then the totals', () => {
    const cut = task('math.cot', { generated: 50, scored: 40, correct: 20, unscored: 2, truncated: 5 });
    expect(draw([finished('gsm8k.cot'), cut, task('bbh.cot')], { width: 80 })).toEqual([
      '  benchmark                       done   so far           95 %  unscored     cut',
      '✓ gsm8k.cot  ━━━━━━━━━━━━━━━━  100/100   60.0 %   [50.2, 69.1]',
      '  math.cot   ━━━━━━━━────────   50/100   50.0 %   [35.2, 64.8]         2  10.0 %',
      '  bbh.cot    ────────────────    0/100',
      '',
      '  all 3      ━━━━━━━━────────  150/300                                 2   3.3 %',
      '  50 %   elapsed 2 min 10 s   left 3 min 20 s   7.3/s ▂▃▅█',
      '  in flight 118 of 128   to score 8   retries 3   errors 1   reused 4',
      '  tokens/s 1.5k in, 250 out   cost $1.23',
    ]);
  });

  it('says why the last try failed, on a line that is no wider than the screen', () => {
    const lastFailure = 'no usable answer (text/html instead of JSON)';
    const lines = draw(
      [running('a')],
      { width: 70 },
      { progress: progressOf([running('a')], { lastFailure }) },
    );
    expect(lines.at(-2)).toBe(`  last failure: ${lastFailure}`);
    const hostile = 'HTTP 503\u001b[2J\nmore';
    const [line = ''] = draw(
      [running('a')],
      {},
      { progress: progressOf([running('a')], { lastFailure: hostile }) },
    ).filter(text => text.includes('failure'));
    expect(line).toMatch(/last failure: HTTP 503 more$/);
  });

  it('says what is waited for, how long already, and when it is tried again', () => {
    const wait = { text: 'rate limited', sinceMs: 60_000, untilMs: 142_000 };
    expect(draw([running('a')], {}, { wait }).at(-1)).toBe('• rate limited, 1 min 10 s, next try in 12 s');
    expect(draw([running('a')], { width: 39, height: 12 }, { wait }).slice(-2)).toEqual([
      '• rate limited',
      '  1 min 10 s, next try in 12 s',
    ]);
  });

  it('shows a wait alone while there is nothing to count', () => {
    const wait = { text: 'reading the data', sinceMs: 130_000 };
    expect(draw([], {}, { progress: null, wait })).toEqual(['• reading the data']);
    expect(draw([task('a', { planned: 0 })], {}, { wait })).toEqual(['• reading the data']);
  });

  it('keeps what is under way, and folds what is finished or waits', () => {
    const tasks = Array.from({ length: 30 }, (_, at) => {
      const name = `task-${at}`;
      if (at < 12) return finished(name);
      return at < 16 ? running(name) : task(name);
    });
    const lines = draw(tasks, { height: 12 });
    expect(lines).toHaveLength(12);
    const names = lines.map(line => /task-\d+/.exec(line)?.[0]).filter(name => name !== undefined);
    expect(names).toEqual(['task-10', 'task-11', 'task-12', 'task-13', 'task-14', 'task-15']);
    expect(lines).toContain('  and 10 finished, 14 waiting');
  });

  it('counts samples, not trials, for the interval', () => {
    const once = draw([task('a', { scored: 40, generated: 40, correct: 20 })])[1];
    const tenTimes = draw([
      task('a', { planned: 1000, trials: 10, scored: 400, generated: 400, correct: 200 }),
    ])[1];
    expect(once).toContain('50.0 %   [35.2, 64.8]');
    expect(tenTimes).toContain('50.0 %   [35.2, 64.8]');
  });

  it('counts what has been judged where no model is asked', () => {
    const judged = task('a', { generated: 100, scored: 30, correct: 15 });
    const progress = progressOf([judged], { work: 'judging', inFlight: 0, window: null, reused: 0 });
    const lines = draw([judged], {}, { progress });
    expect(lines[0]).toContain('scored');
    expect(lines[1]).toContain('30/100');
    expect(lines.join('\n')).not.toMatch(/in flight|to score|tokens|cost/);
  });

  it('counts without an end where there is none to know', () => {
    const read = task('a', { planned: 0, generated: 31, scored: 30, correct: 15 });
    const lines = draw([read], {}, { progress: progressOf([read], { work: 'judging' }) });
    expect(lines[1]).toMatch(/^ {2}a +30 +50\.0 %/);
    expect(lines.join('\n')).not.toMatch(/NaN|Infinity|━|─/);
  });

  it('fills a bar only when all is done, and begins it with the first', () => {
    const rows = [1, 99, 100].map(
      generated => draw([task('a', { planned: 100, generated, scored: generated })])[1],
    );
    expect(rows.map(row => /[━╸─]+/.exec(row ?? '')?.[0])).toEqual([
      `╸${'─'.repeat(31)}`,
      `${'━'.repeat(31)}╸`,
      '━'.repeat(32),
    ]);
  });

  it('uses ASCII alone, colour, or no bars, as the terminal has it', () => {
    const tasks = [finished('a'), running('b')];
    const wait = { text: 'waiting', sinceMs: 0, untilMs: null };
    const ascii = draw(tasks, { style: { ...plain, unicode: false } }, { wait }).join('\n');
    expect(ascii).toMatch(/^[\n -~]+$/);
    expect(ascii).toContain('####');
    const bare = draw(tasks, { style: { ...plain, bars: false } }).join('\n');
    expect(bare).not.toMatch(/[━╸─▁-█]/);
    const coloured = draw(tasks, { style: { ...plain, colour: true } });
    expect(coloured.join('\n')).toContain('\u001b[32m');
    expect(coloured.map(stripVTControlCharacters).map(line => line.trimEnd())).toEqual(draw(tasks));
  });

  it('lets no name and no server act on the terminal', () => {
    const wait = { text: 'waiting for \u001b]0;title\u0007\u001b[2Jthe\nserver', sinceMs: 0 };
    const lines = draw([running('a\u001b[31mb\nc')], {}, { wait });
    expect(lines.join('')).not.toMatch(/\p{Cc}/u);
    expect(lines.at(-1)).toBe('• waiting for the server, 2 min 10 s');
  });

  it('lines up wide characters', () => {
    const lines = draw([running('評価.cot'), running('abcdef.cot')], { width: 60 });
    const [first = '', second = ''] = lines.slice(1, 3);
    expect(widthOf(first.slice(0, first.indexOf('━')))).toBe(widthOf(second.slice(0, second.indexOf('━'))));
  });

  const counts = fc.record({ planned: fc.nat(100_000), done: fc.float({ min: 0, max: 1, noNaN: true }) });
  /** Names and texts that do not themselves look like a slip of ours. */
  const readable = (maxLength: number) =>
    fc.string({ maxLength }).filter(text => !/NaN|undefined|Infinity/.test(text));
  const name = fc.oneof(readable(40), fc.constantFrom('評価ベンチ.cot', '👩‍🔬.cot', 'e\u0301'));

  it('fits every width from 40 and every height', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(name, counts), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 39, max: 220 }),
        fc.integer({ min: 1, max: 60 }),
        fc.option(readable(120)),
        fc.boolean(),
        (list, width, height, text, colour) => {
          const tasks = list.map(([id, { planned, done }]) => {
            const generated = Math.floor(planned * done);
            return task(id, {
              planned,
              generated,
              scored: generated,
              correct: generated >> 1,
              truncated: generated >> 2,
            });
          });
          const wait = text === null ? null : { text, sinceMs: 0 };
          const lines = draw(tasks, { width, height, style: { ...plain, colour } }, { wait });
          expect(lines.length).toBeGreaterThan(0);
          expect(lines.length).toBeLessThanOrEqual(height);
          for (const line of lines)
            expect(widthOf(stripVTControlCharacters(line))).toBeLessThanOrEqual(width);
          expect(lines.join('\n')).not.toMatch(/NaN|undefined|Infinity/);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the rate of the last seconds', () => {
  const at = (generated: number, more: Partial<Counted> = {}): Counted =>
    progressOf([task('a', { planned: 1000, generated, scored: generated })], more);

  it('forgets how fast it was before', () => {
    const rates = recentRates();
    let generated = 0;
    for (let second = 0; second < 60; second += 1) {
      rates.at(at(generated), second * 1000);
      generated += second < 30 ? 10 : 2;
    }
    const now = rates.at(at(generated), 60_000);
    expect(now.done).toBeCloseTo(2);
    expect(now.meter).toHaveLength(8);
    expect(now.left).toBeGreaterThan(0);
  });

  it('takes what earlier commands did for no speed', () => {
    const rates = recentRates();
    rates.at(at(0), 0);
    rates.at(at(500, { resumed: 500 }), 2_000);
    expect(rates.at(at(504, { resumed: 500 }), 4_000).done).toBeCloseTo(2);
  });

  it('says no time left while nothing comes in', () => {
    const rates = recentRates();
    for (let second = 0; second < 5; second += 1) expect(rates.at(at(0), second * 1000).left).toBeNull();
  });

  it('waits for the slower of asking and judging', () => {
    const rates = recentRates();
    const counted = (generated: number, scored: number): Counted =>
      progressOf([task('a', { planned: 100, generated, scored })]);
    rates.at(counted(0, 0), 0);
    // 10 a second are asked for, 2 judged: 80 are still to be judged.
    expect(rates.at(counted(100, 20), 10_000).left).toBeCloseTo(40);
  });
});

describe('the width of a text', () => {
  it.each([
    ['abc', 3],
    ['評価', 4],
    ['カナ', 4],
    ['ｶﾅ', 2],
    ['한국', 4],
    ['ａ', 2],
    ['e\u0301', 1],
    ['👩‍🔬', 2],
    ['━╸─✓•', 5],
    ['', 0],
  ])('%s takes %i columns', (text, columns) => {
    expect(widthOf(text)).toBe(columns);
  });
});
