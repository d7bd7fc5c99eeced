import { type Benchmark, EurusError, type Protocol } from '../core/index.ts';
import { protocolNamed, readTurnsName, type TurnsName, writeTurnsName } from '../interaction/index.ts';

/** A protocol and the name it has in a run. */
export type FoundProtocol = {
  readonly benchmark: Benchmark;
  readonly protocolName: string;
  readonly protocol: Protocol;
};

/** What the command line says of turns. */
export type TurnsChoice = {
  /** A task for each. */
  readonly turns?: readonly number[] | undefined;
  /** Whether somebody comments on them; undefined where nothing is asked, and names are taken as they are. */
  readonly critique?: boolean | undefined;
};

/**
 * A protocol in each number of turns that is asked for.
 * @throws EurusError `USAGE` where turns or a critic do not go with it
 */
export const inTurns = (found: FoundProtocol, choice: TurnsChoice): readonly FoundProtocol[] => {
  const { turns, critique } = choice;
  const named = namedTurns(found);
  const name = `${found.benchmark.id}.${found.protocolName}`;
  if (turns !== undefined) {
    if (named !== null) {
      throw new EurusError('USAGE', `--turns contradicts ${name}.`, {
        hint: 'Say the number of turns once: in the name or with --turns.',
      });
    }
    const base = found.protocolName;
    return turns.map(each => madeOf(found, { base, turns: each, critique: critique === true }));
  }
  if (named?.critique === true && critique === false) {
    throw new EurusError('USAGE', `${name} has a critic, and none is named.`, {
      hint: 'Add --critique PROVIDER/NAME, or name the protocol without -critique.',
    });
  }
  if (critique !== true || named?.critique === true) return [found];
  const own = found.protocol.interaction?.maxSteps;
  if (own === undefined) {
    throw new EurusError('USAGE', `--critique comments on turns, and ${name} has one.`, {
      hint: 'Add --turns N.',
    });
  }
  const { base, turns: most } = named ?? { base: found.protocolName, turns: own };
  return [madeOf(found, { base, turns: most, critique: true })];
};

/** The parts of a name that says how many turns there are; null for a protocol of the benchmark's own. */
const namedTurns = ({ benchmark, protocolName }: FoundProtocol): TurnsName | null =>
  Object.hasOwn(benchmark.protocols, protocolName) ? null : readTurnsName(protocolName);

const madeOf = ({ benchmark }: FoundProtocol, parts: TurnsName): FoundProtocol => {
  const protocolName = writeTurnsName(parts);
  const protocol = protocolNamed(benchmark, protocolName);
  if (protocol !== undefined) return { benchmark, protocolName, protocol };
  throw new Error(`${benchmark.id} has no protocol ${protocolName}`);
};

/** The protocol with the grader that its environment judges by: the first that is asked for. */
export const judgedBy = (protocol: Protocol, grader: string | undefined): Protocol =>
  protocol.interaction === undefined || grader === undefined
    ? protocol
    : { ...protocol, interaction: { ...protocol.interaction, judge: grader } };
