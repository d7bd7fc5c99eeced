import type { Pass } from '../../core/index.ts';
import type { Progress } from '../progress.ts';
import type { RateGate } from './gate.ts';

/** The same gate; the progress shows how many tries are under way, and how many may be. */
export const shownGate = (gate: RateGate, progress: Progress, changed: () => void): RateGate => {
  let shown: string | null = null;
  const show = (): void => {
    progress.window = gate.window();
    progress.inFlight = gate.inFlight();
    const state = gate.state();
    // Others show states, too: only a state of this gate is taken back.
    if (state !== shown) progress.state = state;
    shown = state;
    changed();
  };
  const passFor = (pass: Pass): Pass => {
    show();
    return {
      leave: report => {
        const judged = pass.leave(report);
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
