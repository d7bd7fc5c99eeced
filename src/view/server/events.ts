import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isBeingWritten, type RunRecord, rewardFiles } from '../../record/index.ts';
import type { ChangeEvent, RunId } from '../api.ts';
import type { Library } from './library.ts';
import { Refusal } from './refusal.ts';
import { beginEvents } from './respond.ts';

/** Tells the pages that listen which runs have changed. Files are only looked at while somebody listens. */
export type Events = {
  /** @throws Refusal 503 when too many listen */
  listen(request: IncomingMessage, response: ServerResponse): void;
  close(): void;
};

export type EventOptions = {
  /** Between two looks at the files. */
  readonly everyMs: number;
};

const maxListeners = 32;

/** Looking at very many files is followed by so many times as long without. */
const restsFor = 5;

/** A comment after so much silence shows both sides that the other is there. */
const silenceMs = 15_000;

export const openEvents = (library: Library, { everyMs }: EventOptions): Events => {
  const listeners = new Set<ServerResponse>();
  /** Those of them that wait for the first look: what changes before it, nobody would tell them. */
  const joining = new Set<ServerResponse>();
  let seen: ReadonlyMap<RunId, string> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let spokeAtMs = 0;

  const say = (text: string): void => {
    spokeAtMs = performance.now();
    for (const response of listeners) response.write(text);
  };

  const look = async (): Promise<void> => {
    const now = await statesOf(library);
    if (seen !== null) {
      const runs = changed(seen, now);
      const event: ChangeEvent = { runs };
      if (runs.length > 0) {
        // Who is told asks at once, and must not be given what was read a moment ago.
        await library.changed(runs);
        say(`data: ${JSON.stringify(event)}\n\n`);
      } else if (performance.now() - spokeAtMs > silenceMs) say(':\n\n');
    }
    seen = now;
    for (const response of joining) welcome(response);
    joining.clear();
  };

  const leave = (response: ServerResponse): void => {
    listeners.delete(response);
    joining.delete(response);
  };

  const plan = (afterMs: number): void => {
    timer = setTimeout(async () => {
      const startedMs = performance.now();
      await look().catch(() => {});
      const tookMs = performance.now() - startedMs;
      if (listeners.size > 0) plan(Math.max(everyMs, tookMs * restsFor));
      else timer = null;
    }, afterMs);
    timer.unref();
  };

  return {
    listen: (_request, response) => {
      if (listeners.size >= maxListeners) throw new Refusal(503, 'too many pages listen');
      beginEvents(response);
      response.write('retry: 2000\n\n');
      listeners.add(response);
      response.on('close', () => leave(response));
      if (timer === null) {
        seen = null;
        plan(0);
      }
      if (seen === null) joining.add(response);
      else welcome(response);
    },
    close: () => {
      if (timer !== null) clearTimeout(timer);
      for (const response of listeners) response.end();
    },
  };
};

/** From now on every change is told: what the page has read before may be older. */
const welcome = (response: ServerResponse): void => {
  response.write('event: ready\ndata: {}\n\n');
};

const changed = (before: ReadonlyMap<RunId, string>, now: ReadonlyMap<RunId, string>): readonly RunId[] => [
  ...[...now].filter(([id, state]) => before.get(id) !== state).map(([id]) => id),
  ...[...before.keys()].filter(id => !now.has(id)),
];

/** By run, what changes whenever one of its files does. */
const statesOf = async (library: Library): Promise<ReadonlyMap<RunId, string>> => {
  const states = new Map<RunId, string>();
  for (const id of (await library.runs()).keys()) {
    const run = await library.run(id).catch(() => null);
    states.set(id, run === null ? 'broken' : await stateOf(run));
  }
  return states;
};

const stateOf = async ({ directory, tasks }: RunRecord): Promise<string> => {
  const files = tasks.flatMap(task => [
    task.samples,
    task.completions,
    task.turns,
    ...task.graders.map(({ verdicts }) => verdicts),
  ]);
  const sizes = await Promise.all(
    [`${directory}/run.json`, `${directory}/summary.json`, ...files, ...(await rewardFiles(directory))].map(
      path =>
        stat(path).then(
          ({ size, mtimeMs }) => `${size} ${mtimeMs}`,
          () => '-',
        ),
    ),
  );
  return `${await isBeingWritten(directory)},${sizes.join(',')}`;
};
