import { randomBytes } from 'node:crypto';
import type { Execution, Program, Tests } from '../../src/core/index.ts';
import { type Ending, ended, finished, guestStack, reportEnding, thrownEnding } from './endings.ts';
import { ABSENT } from './guest.absent.ts';
import {
  callback,
  type GuestFunction,
  type GuestIsolate,
  openIsolate,
  reference,
  type Transferable,
} from './isolate.ts';
import { isName, namesIn, undefinedNames, valuesOf } from './names.ts';
import { createOutput } from './output.ts';
import { createSession, Over, type Session } from './session.ts';

/** Memory of the tests' isolate, in MiB. */
const TESTS_MEMORY_MB = 512;
/** A program's isolate may need a moment to stop; then the process goes. */
const GRACE_MS = 150;
const FLUSH_MS = 100;
const MAX_TRACE_CHARS = 4000;
const MODULE_SYNTAX =
  /^(Cannot use import statement outside a module|Unexpected token 'export'|await is only valid|Cannot use 'import\.meta')/;

/** What a module exports, to be handed to a function in its own isolate. */
type ExportsOf = () => Transferable;
type Guest = GuestIsolate & { readonly nextDelayMs: GuestFunction; readonly fire: GuestFunction };
const rounded = (value: number) => Math.round(value * 10) / 10;

const open = (...values: Parameters<typeof openIsolate>): Guest => {
  const guest = openIsolate(...values);
  return { ...guest, nextDelayMs: guest.functionOf('nextDelayMs'), fire: guest.functionOf('fire') };
};

/** Waits for the next timer of a guest and runs it; false when none waits. */
const turn = async (guest: Guest, session: Session): Promise<boolean> => {
  const delayMs = await session.step(timeout => guest.nextDelayMs.apply(undefined, [], { timeout }));
  if (typeof delayMs !== 'number' || delayMs < 0) return false;
  await session.wait(delayMs);
  await session.step(timeout => guest.fire.apply(undefined, [], { timeout }));
  return true;
};

const runScript = async (guest: Guest, session: Session, text: string, filename: string) => {
  const script = await session.step(() => guest.isolate.compileScript(text, { filename }));
  return session.step(timeout => script.run(guest.context, { timeout, reference: true }));
};

/** A text that only a module may hold: nothing can be imported, and its end must be reached. */
const runModule = async (guest: Guest, session: Session, text: string): Promise<ExportsOf> => {
  // The last line is ours, so that a program that waits for ever at its top is told from one that ends.
  const ending = `end_${randomBytes(8).toString('hex')}`;
  let reached = false;
  guest.functionOf('provide').applySync(undefined, [
    ending,
    callback(() => {
      reached = true;
    }),
  ]);
  const source = `${text}\n;${ending}();`;
  const module = await session.step(() => guest.isolate.compileModule(source, { filename: 'program.js' }));
  let wanted: string | null = null;
  try {
    await module.instantiate(guest.context, specifier => {
      wanted = String(specifier).slice(0, 100);
      throw new Error(wanted);
    });
  } catch (thrown) {
    throw wanted === null ? thrown : new Over(notFound(wanted));
  }
  await session.step(timeout => module.evaluate({ timeout, reference: true }));
  while (await turn(guest, session));
  if (!reached) throw new Over(ended('exited-early', 'Error', 'the program waits for what never comes'));
  return () => module.namespace.derefInto();
};

const notFound = (specifier: string): Ending => {
  const name = specifier.replace(/^node:/, '');
  const ending = ended('raised', 'Error', `Cannot find module '${name}'`);
  return { ...ending, missingModule: ABSENT.has(name) ? name : null };
};

const isModuleSyntax = (thrown: unknown): boolean =>
  thrown instanceof Error && thrown.name === 'SyntaxError' && MODULE_SYNTAX.test(thrown.message);

const runOne = async (guest: Guest, session: Session, text: string): Promise<ExportsOf | null> => {
  try {
    await runScript(guest, session, text, 'program.js');
  } catch (thrown) {
    if (!isModuleSyntax(thrown)) throw thrown;
    return runModule(guest, session, text);
  }
  while (await turn(guest, session));
  return null;
};

/** Runs the candidate's part and tells how it ended; the isolate is left as it is. */
export const createCandidate = (
  program: Program,
  session: Session,
  onCatastrophe: (message: string) => void,
) => {
  const { limits, tests, stdin } = program;
  const output = createOutput(limits.maxOutputBytes, session.flood);
  const guest = open('candidate', limits.memoryMb, onCatastrophe);
  const input = tests === undefined ? (stdin ?? '') : '';
  guest.functionOf('begin').applySync(undefined, [input, callback(output.print)]);
  const flush = guest.functionOf('flush');
  const missingOf = guest.functionOf('missingOf');
  const echo = guest.functionOf('echo');

  const flushed = async (): Promise<void> => {
    if (guest.isolate.isDisposed) return;
    const late = new Promise(resolve => setTimeout(resolve, FLUSH_MS * 2).unref());
    await Promise.race([flush.apply(undefined, [], { timeout: FLUSH_MS }), late]).catch(() => undefined);
  };
  const missing = async (ending: Ending): Promise<string | null> => {
    const { error, outcome } = ending;
    if (outcome !== 'raised' || error === null || guest.isolate.isDisposed) return null;
    const name = await missingOf.apply(undefined, [error.message], { timeout: FLUSH_MS }).catch(() => '');
    return typeof name === 'string' && name !== '' ? name.slice(0, 100) : null;
  };
  let exportsOf: ExportsOf | null = null;
  const conclude = async (run: () => Promise<void>): Promise<Ending> => {
    try {
      await run();
      return session.fate() ?? finished;
    } catch (thrown) {
      const ending = session.endingOf(thrown, guest.isolate.isDisposed);
      const trace =
        thrown instanceof Error && !(thrown instanceof Over) ? guestStack(String(thrown.stack)) : '';
      if (tests === undefined && ending.outcome === 'raised')
        output.print(1, `Uncaught ${trace.slice(0, MAX_TRACE_CHARS) || ending.error?.message}\n`);
      return { ...ending, missingModule: ending.missingModule ?? (await missing(ending)) };
    }
  };

  const runCells = async (cells: readonly string[]): Promise<Ending> => {
    const told: { stdout: string; raised: boolean }[] = [];
    let last: Ending = finished;
    let mark = 0;
    for (const [index, text] of cells.entries()) {
      const ending = await conclude(async () => {
        const value = await runScript(guest, session, text, `cell-${index + 1}.js`);
        await session.step(timeout => echo.apply(undefined, [value.derefInto()], { timeout }));
        while (await turn(guest, session));
      });
      await flushed();
      told.push({ stdout: output.stdout().slice(mark), raised: ending.outcome !== 'finished' });
      mark = output.stdout().length;
      if (ending.outcome !== 'finished') last = ending;
      if (ending.outcome !== 'finished' && ending.outcome !== 'raised') break;
    }
    return { ...last, cells: told };
  };

  return {
    guest,
    output,
    flushed,
    exports: () => exportsOf?.(),
    run: (): Promise<Ending> => {
      const { code } = program;
      if (typeof code !== 'string') return runCells(code);
      return conclude(async () => {
        exportsOf = await runOne(guest, session, code);
      });
    },
  };
};

type Candidate = ReturnType<typeof createCandidate>;

/** Puts questions of the tests to the candidate. */
const createAnswerer = ({ guest }: Candidate, session: Session) => {
  const [answer, settled] = ['answer', 'settled'].map(name => guest.functionOf(name)) as [
    GuestFunction,
    GuestFunction,
  ];
  return async (question: string): Promise<string> => {
    try {
      let text = await session.step(timeout => answer.apply(undefined, [question], { timeout }));
      if (text === '~') {
        do text = await session.step(timeout => settled.apply(undefined, [], { timeout }));
        while (text === '' && (await turn(guest, session)));
      }
      return typeof text === 'string' ? text : '';
    } catch (thrown) {
      const ending = session.endingOf(thrown, guest.isolate.isDisposed);
      session.lose(ending);
      throw new Error('the candidate is gone');
    }
  };
};

const bindNames = async (
  candidate: Candidate,
  guest: Guest,
  session: Session,
  tests: Tests,
): Promise<boolean> => {
  const unknown = await guest.context.eval(undefinedNames(namesIn(tests.code)), { copy: true });
  const names = [
    ...new Set([...tests.entryPoints.filter(isName), ...(JSON.parse(String(unknown)) as string[])]),
  ];
  const found = await session.step(timeout =>
    candidate.guest.context.eval(valuesOf(names), { timeout, reference: true }),
  );
  const text = await session.step(timeout =>
    candidate.guest
      .functionOf('bind')
      .apply(undefined, [JSON.stringify(names), found.derefInto(), candidate.exports()], { timeout }),
  );
  const bound = guest
    .functionOf('bind')
    .applySync(undefined, [String(text), JSON.stringify(tests.entryPoints)]);
  return bound === true;
};

/** Runs the tests in an isolate of their own. `finished` comes from nowhere else. */
const runTests = async (
  candidate: Candidate,
  session: Session,
  tests: Tests,
  onCatastrophe: (message: string) => void,
): Promise<Ending> => {
  const guest = open('tests', TESTS_MEMORY_MB, onCatastrophe);
  const wrapped = `(async function(${tests.entryPoints.filter(isName).join()}){${tests.code}\n})`;
  const reportOf = guest.functionOf('result');
  const fault = (thrown: unknown, origin: 'prelude' | 'tests') =>
    session.fate() ?? (thrown instanceof Over ? thrown.ending : failedTests(thrown, origin, session));
  try {
    guest.functionOf('begin').applySync(undefined, [reference(createAnswerer(candidate, session))]);
    try {
      await runScript(guest, session, tests.prelude, 'prelude.js');
    } catch (thrown) {
      return fault(thrown, 'prelude');
    }
    if (await bindNames(candidate, guest, session, tests)) {
      const run = await runScript(guest, session, wrapped, 'tests.js');
      await session.step(timeout =>
        guest.functionOf('execute').apply(undefined, [run.derefInto()], { timeout }),
      );
    }
    while ((await reportOf.apply(undefined, [])) === '' && (await turn(guest, session)));
    return session.fate() ?? reportEnding(String(await reportOf.apply(undefined, [])));
  } catch (thrown) {
    return fault(thrown, 'tests');
  } finally {
    guest.dispose();
  }
};

const failedTests = (thrown: unknown, origin: 'prelude' | 'tests', session: Session): Ending => {
  const ending = session.endingOf(thrown, false);
  return ending.outcome === 'raised' ? thrownEnding(thrown, origin) : ending;
};

/** One program that runs: `session` is for whoever watches it. */
export const startProgram = (program: Program, onCatastrophe: (message: string) => void) => {
  const startedMs = performance.now();
  const cpuBefore = process.cpuUsage();
  const session = createSession(program.limits, GRACE_MS);
  const candidate = createCandidate(program, session, onCatastrophe);
  const run = async (): Promise<Execution> => {
    const defined = await candidate.run();
    const judged =
      program.tests === undefined || defined.outcome !== 'finished'
        ? defined
        : { ...defined, ...(await runTests(candidate, session, program.tests, onCatastrophe)) };
    await candidate.flushed();
    const peakMemoryMb = heapMb(candidate.guest);
    candidate.guest.dispose();
    return executionOf(session.fate() === null ? judged : { ...judged, ...session.fate() }, peakMemoryMb);
  };
  const executionOf = (ending: Ending, peakMemoryMb: number | null): Execution => {
    const cpu = process.cpuUsage(cpuBefore);
    return {
      ...ending,
      stdout: candidate.output.stdout(),
      stderr: candidate.output.stderr(),
      durationMs: rounded(performance.now() - startedMs),
      cpuMs: rounded((cpu.user + cpu.system) / 1000),
      peakMemoryMb,
      sandbox: 'js',
      python: null,
    };
  };
  return { session, execution: run(), executionOf };
};

const heapMb = ({ isolate }: Guest): number | null => {
  if (isolate.isDisposed) return null;
  const { used_heap_size, externally_allocated_size } = isolate.getHeapStatisticsSync();
  return rounded((used_heap_size + externally_allocated_size) / 1024 / 1024);
};
