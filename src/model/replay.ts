import { existsSync } from 'node:fs';
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  type Backend,
  type Completion,
  decodeCompletion,
  EurusError,
  type GenerateRequest,
  type Key,
  messageOf,
} from '../core/index.ts';
import type { Checkable } from './check.ts';
import { quoted } from './http/failure.ts';

/** Where a record stands. Texts stay on disk, so that any number of recorded answers can be replayed. */
type Place = {
  readonly file: FileHandle;
  readonly start: number;
  readonly length: number;
  readonly failed: boolean;
};

type Recording = { readonly places: ReadonlyMap<Key, Place>; readonly files: readonly FileHandle[] };

const chunkBytes = 1024 * 1024;
const maxLineBytes = 64 * 1024 * 1024;
const gzipMagic = 0x1f8b;

/**
 * Answers with recorded completions, found by key: a run directory, its `completions` folder, or a JSONL file.
 * Where a key was recorded twice the newer record holds, unless it is a failure.
 * @throws EurusError `USAGE` when there is nothing at the path
 */
export const createReplayBackend = (recordPath: string): Backend & Checkable => {
  if (!existsSync(recordPath)) {
    throw new EurusError('USAGE', `No recorded completions at ${recordPath}`, {
      hint: 'Give a run directory or a JSONL file of completions: --model replay/PATH',
    });
  }
  const endpoint = `replay:${recordPath}`;
  let opened: Promise<Recording> | null = null;
  const recording = () => {
    opened ??= openRecording(recordPath);
    return opened;
  };

  return {
    name: 'replay',
    model: recordPath,
    endpoint,
    api: 'replay',
    prefill: 'none',
    settings: {},
    prepare: request => ({ method: 'POST', url: endpoint, body: { key: request.key } }),
    generate: async request => {
      const completion = await find(await recording(), request, recordPath);
      const { text, reasoning, finishReason, usage, model, prefill, form, promptSha256, logprobs } =
        completion;
      const latencyMs = completion.latencyMs ?? 0;
      return {
        text,
        reasoning,
        finishReason,
        usage,
        model,
        latencyMs,
        retries: 0,
        prefill,
        form,
        promptSha256,
        ...(logprobs === undefined ? {} : { logprobs }),
      };
    },
    check: async () => {
      const { places } = await recording();
      if (places.size === 0) throw new EurusError('RECORDS_UNREADABLE', `${recordPath} holds no completions`);
      return { reachable: true, authorised: true };
    },
    close: async () => {
      const { files } = await (opened ?? { files: [] });
      await Promise.all(files.map(file => file.close()));
    },
  };
};

const find = async (
  { places }: Recording,
  { key }: GenerateRequest,
  recordPath: string,
): Promise<Completion> => {
  const place = places.get(key);
  if (place === undefined) {
    throw new EurusError('ENDPOINT_REFUSED', `No completion is recorded for ${key} in ${recordPath}`, {
      hint: 'Replay the benchmarks, protocols and trials that were recorded',
    });
  }
  const { buffer } = await place.file.read(Buffer.alloc(place.length), 0, place.length, place.start);
  const completion = toCompletion(buffer);
  if (completion === null) {
    throw new EurusError(
      'RECORDS_UNREADABLE',
      `The record of ${key} in ${recordPath} has changed under our feet`,
    );
  }
  if (completion.error !== null) {
    const { code, message } = completion.error;
    throw new EurusError(
      'ENDPOINT_FAILED',
      `The recorded request for ${key} had failed: ${quoted(`${message} (${code})`, { key: null })}`,
    );
  }
  return completion;
};

const openRecording = async (recordPath: string): Promise<Recording> => {
  const places = new Map<Key, Place>();
  const files: FileHandle[] = [];
  try {
    for (const name of await filesOf(recordPath)) {
      const file = await open(name);
      files.push(file);
      await indexFile(file, name, places);
    }
  } catch (cause) {
    await Promise.all(files.map(file => file.close()));
    if (cause instanceof EurusError) throw cause;
    throw new EurusError('RECORDS_UNREADABLE', `Cannot read ${recordPath}: ${messageOf(cause)}`, { cause });
  }
  return { places, files };
};

const filesOf = async (recordPath: string): Promise<string[]> => {
  if (!(await stat(recordPath)).isDirectory()) return [recordPath];
  const inside = path.join(recordPath, 'completions');
  const folder = existsSync(inside) ? inside : recordPath;
  // Compressed files are listed to be refused: passing over them would leave records out in silence.
  const names = (await readdir(folder)).filter(name => /\.jsonl(\.gz)?$/.test(name)).sort();
  return names.map(name => path.join(folder, name));
};

const indexFile = async (file: FileHandle, name: string, places: Map<Key, Place>): Promise<void> => {
  await refuseGzip(file, name);
  let line = 0;
  for await (const { bytes, start, ended } of linesOf(file, name)) {
    line++;
    if (bytes.toString('latin1').trim() === '') continue;
    const completion = toCompletion(bytes);
    if (completion === null) {
      // A last line without its newline is what a killed writer leaves behind.
      if (!ended) continue;
      throw new EurusError('RECORDS_UNREADABLE', `${name}:${line} is not a completion record`);
    }
    const failed = completion.error !== null;
    if (failed && places.get(completion.key)?.failed === false) continue;
    places.set(completion.key, { file, start, length: bytes.length, failed });
  }
};

/** Records are found again by their place in the file, and a compressed file has no such places. */
const refuseGzip = async (file: FileHandle, name: string): Promise<void> => {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
  if (bytesRead < 2 || buffer.readUInt16BE() !== gzipMagic) return;
  throw new EurusError('RECORDS_UNREADABLE', `${name} is compressed with gzip; replay needs it plain`, {
    hint: `Unpack it first, for example with gunzip`,
  });
};

type Line = { readonly bytes: Buffer; readonly start: number; readonly ended: boolean };

/** Lines with the place where they start, which no ready-made line reader tells. */
const linesOf = async function* (file: FileHandle, name: string): AsyncGenerator<Line> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  let start = 0;
  for (let at = 0; ; ) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, at);
    if (bytesRead === 0) break;
    let from = 0;
    for (let end = buffer.indexOf(10); end >= 0 && end < bytesRead; end = buffer.indexOf(10, from)) {
      const bytes = Buffer.concat([...rest, buffer.subarray(from, end)]);
      rest = [];
      restBytes = 0;
      yield { bytes, start, ended: true };
      from = end + 1;
      start = at + from;
    }
    rest.push(buffer.subarray(from, bytesRead));
    restBytes += bytesRead - from;
    if (restBytes > maxLineBytes) {
      throw new EurusError('RECORDS_UNREADABLE', `${name} has a line longer than ${maxLineBytes} bytes`);
    }
    at += bytesRead;
  }
  if (restBytes > 0) yield { bytes: Buffer.concat(rest), start, ended: false };
};

const toCompletion = (bytes: Buffer): Completion | null => {
  try {
    return decodeCompletion(JSON.parse(bytes.toString('utf8')));
  } catch {
    return null;
  }
};
