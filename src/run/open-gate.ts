import type { Replica } from '../core/index.ts';
import type { RunOptions } from './options.ts';
import { createGate, type RateGate } from './rate/gate.ts';
import { maxWindow } from './rate/max-window.ts';
import { createMinuteLimit } from './rate/minute-limit.ts';
import type { Brake } from './rate/parts.ts';
import { createServerPace } from './rate/server-pace.ts';
import { createServerPause } from './rate/server-pause.ts';
import { sharesOf } from './rate/shares.ts';
import { shownGate } from './rate/shown-gate.ts';
import { createPatientReplicas, type ReplicaGates } from './replica-patience.ts';
import { createServerGate } from './server-patience.ts';
import type { Session } from './session.ts';

/**
 * The gate of a run: a window and brakes, patience with a server that goes away, and the progress that shows it.
 * @param answeredBefore an earlier command on the directory was answered
 */
export const openGate = (answeredBefore: boolean, session: Session, options: RunOptions): RateGate => {
  const { replicas } = options.backend;
  if (replicas !== undefined) {
    const gate = createPatientReplicas(gatesOf(replicas, options), answeredBefore, session, options);
    return shownGate(gate, session.progress, session.changed);
  }
  const inner = createGate({ window: options.concurrency, brakes: brakesOf(options) });
  const patient = createServerGate(inner, answeredBefore, session, options);
  return shownGate(patient, session.progress, session.changed);
};

/**
 * Each server has brakes and a window of its own: its share of a fixed number by weight, or what it is found to bear. All
 * together keep no more connections than one would.
 */
const gatesOf = (replicas: readonly Replica[], options: RunOptions): ReplicaGates => {
  const { concurrency } = options;
  const used = replicas.filter(replica => replica.standing().is !== 'excluded');
  const most = Math.max(1, Math.floor(maxWindow() / Math.max(1, used.length)));
  const weights = used.map(({ weight }) => weight);
  const shares = concurrency === 'auto' ? [] : sharesOf(concurrency, weights);
  const gates = replicas.map(replica =>
    createGate({
      window: shares[used.indexOf(replica)] ?? 'auto',
      maxWindow: most,
      brakes: brakesOf(options),
    }),
  );
  const isFixed = concurrency !== 'auto';
  return { replicas, gates, areShares: isFixed, most: isFixed ? concurrency : Number.POSITIVE_INFINITY };
};

/** What the server says of its limits, and what the user has set. */
const brakesOf = ({ minuteLimits }: RunOptions): readonly Brake[] => [
  createServerPause(),
  createServerPace(),
  ...(minuteLimits === undefined ? [] : [createMinuteLimit(minuteLimits)]),
];
