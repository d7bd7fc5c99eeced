import { type Execution, type Judgement, type Program, unscored } from '../core/index.ts';
import { shown } from './shown.ts';

/** What an execution proves to be our own gap and no fault of the program; null when there is no such thing. */
export const ourGap = (execution: Execution): Judgement | null => {
  const { outcome, missingModule, sandbox, error } = execution;
  if (outcome === 'finished') return null;
  if (execution.starved === true)
    return unscored(`the machine had no processor for the program: ${timesOf(execution)}`, outcome);
  if (missingModule !== null) {
    const reason = `the program needs the module ${shown(missingModule)}, which the ${sandbox} sandbox lacks${adviceOn(missingModule, sandbox)}`;
    return { ...unscored(reason, outcome), missing: { module: missingModule, sandbox } };
  }
  if (error?.origin === 'prelude')
    return unscored(`the tests could not be set up: ${errorText(error)}`, outcome);
  return null;
};

/** What wasm takes from a Python of the machine. */
const TAKEN_ALONG: readonly string[] = ['sympy', 'mpmath'];
const adviceOn = (module: string, sandbox: string): string => {
  if (sandbox === 'native') return '; install it for the Python that this sandbox uses';
  if (sandbox !== 'wasm') return '';
  const install = TAKEN_ALONG.includes(module) ? 'install it for a python3 on the PATH, or ' : '';
  return `; ${install}score again with the native sandbox`;
};

/** Why a program that did not finish failed, in words. */
export const failureOf = (execution: Execution, { limits }: Program): string => {
  const { error } = execution;
  switch (execution.outcome) {
    case 'timed-out':
      if (error?.type === 'CallTimeout') return error.message;
      return `no result within ${(execution.allowedMs ?? limits.timeoutMs) / 1000} s${busyTimes(execution)}`;
    case 'out-of-memory':
      return `it needed more than ${limits.memoryMb} MiB of memory`;
    case 'output-limit':
      return `it printed more than ${limits.maxOutputBytes} bytes`;
    case 'exited-early':
      return 'it ended before its last line';
    case 'crashed':
      return error === null ? 'its interpreter crashed' : `its interpreter crashed: ${errorText(error)}`;
    default:
      return error === null ? `the program ended as ${execution.outcome}` : raisedText(error);
  }
};

/** Of the time a program took: what it waited for a processor beyond this is worth a word, which no two runs say alike. */
const notable = 0.1;

const busyTimes = (execution: Execution): string =>
  (execution.waitedMs ?? 0) < notable * execution.durationMs ? '' : ` (${timesOf(execution)})`;

/** How long it took, and where the time went, as far as that is known. */
const timesOf = ({ durationMs, cpuMs, waitedMs }: Execution): string => {
  const parts = [
    ...(cpuMs === null ? [] : [`computed for ${seconds(cpuMs)}`]),
    ...(waitedMs === undefined ? [] : [`waited ${seconds(waitedMs)} for a processor`]),
  ];
  return `it ran for ${seconds(durationMs)}${parts.length === 0 ? '' : `, ${parts.join(' and ')}`}`;
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** The judgement, saying too when the program had to be begun anew. */
export const withReruns = (judgement: Judgement, { reruns = 0 }: Execution): Judgement =>
  reruns === 0
    ? judgement
    : {
        ...judgement,
        reason: `${judgement.reason} (begun anew: its worker was killed from outside)`,
      };

const raisedText = (error: NonNullable<Execution['error']>): string => {
  if (error.origin === 'tests' && error.type === 'AssertionError')
    return `a test failed: ${errorText(error)}`;
  if (error.origin === 'tests') return `the tests raised ${errorText(error)}`;
  if (error.origin === 'candidate') return `the program raised ${errorText(error)}`;
  return `the call of the program failed: ${errorText(error)}`;
};

const errorText = ({ type, message, line }: NonNullable<Execution['error']>): string => {
  const what = message === '' ? type : `${type}: ${oneLine(message)}`;
  return line === null ? what : `${what} (line ${line})`;
};

const oneLine = (message: string): string => {
  const line = message.slice(0, 300).replace(/\s+/g, ' ').trim();
  return message.length > 300 ? `${line}...` : line;
};
