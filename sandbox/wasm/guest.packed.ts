/** A session that is put away, as bytes: its facts, what it has changed in the memory, its files. */
import type { FileState } from './guest.file-state.ts';
import type { Runs } from './guest.memory.ts';
import { decodeUtf8, encodeUtf8 } from './guest.text.ts';

export type SessionFacts = {
  /** Values of the module's mutable globals. */
  readonly globals: Readonly<Record<string, number>>;
  readonly memoryBytes: number;
  readonly randomState: number;
  /** When its first cell began, on the clock of the host. */
  readonly startedMs: number;
  readonly files: FileState;
};

export type SessionState = {
  readonly facts: SessionFacts;
  readonly runs: Runs;
  readonly changed: Uint8Array;
  /** Contents of the files, one after another. */
  readonly contents: Uint8Array;
};

/** Lengths of the facts, of the runs and of what changed, four bytes each. */
const HEAD_BYTES = 12;

/** `changed` is asked to write itself into its place. */
export const packSession = (
  { facts, runs }: Pick<SessionState, 'facts' | 'runs'>,
  changedBytes: number,
  takeChanged: (target: Uint8Array) => void,
  contents: readonly Uint8Array[],
): Uint8Array => {
  const text = encodeUtf8(JSON.stringify(facts));
  const runsAt = HEAD_BYTES + text.length;
  const changedAt = runsAt + runs.length * 4;
  const contentsBytes = contents.reduce((sum, part) => sum + part.length, 0);
  const packed = new Uint8Array(changedAt + changedBytes + contentsBytes);
  const view = new DataView(packed.buffer);
  for (const [index, value] of [text.length, runs.length, changedBytes].entries())
    view.setUint32(index * 4, value, true);
  packed.set(text, HEAD_BYTES);
  for (const [index, value] of runs.entries()) view.setUint32(runsAt + index * 4, value, true);
  takeChanged(packed.subarray(changedAt, changedAt + changedBytes));
  let at = changedAt + changedBytes;
  for (const part of contents) {
    packed.set(part, at);
    at += part.length;
  }
  return packed;
};

export const unpackSession = (packed: Uint8Array): SessionState => {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  const textBytes = view.getUint32(0, true);
  const runCount = view.getUint32(4, true);
  const changedBytes = view.getUint32(8, true);
  const runsAt = HEAD_BYTES + textBytes;
  const changedAt = runsAt + runCount * 4;
  return {
    facts: JSON.parse(decodeUtf8(packed.subarray(HEAD_BYTES, runsAt))) as SessionFacts,
    runs: Array.from({ length: runCount }, (_, index) => view.getUint32(runsAt + index * 4, true)),
    changed: packed.subarray(changedAt, changedAt + changedBytes),
    contents: packed.subarray(changedAt + changedBytes),
  };
};
