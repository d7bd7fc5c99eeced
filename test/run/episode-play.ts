import { join } from 'node:path';
import type { GenerateRequest, Protocol } from '../../src/core/index.ts';
import type { RunOptions } from '../../src/run/index.ts';
import { fakeSessions, turnsProtocol } from './fake-episodes.ts';
import { fakeBackend, fakeBenchmark, fakeTask, freshDirectory, generated, runOptions } from './fakes.ts';

/** A task of samples that are asked over several turns. */
export const taskOf = (count: number, protocol: Protocol = turnsProtocol()) =>
  fakeTask(fakeBenchmark('b', count, { protocols: { cot: protocol } }), ['said']);

/** Which turn a request is for, from 1. */
export const turnOf = ({ prompt }: GenerateRequest): number =>
  prompt.kind === 'chat' ? 1 + prompt.messages.filter(({ role }) => role === 'assistant').length : 0;

/** What was said last. */
export const lastOf = ({ prompt }: GenerateRequest): string =>
  prompt.kind === 'chat' ? (prompt.messages.at(-1)?.content ?? '') : '';

/** The right answer to a sample. */
export const rightAnswer = (id: string): string => `answer: ${id.replace('s', 'answer ')}`;

/** Says its lines one a turn. */
export const scripted = (lines: readonly string[]) =>
  fakeBackend(request => generated(lines[turnOf(request) - 1] ?? 'nothing more'));

/** Runs code until a turn, and answers there: sample `s3` needs as many turns as `needs` says. */
export const solver = (needs: (place: number) => number) =>
  fakeBackend(request => {
    const turn = turnOf(request);
    const isReady = turn >= needs(Number(request.id.slice(1)));
    return generated(isReady ? rightAnswer(request.id) : `code: ${turn}`);
  });

/** Options of a run of episodes in a sandbox of its own. */
export const episodeOptions = async (count: number, more: Partial<RunOptions> = {}, protocol?: Protocol) => {
  const sandbox = fakeSessions();
  const directory = await freshDirectory();
  return {
    sandbox,
    options: runOptions(directory, {
      tasks: [taskOf(count, protocol)],
      openSandbox: async () => sandbox,
      ...more,
    }),
  };
};

export const turnsFile = join('turns', 'b.cot.jsonl');
export const saidFile = join('verdicts', 'b.cot.said.jsonl');
