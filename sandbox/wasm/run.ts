import type { Execution, Limits, Program, Tests } from '../../src/core/index.ts';
import { type Assets, MAX_MEMORY_MB } from './assets.ts';
import { type Ending, ended, endingOf, finished, readReport } from './endings.ts';
import { type Image, type Interpreter, startInterpreter } from './interpreter.ts';
import { namesPackage } from './packages.ts';

/** `broken`: the candidate's interpreter cannot be used again. */
type Step = { readonly ending: Ending; readonly broken: boolean };
type Source = { readonly text: string; readonly file: string };
type Place = { interpreter: Interpreter | null; image: Image; programs: number };

const MB = 1024 * 1024;
/** Below this a cap would cut into the interpreter itself. */
const MIN_MEMORY_MB = 64;
/**
 * WebAssembly memory cannot shrink: an interpreter that grew by more than this is replaced. Not beyond the
 * smallest cap, so that no program inherits more room than its own limit gives.
 */
const KEEP_GROWTH_MB = 32;
/** An interpreter is replaced after so many programs, for hygiene. */
const MAX_PROGRAMS = 2000;
const TESTS_MEMORY_MB = 512;
/** The tests may need a moment after the candidate's last answer. */
const TESTS_GRACE_MS = 250;
const MAX_FRAME_CHARS = 64 * MB;

const rounded = (value: number) => Math.round(value * 10) / 10;

/** @param extraBytes what the interpreter itself takes more than the plain one */
const candidateSession = ({ limits, tests, stdin }: Program, extraBytes: number, deadlineMs: number) => ({
  stdin: tests === undefined ? (stdin ?? '') : '',
  memoryLimitBytes: Math.min(Math.max(limits.memoryMb, MIN_MEMORY_MB) * MB + extraBytes, MAX_MEMORY_MB * MB),
  maxOutputBytes: limits.maxOutputBytes,
  deadlineMs,
});

const testsSession = (deadlineMs: number) => ({
  stdin: '',
  memoryLimitBytes: TESTS_MEMORY_MB * MB,
  maxOutputBytes: 0,
  deadlineMs: deadlineMs + TESTS_GRACE_MS,
});

/** The two interpreters of a worker, started when needed and replaced when in doubt. */
const createPlaces = (
  plain: Image,
  start: (image: Image, channel: ((question: string) => string) | null) => Interpreter,
  answer: (question: string) => string,
) => {
  const places: Record<'candidate' | 'tests', Place> = {
    candidate: { interpreter: null, image: plain, programs: 0 },
    tests: { interpreter: null, image: plain, programs: 0 },
  };
  const leave = (name: keyof typeof places, image: Image): void => {
    places[name].interpreter?.dispose();
    places[name] = { interpreter: null, image, programs: 0 };
  };
  return {
    /** One that was started from that image; without one, from that of the last program. */
    take: (name: keyof typeof places, image = places[name].image): Interpreter => {
      if (places[name].image !== image) leave(name, image);
      const place = places[name];
      place.interpreter ??= start(image, name === 'tests' ? answer : null);
      return place.interpreter;
    },
    tidy: (name: keyof typeof places, broken: boolean): void => {
      const place = places[name];
      const { interpreter, image } = place;
      if (interpreter === null) return;
      place.programs++;
      const keptBytes = image.facts.memoryBytes + KEEP_GROWTH_MB * MB;
      if (broken || place.programs >= MAX_PROGRAMS || interpreter.memoryBytes() > keptBytes)
        leave(name, image);
    },
  };
};

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
const readOutput = (candidate: Interpreter): { stdout: string; stderr: string } => {
  try {
    const { stdout, stderr } = candidate.output();
    return { stdout, stderr };
  } catch {
    return { stdout: '', stderr: '' };
  }
};

/** Runs programs one at a time in this process; blocks while one runs. */
export const createRunner = (assets: Assets, plain: Image, onCatastrophe: (message: string) => void) => {
  let answer: (question: string) => string = () => '-';
  const { take, tidy } = createPlaces(
    plain,
    (image, channel) => startInterpreter(assets, image, channel, onCatastrophe),
    question => answer(question),
  );

  /** Puts the tests' questions to the candidate until one gets no answer. */
  const runTests = (candidate: Interpreter, limits: Limits, tests: Tests, deadlineMs: number): Step => {
    let broken: Ending | null = null;
    answer = question => {
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
    const reply = take('tests').ask('run', JSON.stringify(order), leftMs);
    tidy('tests', !('text' in reply));
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
    /** Starts what the next program will need when it is like the last one. */
    prepare: (): void => {
      take('candidate');
      take('tests');
    },
    /**
     * Runs a program from an image; its tests from the same one only when they name its packages.
     * @throws Error only before anything of the program has run: then the fault is ours.
     */
    run: (program: Program, image = plain): Execution => {
      const { tests } = program;
      const candidate = take('candidate', image);
      const forTests = tests && take('tests', [tests.prelude, tests.code].some(namesPackage) ? image : plain);
      const startedMs = performance.now();
      const cpuBefore = process.cpuUsage();
      const deadlineMs = Date.now() + program.limits.timeoutMs;
      const extraBytes = image.facts.memoryBytes - plain.facts.memoryBytes;
      candidate.begin(candidateSession(program, extraBytes, deadlineMs));
      forTests?.begin(testsSession(deadlineMs));
      const { ending, broken, peakMemoryMb } = conclude(candidate, program, deadlineMs);
      const printed = readOutput(candidate);
      tidy('candidate', broken);
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
