import type { Clock } from '../../../src/run/rate/clock.ts';

/** How a modelled server answers one try. */
export type Reply = 'answered' | 'throttled' | 'broken';

/** A server in a simulation: calls `reply` once, later, by the clock. */
export type ModelServer = {
  take(reply: (how: Reply, tokens: number | null) => void): void;
};

export type ServerModel = (clock: Clock, random: () => number) => ModelServer;

/** Numbers from 0 to 1 that are the same every time (mulberry32). */
export const createRandom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const networkMs = 0.5;

/** Answers after a time that depends on how many are under way; pushes back above a wall. */
export const answering =
  (
    latencyMs: (underWay: number, random: () => number, now: number) => number,
    wallAt: (now: number) => number = () => Number.POSITIVE_INFINITY,
  ): ServerModel =>
  (clock, random) => {
    let underWay = 0;
    return {
      take: reply => {
        if (underWay >= wallAt(clock.now())) {
          clock.after(networkMs, () => reply('throttled', null));
          return;
        }
        underWay += 1;
        clock.after(latencyMs(underWay, random, clock.now()), () => {
          underWay -= 1;
          reply('answered', null);
        });
      },
    };
  };

/** Breaks or pushes back some of the tries whatever the load, and hands the rest on. */
export const failing =
  (share: number, how: 'throttled' | 'broken', inner: ServerModel): ServerModel =>
  (clock, random) => {
    const server = inner(clock, random);
    return {
      take: reply => {
        if (random() >= share) server.take(reply);
        else clock.after(5, () => reply(how, null));
      },
    };
  };

/** A few places and a line before them. */
export const queueing =
  (places: (now: number) => number, serviceMs: (random: () => number) => number): ServerModel =>
  (clock, random) => {
    const line: (() => void)[] = [];
    let busy = 0;
    const next = (): void => {
      while (busy < places(clock.now())) {
        const start = line.shift();
        if (start === undefined) return;
        busy += 1;
        start();
      }
    };
    return {
      take: reply => {
        line.push(() => {
          clock.after(serviceMs(random), () => {
            busy -= 1;
            reply('answered', null);
            next();
          });
        });
        next();
      },
    };
  };

/** Steps all that is under way one token further at a time, as servers with continuous batching do. */
export const batching =
  (
    stepMs: (underWay: number) => number,
    places: number,
    tokensOf: (random: () => number, now: number) => number,
  ): ServerModel =>
  (clock, random) => {
    type One = {
      left: number;
      readonly tokens: number;
      readonly reply: (how: Reply, tokens: number) => void;
    };
    const line: One[] = [];
    let batch: One[] = [];
    let stepping = false;
    const step = (): void => {
      while (batch.length < places && line.length > 0) batch.push(line.shift() as One);
      stepping = batch.length > 0;
      if (!stepping) return;
      // As many tokens at once as surely change nothing about the batch.
      const tokens = Math.min(...batch.map(({ left }) => left), 8);
      clock.after(stepMs(batch.length) * tokens, () => {
        for (const one of batch) one.left -= tokens;
        const done = batch.filter(({ left }) => left <= 0);
        batch = batch.filter(({ left }) => left > 0);
        for (const one of done) one.reply('answered', one.tokens);
        step();
      });
    };
    return {
      take: reply => {
        const tokens = Math.max(1, Math.round(tokensOf(random, clock.now())));
        line.push({ left: tokens, tokens, reply });
        if (!stepping) {
          stepping = true;
          clock.after(0, step);
        }
      },
    };
  };

/** A wait of many sizes: most are short, a few are very long. The mean is about the one given. */
export const heavyTailed = (mean: number, random: () => number): number =>
  mean * Math.min(20, 0.45 * (1 - random()) ** (-1 / 1.8));
