/** At so many times its cap the output of a program counts as endless. */
const FLOOD_FACTOR = 64;
const MIN_FLOOD_BYTES = 16 * 1024 * 1024;

/** The longest beginning of UTF-8 bytes that is whole text. */
const wholeText = (bytes: Buffer): string => {
  let end = bytes.length;
  for (let back = 1; back <= Math.min(4, end); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    if (needed > back) end = bytes.length - back;
    break;
  }
  return bytes.subarray(0, end).toString();
};

/** Keeps what a program prints up to a cap of bytes for each stream; calls `onFlood` when it does not stop. */
export const createOutput = (maxOutputBytes: number, onFlood: () => void) => {
  const kept: [string, string] = ['', ''];
  const room: [number, number] = [maxOutputBytes, maxOutputBytes];
  let total = 0;
  const floodBytes = Math.max(maxOutputBytes * FLOOD_FACTOR, MIN_FLOOD_BYTES);
  return {
    /** From the guest: nothing about it is believed. */
    print: (stream: unknown, text: unknown): void => {
      if (typeof text !== 'string') return;
      const index = stream === 1 ? 1 : 0;
      const size = Buffer.byteLength(text);
      total += size;
      if (total > floodBytes) onFlood();
      if (room[index] === 0) return;
      kept[index] += size <= room[index] ? text : wholeText(Buffer.from(text).subarray(0, room[index]));
      room[index] = Math.max(0, room[index] - size);
    },
    stdout: () => kept[0],
    stderr: () => kept[1],
  };
};
