import { createParser } from 'eventsource-parser';
import type { AnswerKind, AnswerReader, Reading } from './answer.ts';
import {
  type Body,
  createDecoder,
  decode,
  decodeWhole,
  type Gathered,
  maxAnswerBytes,
  maxErrorBytes,
  readBytes,
} from './body.ts';

/** How long a stream may stay open without more text after it has said that it is over. */
const closingMs = 1_000;

/** Told of every event of a stream, and whether there was text of the answer in it. */
type Heard = (text: boolean) => void;

/** True for the content types of a document; some servers name none. */
export const isDocument = (contentType: string): boolean =>
  contentType === '' || /^[\w.-]+\/([\w.-]+\+)?json\b/.test(contentType);

/** Believes the content type rather than what was asked for: some servers never stream, some always do. */
export const readAnswer = async <T>(
  body: Body,
  contentType: string,
  createReader: (kind: AnswerKind) => AnswerReader<T>,
  heard: Heard,
): Promise<Reading<T>> => {
  if (contentType.startsWith('text/event-stream')) return readEvents(body, createReader('events'), heard);
  if (isDocument(contentType)) {
    return readDocument(await readBytes(body, maxAnswerBytes), createReader);
  }
  const { bytes } = await readBytes(body, maxErrorBytes);
  return problem(`${contentType} instead of JSON: ${bytes.toString('utf8')}`);
};

/** The answer in a document that is there. */
export const readDocument = <T>(
  { bytes, whole }: Gathered,
  createReader: (kind: AnswerKind) => AnswerReader<T>,
): Reading<T> => {
  if (!whole) return problem(`more than ${maxAnswerBytes / 1024 / 1024} MiB`);
  const text = decodeWhole(bytes);
  if (text === null) return problem('invalid UTF-8');
  const reader = createReader('document');
  reader.add(text);
  return reader.finish();
};

const readEvents = async <T>(body: Body, reader: AnswerReader<T>, heard: Heard): Promise<Reading<T>> => {
  let events = 0;
  const onEvent = (event: { readonly data: string }) => {
    events += 1;
    reader.add(event.data);
  };
  const parser = createParser({ onEvent });
  const decoder = createDecoder();
  let bytes = 0;
  let closing: NodeJS.Timeout | null = null;
  let [length, wentOn, closed] = [0, false, false];
  const close = () => {
    closed = true;
    body.destroy();
  };
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > maxAnswerBytes) return problem(`more than ${maxAnswerBytes / 1024 / 1024} MiB`);
      const text = decode(decoder, chunk, true);
      if (text === null) return problem('invalid UTF-8');
      const before = events;
      parser.feed(text);
      // Usage may still follow the finish reason, but only more text is worth waiting long for: some gateways write
      // a finish reason into every event.
      const grew = reader.length() > length;
      length = reader.length();
      if (events > before) heard(grew || reader.complete());
      if (closing !== null && grew) {
        wentOn = true;
        closing.refresh();
      } else if (reader.complete()) closing ??= setTimeout(close, closingMs);
    }
  } catch (thrown) {
    // A finish reason that more text came after is no proof that the text was whole when the stream was cut.
    if (!closed && (wentOn || !reader.complete())) throw thrown;
  } finally {
    if (closing !== null) clearTimeout(closing);
  }
  const cut = !reader.complete();
  parser.feed('\n\n');
  const reading = reader.finish();
  return reading.ok || !cut ? reading : { ...reading, cut };
};

const problem = (text: string): Reading<never> => ({ ok: false, problem: text, status: null });
