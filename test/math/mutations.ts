import { equal } from '../../src/math/index.ts';
import { collections } from './corpus/collections.ts';
import { expressions } from './corpus/expressions.ts';
import { numbers } from './corpus/numbers.ts';
import { statements } from './corpus/statements.ts';

export type FuzzReport = {
  readonly pairs: number;
  readonly equal: number;
  readonly findings: readonly string[];
  /** CPU time of the slowest pair. */
  readonly slowestMs: number;
};

type FuzzOptions = {
  readonly pairs: number;
  readonly seed: number;
  readonly onProgress?: (done: number) => void;
};

/** Longest CPU time that a pair may take, in ms. */
const maxPairMs = 100;

/** Compares mutated answers with each other, in both directions. */
export const fuzz = ({ pairs, seed, onProgress }: FuzzOptions): FuzzReport => {
  const next = randomFrom(seed);
  const findings: string[] = [];
  let [equals, slowestMs] = [0, 0];
  equal('\\sqrt{2}', '2^{1/2}');
  for (let done = 0; done < pairs; done += 1) {
    if (done % 50_000 === 0 && done > 0) onProgress?.(done);
    const [a, b] = pairFrom(next);
    const started = process.cpuUsage();
    try {
      const there = equal(a, b);
      if (there.equal) equals += 1;
      if (!isOneSided(a, b) && there.equal !== equal(b, a).equal)
        findings.push(`asymmetry ${JSON.stringify([a, b])}`);
    } catch (thrown) {
      findings.push(`crash ${JSON.stringify([a, b])}: ${String(thrown)}`);
    }
    const used = process.cpuUsage(started);
    // Both directions together; a collection of garbage may fall into any pair, so a slow one gets a second chance.
    const ms = (used.user + used.system) / 1000;
    const pairMs = ms > maxPairMs ? cpuMs(() => equal(a, b)) : ms / 2;
    slowestMs = Math.max(slowestMs, pairMs);
    if (pairMs > maxPairMs) findings.push(`slow (${pairMs.toFixed(0)} ms) ${JSON.stringify([a, b])}`);
  }
  return { pairs, equal: equals, findings, slowestMs };
};

const cpuMs = (run: () => unknown): number => {
  const started = process.cpuUsage();
  run();
  const used = process.cpuUsage(started);
  return (used.user + used.system) / 1000;
};

/**
 * Signs that the rules with a direction depend on: equations, a base that is left out, a decimal comma, the letter of a
 * choice before its text.
 */
const isOneSided = (a: string, b: string): boolean =>
  [a, b].some(text =>
    /[=_≈≡]|\\approx|\\equiv|\\cong|\\sim|base|[0-9](?:,|\{,\})[0-9]|^\W*(?:\\[a-z]+)?\W*[A-Z]\W|:/.test(
      text,
    ),
  );

const texts: readonly string[] = [
  ...new Set(
    [...numbers, ...expressions, ...collections, ...statements].flatMap(({ pairs }) =>
      pairs.flatMap(({ gold, pred }) => [gold, pred]),
    ),
  ),
];

const pieces =
  '0 1 2 7 9 10 . , ; : ! % ^ _ + - * / = < > ( ) [ ] { } | $ & # ~ \\ x y n e i \\pi \\sqrt \\frac \\frac{1}{2} ^{2} ^\\circ \\text{ \\left( \\right) \\cup \\infty \\pm \\le \\begin{pmatrix} \\end{pmatrix} \\\\ \\sin \\log_2 \\binom{9}{4} \\sum_{k=1}^{9} 9999999999 1e9 \\text{or} and √ ∞ ½ \u00a0'.split(
    ' ',
  );

type Random = (below: number) => number;

/** A small generator of its own, so that a seed gives the same pairs everywhere. */
const randomFrom = (seed: number): Random => {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return below => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
};

const pick = <T>(items: readonly T[], next: Random): T => {
  const item = items[next(items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
};

const pairFrom = (next: Random): readonly [string, string] => {
  const base = pick(texts, next);
  const a = next(3) === 0 ? base : mutated(base, next);
  const b = next(4) === 0 ? pick(texts, next) : mutated(next(2) === 0 ? base : a, next);
  return [a, b];
};

const mutated = (text: string, next: Random): string => {
  let result = text;
  for (let left = 1 + next(4); left > 0; left -= 1) result = mutatedOnce(result, next);
  return result.slice(0, 4000);
};

const mutatedOnce = (text: string, next: Random): string => {
  const at = next(text.length + 1);
  const to = Math.min(text.length, at + 1 + next(6));
  switch (next(7)) {
    case 0:
      return text.slice(0, at) + text.slice(to);
    case 1:
      return text.slice(0, at) + pick(pieces, next) + text.slice(at);
    case 2:
      return text.slice(0, at) + pick(pieces, next) + text.slice(at + 1);
    case 3:
      return (
        text.slice(0, at) + text.slice(at, to).repeat(1 + next(next(20) === 0 ? 400 : 4)) + text.slice(to)
      );
    case 4:
      return text.slice(0, at) + pick(texts, next) + text.slice(at);
    case 5:
      return `${pick(pieces, next).repeat(1 + next(next(10) === 0 ? 200 : 3))}${text}`;
    default:
      return text.slice(at) + text.slice(0, at);
  }
};
