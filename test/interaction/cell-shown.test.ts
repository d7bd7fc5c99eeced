import { expect, it } from 'vitest';
import type { CellExecution } from '../../src/core/index.ts';
import { cellShown } from '../../src/interaction/cell-shown.ts';

const cell = (more: Partial<CellExecution>): CellExecution => ({
  ...{ outcome: 'finished', error: null, stdout: '', stderr: '', missingModule: null, durationMs: 1 },
  ...{ cpuMs: null, peakMemoryMb: null, sandbox: 'wasm', python: '3.14.0' },
  ...{ value: null, traceback: null, number: 1 },
  ...more,
});

it.each<readonly [string, Partial<CellExecution>, string]>([
  ['what it printed, then its value', { stdout: 'half 21.0\n', value: '42' }, 'half 21.0\n42'],
  ['that it showed nothing', {}, 'The code ran and showed nothing.'],
  ['its traceback', { outcome: 'raised', stdout: '1\n', traceback: 'KeyError: 2' }, '1\nKeyError: 2'],
  ['that it was stopped', { outcome: 'timed-out' }, 'The code took too long and was stopped.'],
  [
    'what the session says of itself',
    { outcome: 'crashed', stderr: 'The session begins anew.\n' },
    'The code ended the interpreter.\nThe session begins anew.',
  ],
  ['its traceback alone where it has one', { outcome: 'timed-out', traceback: 'Timed out.' }, 'Timed out.'],
  ['no more than 2,000 characters', { stdout: 'a'.repeat(5000) }, `${'a'.repeat(2000)}\n(cut off)`],
])('a cell shows %s', (_, more, text) => expect(cellShown(cell(more))).toBe(text));
