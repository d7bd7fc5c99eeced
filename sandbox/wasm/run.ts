import type { Execution, Limits, Program, Tests } from '../../src/core/index.ts';
import { type Ending, ended, endingOf, finished, readReport } from './endings.ts';
import type { Image, Interpreter } from './interpreter.ts';
import { memoryLimitBytes } from './limits.ts';
import { namesPackage } from './packages.ts';
import type { Places } from './places.ts';

/** `broken`: the candidate's interpreter cannot be used again. */
type Step = { readonly ending: Ending; readonly broken: boolean };
type Source = { readonly text: string; readonly file: string };

const MB = 1024 * 1024;
const TESTS_MEMORY_MB = 512;
/** The tests may need a moment after the candidate's last answer. */
const TESTS_GRACE_MS = 250;
const MAX_FRAME_CHARS = 64 * MB;

export const rounded = (value: number) => Math.round(value * 10) / 10;

/** @param extraBytes what the interpreter itself takes more than the plain one */
const candidateSession = ({ limits, tests, stdin }: Program, extraBytes: number, deadlineMs: number) => ({
  stdin: tests === undefined ? (stdin ?? '') : '',
  memoryLimitBytes: memoryLimitBytes(limits, extraBytes),
  maxOutputBytes: limits.maxOutputBytes,
  deadlineMs,
});

const testsSession = (deadlineMs: number) => ({
  stdin: '',
  memoryLimitBytes: TESTS_MEMORY_MB * MB,
  maxOutputBytes: 0,
  deadlineMs: deadlineMs + TESTS_GRACE_MS,
});

/** Runs a text in the candidate's interpreter; the first of a program opens its namespace. */
const runText = (
  candidate: Interpreter,
  program: Program,
  source: Source,
  first: boolean,
  leftMs: number,
): Step => {
  const order = {
    name: program.tests === undefined ? '__main__' : 'candidate',
    source: source.text,
    file: source.file,
    interactive: typeof program.code !== 'string',
    fresh: first,
    print_errors: program.tests === undefined,
  };
  const reply = candidate.ask('start', JSON.stringify(order), leftMs);
  return 'text' in reply
    ? { ending: readReport(reply.text, 'candidate'), broken: false }
    : { ending: endingOf(reply, program.limits), broken: true };
};

const runCells = (
  candidate: Interpreter,
  program: Program,
  cells: readonly string[],
  deadlineMs: number,
): Step => {
  const told: { stdout: string; raised: boolean }[] = [];
  let step: Step = { ending: finished, broken: false };
  let printedBytes = 0;
  for (const [index, text] of cells.entries()) {
    const source = { text, file: `cell-${index + 1}.py` };
    const next = runText(candidate, program, source, index === 0, deadlineMs - Date.now());
    const raised = next.ending.outcome !== 'finished';
    const { stdout, bytesKept } = candidate.output(printedBytes);
    printedBytes = bytesKept;
    told.push({ stdout, raised });
    // The last cell that failed names the outcome; a later good cell does not wipe it out.
    if (raised) step = next;
    if (next.broken || next.ending.outcome === 'exited-early') break;
  }
  return { ...step, ending: { ...step.ending, cells: told } };
};

/** What was printed; an isolate that died with its memory takes its output along. */
export const readOutput = (candidate: Interpreter): { stdout: string; stderr: string } => {
  try {
    const { stdout, stderr } = candidate.output();
    return { stdout, stderr };
  } catch {
    return { stdout: '', stderr: '' };
  }
};

/** How the tests' interpreter has its questions answered, by the program that runs. */
export type Exchange = { answer: (question: string) => string };

/** Runs programs one at a time in this process; blocks while one runs. */
export const createRunner = (places: Places, plain: Image, exchange: Exchange) => {
  /** Puts the tests' questions to the candidate until one gets no answer. */
  const runTests = (candidate: Interpreter, limits: Limits, tests: Tests, deadlineMs: number): Step => {
    let broken: Ending | null = null;
    exchange.answer = question => {
      if (broken !== null) return '-';
      const leftMs = deadlineMs - Date.now();
      const callMs = limits.callTimeoutMs ?? leftMs;
      const reply = candidate.ask('answer', question, Math.min(callMs, leftMs));
      if ('text' in reply && reply.text.length <= MAX_FRAME_CHARS) return `+${reply.text}`;
      broken =
        'text' in reply
          ? ended('crashed', 'ProtocolError', 'the candidate sent too long a frame', 'candidate')
          : 'timedOut' in reply && callMs < leftMs
            ? ended('timed-out', 'CallTimeout', `no answer to a call within ${callMs} ms`, 'candidate')
            : endingOf(reply, limits);
      return '-';
    };
    const order = { prelude: tests.prelude, code: tests.code, entry_points: tests.entryPoints };
    const leftMs = deadlineMs + TESTS_GRACE_MS - Date.now();
    const reply = places.takeTests().ask('run', JSON.stringify(order), leftMs);
    places.tidyTests(!('text' in reply));
    const ending = broken ?? ('text' in reply ? readReport(reply.text, 'tests') : endingOf(reply, limits));
    return { ending, broken: broken !== null };
  };

  const runAll = (candidate: Interpreter, program: Program, deadlineMs: number): Step => {
    const { code, tests, limits } = program;
    const defined =
      typeof code === 'string'
        ? runText(candidate, program, { text: code, file: 'program.py' }, true, deadlineMs - Date.now())
        : runCells(candidate, program, code, deadlineMs);
    if (tests === undefined || defined.ending.outcome !== 'finished') return defined;
    const judged = runTests(candidate, limits, tests, deadlineMs);
    return { ...judged, ending: { ...defined.ending, ...judged.ending } };
  };

  /** From here on a failure is one that the program provoked. */
  const conclude = (candidate: Interpreter, program: Program, deadlineMs: number) => {
    try {
      const step = runAll(candidate, program, deadlineMs);
      return { ...step, peakMemoryMb: step.broken ? null : rounded(candidate.heapEnd() / MB) };
    } catch (error) {
      const ending = ended('crashed', 'Crash', `the interpreter was lost (${error})`, 'candidate');
      return { ending, broken: true, peakMemoryMb: null };
    }
  };

  return {
    /**
     * Runs a program from an image; its tests from the same one only when they name its packages.
     * @throws Error only before anything of the program has run: then the fault is ours.
     */
    run: (program: Program, image = plain): Execution => {
      const { tests } = program;
      const candidate = places.takeCandidate(image);
      const wanted = [tests?.prelude, tests?.code].some(text => namesPackage(text ?? '')) ? image : plain;
      const forTests = tests && places.takeTests(wanted);
      const startedMs = performance.now();
      const cpuBefore = process.cpuUsage();
      const deadlineMs = Date.now() + program.limits.timeoutMs;
      const extraBytes = image.facts.memoryBytes - plain.facts.memoryBytes;
      candidate.begin(candidateSession(program, extraBytes, deadlineMs));
      forTests?.begin(testsSession(deadlineMs));
      const { ending, broken, peakMemoryMb } = conclude(candidate, program, deadlineMs);
      const printed = readOutput(candidate);
      places.tidyCandidate(broken);
      const cpu = process.cpuUsage(cpuBefore);
      return {
        ...ending,
        ...printed,
        durationMs: rounded(performance.now() - startedMs),
        cpuMs: rounded((cpu.user + cpu.system) / 1000),
        peakMemoryMb,
        sandbox: 'wasm',
        python: image.python,
      };
    },
  };
};

export type Runner = ReturnType<typeof createRunner>;
