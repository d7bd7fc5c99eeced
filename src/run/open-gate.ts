import type { RunOptions } from './options.ts';
import { createGate, type RateGate } from './rate/gate.ts';
import { createMinuteLimit } from './rate/minute-limit.ts';
import type { Brake } from './rate/parts.ts';
import { createServerPace } from './rate/server-pace.ts';
import { createServerPause } from './rate/server-pause.ts';
import { shownGate } from './rate/shown-gate.ts';
import { createServerGate } from './server-patience.ts';
import type { Session } from './session.ts';

/**
 * The gate of a run: a window and brakes, patience with a server that goes away, and the progress that shows it.
 * @param answeredBefore an earlier command on the directory was answered
 */
export const openGate = (answeredBefore: boolean, session: Session, options: RunOptions): RateGate => {
  const inner = createGate({ window: options.concurrency, brakes: brakesOf(options) });
  const patient = createServerGate(inner, answeredBefore, session, options);
  return shownGate(patient, session.progress, session.changed);
};

/** What the server says of its limits, and what the user has set. */
const brakesOf = ({ minuteLimits }: RunOptions): readonly Brake[] => [
  createServerPause(),
  createServerPace(),
  ...(minuteLimits === undefined ? [] : [createMinuteLimit(minuteLimits)]),
];
