import { oneLine, type Pass, type TryReport } from '../../core/index.ts';
import type { Progress } from '../progress.ts';
import type { RateGate } from './gate.ts';

/** Longest cause that is shown, in characters. */
const maxCause = 80;

/** The same gate; the progress shows how many tries are under way, how many may be, and why the last one failed. */
export const shownGate = (gate: RateGate, progress: Progress, changed: () => void): RateGate => {
  let shown: string | null = null;
  const show = (): void => {
    progress.window = gate.window();
    progress.inFlight = gate.inFlight();
    progress.replicas = gate.replicas ?? [];
    const state = gate.state();
    // Others show states, too: only a state of this gate is taken back.
    if (state !== shown) progress.state = state;
    shown = state;
    changed();
  };
  const passFor = (pass: Pass): Pass => {
    show();
    return {
      ...pass,
      leave: report => {
        const judged = pass.leave(report);
        progress.lastFailure = causeOf(report) ?? progress.lastFailure;
        show();
        return judged;
      },
    };
  };
  return {
    ...gate,
    enter: (signal, weight, caller) => gate.enter(signal, weight, caller).then(passFor),
  };
};

/** Null for a try that has not failed. */
const causeOf = ({ outcome, brief }: TryReport): string | null =>
  outcome === 'answered' || outcome === 'stopped' ? null : oneLine(brief ?? outcome, maxCause);
