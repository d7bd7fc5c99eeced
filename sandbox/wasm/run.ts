import type { Execution, Outcome, Program } from '../../src/core/index.ts';
import { type Assets, MAX_MEMORY_MB } from './assets.ts';
import type { Fault } from './guest.machine.ts';
import { type Image, type Interpreter, type Reply, startInterpreter } from './interpreter.ts';

type ErrorFacts = NonNullable<Execution['error']>;
/** How a program ended, before output and costs are added. */
type Ending = {
  readonly outcome: Outcome;
  readonly error: ErrorFacts | null;
  readonly missingModule: string | null;
  readonly cells?: readonly { readonly stdout: string; readonly raised: boolean }[];
};

const MB = 1024 * 1024;
/** Below this a cap would cut into the interpreter itself. */
const MIN_MEMORY_MB = 64;
/** WebAssembly memory cannot shrink: an interpreter that grew beyond this is replaced. */
const KEEP_MEMORY_MB = 96;
/** An interpreter is replaced after so many programs, for hygiene. */
const MAX_PROGRAMS = 2000;
const TESTS_MEMORY_MB = 512;
/** The tests may need a moment after the candidate's last answer. */
const TESTS_GRACE_MS = 250;
const MAX_FRAME_CHARS = 16 * MB;
const MAX_MESSAGE_CHARS = 1000;

const FAULTS: Readonly<Record<Fault['kind'], { readonly outcome: Outcome; readonly type: string }>> = {
  exit: { outcome: 'exited-early', type: 'SystemExit' },
  abort: { outcome: 'crashed', type: 'Abort' },
  blocked: { outcome: 'crashed', type: 'BlockedCall' },
  deadline: { outcome: 'timed-out', type: 'Timeout' },
  output: { outcome: 'output-limit', type: 'OutputLimit' },
  trap: { outcome: 'crashed', type: 'Trap' },
  stack: { outcome: 'crashed', type: 'RecursionError' },
  reply: { outcome: 'crashed', type: 'ProtocolError' },
};

const ended = (outcome: Outcome, type: string, message: string, origin: ErrorFacts['origin']): Ending => ({
  outcome,
  error: { type, message, line: null, origin },
  missingModule: null,
});

const timedOut = (program: Program): Ending =>
  ended('timed-out', 'Timeout', `no result within ${program.limits.timeoutMs} ms`, 'candidate');

/** The ending that a reply without text means. */
const endingOf = (reply: Exclude<Reply, { text: string }>, program: Program): Ending => {
  if ('timedOut' in reply) return timedOut(program);
  const { kind, message } = reply.fault;
  if (kind === 'deadline') return timedOut(program);
  if (/memory limit/.test(message)) return ended('out-of-memory', 'MemoryError', message, 'candidate');
  const { outcome, type } = FAULTS[kind];
  return ended(outcome, type, message, 'candidate');
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const OUTCOMES: readonly string[] = ['finished', 'raised', 'exited-early', 'out-of-memory', 'crashed'];
const clip = (value: unknown): string => String(value).slice(0, MAX_MESSAGE_CHARS);

/** Reads a report of a guest; what is not a report is a broken protocol, a failure of the program. */
const readReport = (text: string, origin: ErrorFacts['origin']): Ending => {
  const broken = ended('crashed', 'ProtocolError', 'the guest reported something unreadable', 'candidate');
  let report: unknown;
  try {
    report = JSON.parse(text);
  } catch {
    return broken;
  }
  if (!isRecord(report) || !OUTCOMES.includes(String(report.outcome))) return broken;
  const outcome = report.outcome as Outcome;
  if (outcome === 'finished') return { outcome, error: null, missingModule: null };
  const facts = isRecord(report.error) ? report.error : {};
  const from = facts.origin === 'tests' || facts.origin === 'sandbox' ? facts.origin : 'candidate';
  const missing = report.missing ?? facts.missing;
  return {
    outcome,
    error: {
      type: clip(facts.type),
      message: describe(outcome, facts),
      line: typeof facts.line === 'number' ? facts.line : null,
      origin: origin === 'candidate' ? 'candidate' : from,
    },
    missingModule: typeof missing === 'string' ? missing.slice(0, 100) : null,
  };
};

/** For exceptions that say nothing of themselves. */
const NAMELESS: Readonly<Partial<Record<Outcome, string>>> = {
  'out-of-memory': 'the program wanted more memory than it may have',
};

const describe = (outcome: Outcome, facts: Readonly<Record<string, unknown>>): string =>
  outcome === 'exited-early'
    ? clip(`the program ended itself (${facts.type}: ${facts.message})`)
    : clip(facts.message || NAMELESS[outcome] || facts.type);

const finished: Ending = { outcome: 'finished', error: null, missingModule: null };

/** Runs programs one at a time in this process; blocks while one runs. */
export const createRunner = (assets: Assets, image: Image, onCatastrophe: (message: string) => void) => {
  let answerQuestion: (question: string) => string = () => '-';
  const places = {
    candidate: { interpreter: null as Interpreter | null, programs: 0 },
    tests: { interpreter: null as Interpreter | null, programs: 0 },
  };
  const take = (name: keyof typeof places): Interpreter => {
    const place = places[name];
    const channel = name === 'tests' ? (question: string) => answerQuestion(question) : null;
    place.interpreter ??= startInterpreter(assets, image, channel, onCatastrophe);
    place.programs++;
    return place.interpreter;
  };
  const discard = (name: keyof typeof places) => {
    places[name].interpreter?.dispose();
    places[name] = { interpreter: null, programs: 0 };
  };
  const tidy = (name: keyof typeof places, broken: boolean) => {
    const { interpreter, programs } = places[name];
    if (interpreter === null) return;
    if (broken || programs >= MAX_PROGRAMS || interpreter.memoryBytes() > KEEP_MEMORY_MB * MB) discard(name);
  };

  const runText = (
    candidate: Interpreter,
    program: Program,
    deadlineMs: number,
    order: { name: string; source: string; file: string; interactive: boolean; fresh: boolean },
  ): { ending: Ending; broken: boolean } => {
    const text = JSON.stringify({ ...order, print_errors: program.tests === undefined });
    const reply = candidate.ask('start', text, deadlineMs - Date.now());
    return 'text' in reply
      ? { ending: readReport(reply.text, 'candidate'), broken: false }
      : { ending: endingOf(reply, program), broken: true };
  };

  const runCells = (
    candidate: Interpreter,
    program: Program,
    sources: readonly string[],
    deadlineMs: number,
  ) => {
    const cells: { stdout: string; raised: boolean }[] = [];
    let ending = finished;
    let broken = false;
    let printed = 0;
    for (const [index, source] of sources.entries()) {
      const order = {
        name: '__main__',
        source,
        file: `cell-${index + 1}.py`,
        interactive: true,
        fresh: index === 0,
      };
      const step = runText(candidate, program, deadlineMs, order);
      const { stdout } = candidate.output(printed);
      printed = stdout.bytesKept;
      cells.push({ stdout: stdout.text, raised: step.ending.outcome !== 'finished' });
      // The last cell that failed names the outcome; a later good cell does not wipe it out.
      if (step.ending.outcome !== 'finished') ending = step.ending;
      broken = step.broken;
      if (broken || ending.outcome === 'exited-early') break;
    }
    return { ending: { ...ending, cells }, broken };
  };

  const runTests = (candidate: Interpreter, program: Program, deadlineMs: number) => {
    const { tests: trusted } = program;
    if (trusted === undefined) return { ending: finished, broken: false };
    let broken: Ending | null = null;
    answerQuestion = question => {
      if (broken !== null) return '-';
      const reply = candidate.ask('answer', question, deadlineMs - Date.now());
      if ('text' in reply && reply.text.length <= MAX_FRAME_CHARS) return `+${reply.text}`;
      broken =
        'text' in reply
          ? ended('crashed', 'ProtocolError', 'the candidate sent too long a frame', 'candidate')
          : endingOf(reply, program);
      return '-';
    };
    const judge = take('tests');
    judge.begin({
      stdin: '',
      memoryLimitBytes: TESTS_MEMORY_MB * MB,
      maxOutputBytes: 0,
      deadlineMs: deadlineMs + TESTS_GRACE_MS,
    });
    const order = { prelude: trusted.prelude, code: trusted.code, entry_points: trusted.entryPoints };
    const reply = judge.ask('run', JSON.stringify(order), deadlineMs + TESTS_GRACE_MS - Date.now());
    tidy('tests', !('text' in reply));
    const ending = broken ?? ('text' in reply ? readReport(reply.text, 'tests') : endingOf(reply, program));
    return { ending, broken: broken !== null };
  };

  const conclude = (candidate: Interpreter, program: Program, deadlineMs: number) => {
    if (typeof program.code !== 'string') return runCells(candidate, program, program.code, deadlineMs);
    const tested = program.tests !== undefined;
    const name = tested ? 'candidate' : '__main__';
    const order = { name, source: program.code, file: 'program.py', interactive: false, fresh: true };
    const defined = runText(candidate, program, deadlineMs, order);
    return tested && defined.ending.outcome === 'finished'
      ? runTests(candidate, program, deadlineMs)
      : defined;
  };

  return {
    /** Starts what the next program will need. */
    prepare: () => {
      take('candidate');
      take('tests');
      places.candidate.programs--;
      places.tests.programs--;
    },
    run: (program: Program): Execution => {
      const startedMs = performance.now();
      const cpuBefore = process.cpuUsage();
      const deadlineMs = Date.now() + program.limits.timeoutMs;
      const memoryMb = Math.min(Math.max(program.limits.memoryMb, MIN_MEMORY_MB), MAX_MEMORY_MB);
      const candidate = take('candidate');
      candidate.begin({
        stdin: program.tests === undefined ? (program.stdin ?? '') : '',
        memoryLimitBytes: memoryMb * MB,
        maxOutputBytes: program.limits.maxOutputBytes,
        deadlineMs,
      });
      const { ending, broken } = conclude(candidate, program, deadlineMs);
      const printed = readOutput(candidate);
      const peakMemoryMb = broken ? null : Math.round((candidate.heapEnd() / MB) * 10) / 10;
      tidy('candidate', broken);
      const cpu = process.cpuUsage(cpuBefore);
      return {
        ...ending,
        ...printed,
        durationMs: Math.round((performance.now() - startedMs) * 10) / 10,
        cpuMs: Math.round((cpu.user + cpu.system) / 100) / 10,
        peakMemoryMb,
        sandbox: 'wasm',
        python: image.python,
      };
    },
  };
};

/** What was printed; an isolate that died with its memory takes its output along. */
const readOutput = (candidate: Interpreter): { stdout: string; stderr: string } => {
  try {
    const { stdout, stderr } = candidate.output();
    return { stdout: stdout.text, stderr: stderr.text };
  } catch {
    return { stdout: '', stderr: '' };
  }
};
