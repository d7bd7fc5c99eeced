import { benchmarks, suites } from '../../benchmarks/index.ts';
import { type Benchmark, EurusError, joinProtocol, type Protocol } from '../core/index.ts';
import { protocolNamed } from '../interaction/index.ts';
import type { Task } from '../run/index.ts';
import { expandName, membersText, type NamedProtocol } from './expand.ts';
import { nearest } from './nearest.ts';
import type { Outside } from './outside.ts';
import { type FoundProtocol, inTurns, judgedBy, type TurnsChoice } from './task-turns.ts';

export type TaskChoice = TurnsChoice & {
  /** Ids, `id.protocol`, `id.best` or suites. */
  readonly names: readonly string[];
  readonly profile?: string | undefined;
  /** Grader names, or `all`; absent: each protocol's headline. */
  readonly graders?: readonly string[] | undefined;
  /** Adapters from outside among the names. */
  readonly outside?: Outside | undefined;
};

/** What the command line named, as tasks: each benchmark.protocol once, in the order given. */
export const resolveTasks = ({ names, profile, graders, outside, ...turns }: TaskChoice): readonly Task[] => {
  const chosen = new Map<string, FoundProtocol & { readonly graders: Set<string> }>();
  for (const wanted of names.flatMap(name => expandName(name, outside))) {
    const one = findProtocol(wanted.name, profileOf(wanted, profile), outside);
    for (const found of inTurns(one, turns)) {
      const name = `${found.benchmark.id}.${found.protocolName}`;
      const task = chosen.get(name) ?? { ...found, graders: new Set() };
      task.graders.add(wanted.grader ?? found.protocol.headline);
      chosen.set(name, task);
    }
  }
  refuseUnknownGraders(graders, [...chosen.values()]);
  return [...chosen].map(([name, { graders: named, ...found }]) => {
    const its = graders === undefined ? [...named] : chooseGraders(name, found.protocol, graders);
    return {
      ...found,
      protocol: judgedBy(found.protocol, its[0]),
      graders: its,
      ...adapterOf(found.benchmark, outside),
    };
  });
};

/** The user's profile; of a suite's member that has a profile of its own, and not that one, its own. */
const profileOf = ({ name, profile: own }: NamedProtocol, asked: string | undefined): string | undefined => {
  if (own === undefined || asked === undefined || asked === 'fixed') return asked ?? own;
  const [id = '', setting = ''] = name.split('.');
  return Object.hasOwn(findBenchmark(id).protocols, joinProtocol(setting, asked)) ? asked : own;
};

/**
 * `gsm8k` → its default protocol; `gsm8k.cot@official` → that one; `gsm8k.cot-turns5` → the same with turns; `--profile`
 * picks among profiles.
 */
export const findProtocol = (name: string, profile?: string, outside?: Outside): FoundProtocol => {
  const dot = name.indexOf('.');
  const benchmark = findBenchmark(dot < 0 ? name : name.slice(0, dot), outside);
  const names = Object.keys(benchmark.protocols);
  const asked = dot < 0 ? (names[0] ?? '') : name.slice(dot + 1);
  const protocolName = withProfile(asked, profile, benchmark);
  const protocol = protocolNamed(benchmark, protocolName);
  if (protocol) return { benchmark, protocolName, protocol };
  throw unknownName(`${benchmark.id} has no protocol "${protocolName}"`, protocolName, names);
};

/** The benchmark of an id, or an error that names the nearest one. */
export const findBenchmark = (id: string, outside?: Outside): Benchmark => {
  const benchmark = benchmarks.find(known => known.id === id) ?? outside?.get(id)?.benchmark;
  if (benchmark) return benchmark;
  const suite = Object.hasOwn(suites, id) ? suites[id] : undefined;
  if (suite) {
    throw new EurusError('UNKNOWN_NAME', `"${id}" is a suite, one benchmark is wanted.`, {
      hint: `It stands for: ${membersText(suite)}.`,
    });
  }
  const names = [...benchmarks.map(known => known.id), ...Object.keys(suites)];
  throw unknownName(`There is no benchmark or suite "${id}"`, id, names);
};

const adapterOf = ({ id, domain, split }: Benchmark, outside: Outside | undefined): Pick<Task, 'adapter'> => {
  const loaded = outside?.get(id);
  if (loaded === undefined) return {};
  const { from, sha256 } = loaded;
  return { adapter: { from, sha256, domain, ...(split === undefined ? {} : { split }) } };
};

const withProfile = (asked: string, profile: string | undefined, benchmark: Benchmark): string => {
  if (profile === undefined) return asked;
  if (asked.includes('@')) {
    throw new EurusError('USAGE', `--profile ${profile} contradicts ${benchmark.id}.${asked}.`, {
      hint: 'Name the profile once: in the protocol or with --profile.',
    });
  }
  return profile === 'fixed' ? asked : `${asked}@${profile}`;
};

const chooseGraders = (name: string, protocol: Protocol, wanted: readonly string[]): readonly string[] => {
  const known = Object.keys(protocol.graders);
  if (wanted.includes('all')) {
    return [protocol.headline, ...known.filter(grader => grader !== protocol.headline)];
  }
  const here = [...new Set(wanted)].filter(grader => known.includes(grader));
  if (here.length > 0) return here;
  throw new EurusError('UNKNOWN_NAME', `${name} has none of the graders ${wanted.join(', ')}.`, {
    hint: `It has: ${known.join(', ')}. Add one of them with another --grader.`,
  });
};

/** A grader is used where it exists; one that exists nowhere is a mistake. */
const refuseUnknownGraders = (
  wanted: readonly string[] | undefined,
  chosen: readonly { readonly protocol: Protocol }[],
): void => {
  const known = [...new Set(chosen.flatMap(({ protocol }) => Object.keys(protocol.graders)))];
  for (const grader of wanted ?? []) {
    if (grader !== 'all' && !known.includes(grader)) {
      throw unknownName(`There is no grader "${grader}" here`, grader, known);
    }
  }
};

const unknownName = (message: string, typed: string, names: readonly string[]): EurusError => {
  const guess = nearest(typed, names);
  return new EurusError('UNKNOWN_NAME', `${message}.${guess ? ` Did you mean "${guess}"?` : ''}`, {
    hint: `There are: ${names.join(', ')}.`,
  });
};
