import { describe, expect, it } from 'vitest';
import { EurusError, type Execution, type Program } from '../../src/core/index.ts';
import type { FromJudge, ToJudge } from '../../src/queue/judge-messages.ts';
import { createJudges, type JudgesOptions, type StartJudge } from '../../src/queue/judges.ts';
import type { WorkItem } from '../../src/queue/messages.ts';

type Events = Parameters<StartJudge>[0];

/** Processes that a test speaks for. */
const scripted = (act: (message: ToJudge, say: (message: FromJudge) => void) => void) => {
  const killed: Events[] = [];
  const start: StartJudge = events => {
    queueMicrotask(() => events.onMessage({ kind: 'ready' }));
    return {
      send: message => act(message, events.onMessage),
      kill: () => {
        killed.push(events);
        queueMicrotask(() => events.onEnd('it was ended by SIGKILL'));
      },
      residentMb: () => 100,
    };
  };
  return { start, killed };
};

const judgesOf = (options: Pick<JudgesOptions, 'start'> & Partial<JudgesOptions>) => {
  const lines: string[] = [];
  const judges = createJudges({
    execute: () => Promise.reject(new Error('no program was expected')),
    say: line => lines.push(line),
    ...options,
  });
  return { judges, lines };
};

const batch = { tasks: [], items: [] as readonly WorkItem[], onVerdicts: () => {} };
const done: FromJudge = { kind: 'done', items: [], back: null };

describe('processes that judge', () => {
  it('ends one whose grader says nothing for too long, and says which', async () => {
    const { start, killed } = scripted(() => {});
    const { judges, lines } = judgesOf({ start, stuckAfterMs: 50 });
    expect(await judges.judge(batch)).toEqual({
      items: [],
      back: 'the process that judged it came to an end: its grader took more than 0 s for one completion',
      died: true,
    });
    expect(killed).toHaveLength(1);
    expect(lines).toHaveLength(1);
    judges.close();
  });

  it('waits for a program as long as its sandbox does', async () => {
    let finish: (execution: Execution) => void = () => {};
    const { start, killed } = scripted((message, say) => {
      if (message.kind === 'batch') say({ kind: 'execute', number: 1, program: {} as Program });
      if (message.kind === 'executed') say(done);
    });
    const execute = () =>
      new Promise<Execution>(resolve => {
        finish = resolve;
      });
    const { judges } = judgesOf({ start, execute, stuckAfterMs: 50 });
    const judged = judges.judge(batch);
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(killed).toEqual([]);
    finish({} as Execution);
    expect(await judged).toEqual({ items: [], back: null, died: false });
    judges.close();
  });

  it('hands the code of a failed program over, so that a missing sandbox is known as one', async () => {
    const said: ToJudge[] = [];
    const { start } = scripted((message, say) => {
      said.push(message);
      say(message.kind === 'batch' ? { kind: 'execute', number: 7, program: {} as Program } : done);
    });
    const execute = () => Promise.reject(new EurusError('SANDBOX_MISSING', 'no sandbox'));
    const { judges } = judgesOf({ start, execute });
    await judges.judge(batch);
    expect(said[1]).toEqual({
      kind: 'failed',
      number: 7,
      failure: { code: 'SANDBOX_MISSING', message: 'no sandbox' },
    });
    judges.close();
  });

  it('uses a process again that is free, and starts one only where none is', async () => {
    let starts = 0;
    const answers: (() => void)[] = [];
    const { start } = scripted((_, say) => answers.push(() => say(done)));
    const { judges } = judgesOf({
      start: events => {
        starts += 1;
        return start(events);
      },
    });
    const next = async (): Promise<void> => {
      while (answers.length === 0) await new Promise(resolve => setTimeout(resolve, 1));
      answers.shift()?.();
    };
    const [one, other] = [judges.judge(batch), judges.judge(batch)];
    await next();
    await next();
    await Promise.all([one, other]);
    const third = judges.judge(batch);
    await next();
    await third;
    expect(starts).toBe(2);
    expect(judges.residentMb()).toBe(200);
    judges.close();
  });

  it('gives up when none can be started, with the reason', async () => {
    let starts = 0;
    const start: StartJudge = ({ onEnd }) => {
      starts += 1;
      queueMicrotask(() => onEnd('Error: a module is missing'));
      return { send: () => {}, kill: () => {}, residentMb: () => null };
    };
    const { judges } = judgesOf({ start, startPauseMs: 1 });
    await expect(judges.judge(batch)).rejects.toThrow(
      'no process that judges can be started: Error: a module is missing',
    );
    expect(starts).toBe(5);
  });

  it('drops what is judged when it is closed', async () => {
    const { start } = scripted(() => {});
    const { judges, lines } = judgesOf({ start });
    const judged = judges.judge(batch);
    await new Promise(resolve => setTimeout(resolve, 5));
    judges.close();
    expect(await judged).toBeNull();
    expect(await judges.judge(batch)).toBeNull();
    expect(lines).toEqual([]);
  });
});
