import { findBenchmark, type Suite, type SuiteMember, suites } from '../../benchmarks/index.ts';
import { type Benchmark, bestSettings, joinProtocol, splitProtocol } from '../core/index.ts';
import type { Outside } from './outside.ts';

/** One protocol, as a name on the command line stands for it. */
export type NamedProtocol = {
  /** `gsm8k`, `gsm8k.cot`, `gsm8k.cot@official` */
  readonly name: string;
  /** What a suite says, where the user says nothing. */
  readonly profile?: string | undefined;
  readonly grader?: string | undefined;
};

/**
 * What a name stands for: the members of a suite, both settings of `math.best`, or itself. A name that is a suite and a
 * benchmark (`math`) is the suite, because the benchmark has other names (`math.cot`).
 */
export const expandName = (name: string, outside?: Outside): readonly NamedProtocol[] => {
  const suite = suiteOf(name);
  if (suite !== null) return suite.members.flatMap(expandMember);
  const dot = name.indexOf('.');
  const [id, protocol] = [name.slice(0, Math.max(0, dot)), name.slice(dot + 1)];
  const { setting, profile } = splitProtocol(protocol);
  const benchmark = findBenchmark(id) ?? outside?.get(id)?.benchmark;
  if (setting !== 'best' || benchmark === undefined) return [{ name }];
  const settings = bothSettings(benchmark);
  return settings.length === 0
    ? [{ name }]
    : settings.map(one => ({ name: `${id}.${joinProtocol(one, profile)}` }));
};

/** A name where one benchmark is wanted: `math` is the benchmark then. */
export const oneBenchmark = (name: string): string =>
  suiteOf(name) !== null && findBenchmark(name) !== undefined ? `${name}.${defaultOf(name)}` : name;

/** The benchmarks of a suite, or the name itself. */
export const benchmarksOf = (name: string): readonly string[] => {
  const suite = suiteOf(name);
  if (suite === null) return [name];
  return idsOf(suite.members);
};

/** True for a name that stands for a suite. */
export const isSuite = (name: string): boolean => suiteOf(name) !== null;

/** What a user should know about suites among names: one line each. */
export const suiteNotes = (names: readonly string[]): readonly string[] =>
  [...new Set(names)].flatMap(name => {
    const suite = suiteOf(name);
    if (suite === null || findBenchmark(name) === undefined) return [];
    return [
      `${name} is taken for the suite (${membersText(suite)}); ${name}.${defaultOf(name)} is the benchmark.`,
    ];
  });

/** The benchmarks of a suite, for a line of text. */
export const membersText = ({ members }: Suite): string => idsOf(members).join(', ');

const suiteOf = (name: string): Suite | null => (Object.hasOwn(suites, name) ? (suites[name] ?? null) : null);

/** The protocols of one benchmark of a suite. */
export const expandMember = ({ benchmark: id, settings, ...more }: SuiteMember): readonly NamedProtocol[] =>
  (settings ?? [defaultOf(id)]).map(setting => ({ name: `${id}.${setting}`, ...more }));

/** The settings that `best` is chosen from; none where the benchmark lacks one of them. */
const bothSettings = ({ protocols }: Benchmark): readonly string[] =>
  bestSettings.every(setting => Object.hasOwn(protocols, setting)) ? bestSettings : [];

const defaultOf = (id: string): string => Object.keys(findBenchmark(id)?.protocols ?? {})[0] ?? '';

const idsOf = (members: readonly SuiteMember[]): readonly string[] => [
  ...new Set(members.map(({ benchmark }) => benchmark)),
];
