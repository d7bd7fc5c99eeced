import type { Device } from './guest.files.ts';
import { decodeUtf8, encodeUtf8 } from './guest.text.ts';

/** Synchronous question to the host and its answer; only the tests' isolate has it. */
export type Channel = (question: string) => string;

/** Printing beyond the cap is only counted; a program that prints this much more is stopped. */
const FLOOD_FACTOR = 64;
const FLOOD_MIN_BYTES = 16 * 1024 * 1024;

/** Keeps the first bytes up to a cap and counts the rest. */
export const createCapture = (maxBytes: number, flood: () => void) => {
  const floodBytes = Math.max(FLOOD_MIN_BYTES, maxBytes * FLOOD_FACTOR);
  const chunks: Uint8Array[] = [];
  let kept = 0;
  let seen = 0;
  return {
    device: {
      write: (bytes: Uint8Array) => {
        seen += bytes.length;
        if (seen > floodBytes) flood();
        const room = maxBytes - kept;
        if (room <= 0) return;
        const chunk = bytes.slice(0, room);
        kept += chunk.length;
        chunks.push(chunk);
      },
    },
    take: (fromByte: number): string => {
      const all = new Uint8Array(kept);
      let at = 0;
      for (const chunk of chunks) {
        all.set(chunk, at);
        at += chunk.length;
      }
      return decodeUtf8(all.subarray(fromByte));
    },
    bytesKept: () => kept,
  };
};

/** Gives the bytes once, then the end. */
export const readerOf = (bytes: Uint8Array): Device => {
  let at = 0;
  return {
    read: target => {
      const part = bytes.subarray(at, at + target.length);
      target.set(part);
      at += part.length;
      return part.length;
    },
  };
};

/** A question is written in one piece; its answer is then read. */
export const channelDevice = (channel: Channel): Device => {
  let answer = new Uint8Array(0);
  let at = 0;
  return {
    write: bytes => {
      answer = encodeUtf8(channel(decodeUtf8(bytes))).slice();
      at = -8;
    },
    /** First eight digits with the length of the answer, then the answer. */
    read: target => {
      if (at < 0) {
        target.set(encodeUtf8(String(answer.length).padStart(8, '0')).subarray(0, target.length));
        at = 0;
        return Math.min(8, target.length);
      }
      const part = answer.subarray(at, at + target.length);
      target.set(part);
      at += part.length;
      return part.length;
    },
  };
};

/** Sleeps for the seconds written to it, at most until the deadline; then `late` is asked to throw. */
export const clockDevice = (deadlineMs: () => number, late: () => never): Device => ({
  write: bytes => {
    const milliseconds = Number(decodeUtf8(bytes)) * 1000;
    const left = deadlineMs() - Date.now();
    const wait = Math.min(milliseconds, left);
    if (wait > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
    if (!(milliseconds < left)) late();
  },
});
