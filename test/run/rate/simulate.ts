import { createAuto } from '../../../src/run/rate/auto.ts';
import { createFixed } from '../../../src/run/rate/fixed.ts';
import type { Control } from '../../../src/run/rate/parts.ts';
import { createRandom, type ServerModel } from './model-servers.ts';
import { createVirtualClock } from './virtual-clock.ts';

export type Simulated = {
  /** Answers (or tokens, where the server counts them) a second. */
  readonly rate: number;
  readonly answers: number;
  readonly throttled: number;
  /** The window at the end, and its mean over time from `fromMs` on. */
  readonly window: number;
};

const firstRetryMs = 500;
const mostResting = 1024;

/** Drives a control against a modelled server: always enough to ask, retries wait outside the window. */
export const simulate = (
  control: Control,
  model: ServerModel,
  {
    untilMs,
    fromMs = 0,
    seed = 1,
  }: { readonly untilMs: number; readonly fromMs?: number; readonly seed?: number },
): Simulated => {
  const clock = createVirtualClock();
  const random = createRandom(seed);
  const server = model(clock, random);
  let [inFlight, work, answers, throttled] = [0, 0, 0, 0];
  /** Tries that may be sent again by now, by how often they were. */
  const again: number[] = [];
  let resting = 0;
  const send = (retries: number): void => {
    const sentAt = clock.now();
    inFlight += 1;
    const ended = control.sent(sentAt, 1);
    server.take((how, tokens) => {
      inFlight -= 1;
      const now = clock.now();
      if (now >= fromMs && how === 'answered') {
        answers += 1;
        work += tokens ?? 1;
      }
      if (how === 'throttled') throttled += 1;
      if (how !== 'answered') {
        resting += 1;
        clock.after(firstRetryMs * 2 ** Math.min(5, retries) * (0.5 + random() / 2), () => {
          resting -= 1;
          again.push(retries + 1);
          fill();
        });
      }
      const rest = { retryAfterMs: null, limits: null, message: null };
      ended({ ...rest, outcome: how, latencyMs: now - sentAt, tokens, outputTokens: tokens }, now);
      fill();
    });
  };
  const fill = (): void => {
    while (inFlight < control.window()) {
      const next = again.pop();
      if (next === undefined && inFlight + resting >= control.window() + mostResting) return;
      send(next ?? 0);
    }
  };
  fill();
  while (clock.now() < untilMs && clock.step());
  return { rate: work / ((untilMs - fromMs) / 1000), answers, throttled, window: control.window() };
};

export const fixedWindows = [1, 2, 4, 8, 16, 32, 40, 64, 128, 256] as const;

/** What `auto` reaches against the best of fixed windows on the same server. */
export const shareOfBest = (
  model: ServerModel,
  times: { readonly untilMs: number; readonly fromMs?: number; readonly seed?: number },
  windows: readonly number[] = fixedWindows,
) => {
  const rates = windows.map(window => simulate(createFixed(window), model, times).rate);
  const best = Math.max(...rates);
  const auto = simulate(createAuto({ maxWindow: 256 }), model, times);
  return { share: auto.rate / best, best: windows[rates.indexOf(best)], auto };
};
