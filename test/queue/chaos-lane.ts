import { type Outcome, type Started, startCli } from '../support/cli.ts';

/** A command that is run again and again, and by the same words whenever it was killed. */
export type Lane = {
  readonly name: string;
  /** Sends a signal to the process that is there now. */
  signal(signal: NodeJS.Signals): void;
  /** How often it has ended by itself, and how often by being killed. */
  readonly counts: { ends: number; kills: number };
  /** What the process that is there now has said on stderr. */
  said(): string;
  /** Rejects with what was wrong with an end. */
  readonly failure: Promise<never>;
  /** Starts nothing more; resolves when what is there has ended by itself, once at least. */
  last(): Promise<void>;
  /** Kills it for good. */
  stop(): Promise<void>;
};

/**
 * @param argsOf the command, by how often it has ended by itself
 * @param check looks at each end; throws what is wrong with it
 * @param ends exit codes that it may end with
 */
export const startLane = (
  name: string,
  argsOf: (ends: number) => readonly string[],
  check: (outcome: Outcome, ends: number) => void = () => {},
  ends: readonly number[] = [0],
): Lane => {
  const counts = { ends: 0, kills: 0 };
  let [isLast, isStopped] = [false, false];
  let said = '';
  let started: Started;
  const repeat = async (): Promise<void> => {
    while (!isLast || counts.ends === 0) {
      started = startCli(argsOf(counts.ends));
      said = '';
      started.process.stderr?.on('data', (text: string) => {
        said += text;
      });
      const outcome = await started.ended;
      if (isStopped) return;
      if (started.process.signalCode === 'SIGKILL') counts.kills += 1;
      if (started.process.signalCode === 'SIGKILL' || isEarly(started.process, outcome)) continue;
      if (!ends.includes(outcome.code ?? -1))
        throw new Error(`the ${name} ended with ${outcome.code}: ${outcome.stderr}`);
      check(outcome, counts.ends);
      counts.ends += 1;
    }
  };
  const done = repeat();
  const failure = new Promise<never>((_, reject) => done.catch(reject));
  failure.catch(() => {});
  return {
    ...{ name, counts, failure },
    said: () => said,
    signal: signal => void started.process.kill(signal),
    last: async () => {
      isLast = true;
      await done;
    },
    stop: async () => {
      isStopped = true;
      started.process.kill('SIGKILL');
      await done.catch(() => {});
    },
  };
};

/** Begun while Redis was away it says so and ends; and what is not yet, or no more, at work any signal ends. */
const isEarly = ({ signalCode }: Started['process'], { code, stderr }: Outcome): boolean => {
  const isUnreachable = stderr.includes(' cannot be reached: ');
  if (signalCode !== 'SIGTERM') return code === 3 && isUnreachable;
  return stderr === '' || isUnreachable || stderr.includes('Stopping');
};
