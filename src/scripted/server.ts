import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type Choice, type ScriptedAnswer, toChoice } from './answer.ts';
import { anthropicSpeech } from './anthropic.ts';
import { geminiSpeech } from './gemini.ts';
import { openAiSpeech } from './openai.ts';
import { flavours } from './openai-flavour.ts';
import type { Asked, Speech } from './speech.ts';

/** Whose API a server speaks: the way of a provider, or the OpenAI protocol as most understand it. */
export type Speaks = keyof typeof flavours | 'anthropic' | 'gemini';

export type ServerOptions = {
  /** Default `usual`: the OpenAI protocol, lenient. An API of one's own may be described instead. */
  readonly speaks?: Speaks | Speech;
  /** The scripted model: called once for each choice that a client asks for. */
  readonly answer: Answer;
  /** When given, requests without this key are refused. */
  readonly apiKey?: string;
  /** Time that passes before each answer. */
  readonly latencyMs?: number;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Names that `/models` lists; others are then answered 404. Absent: any model is served, none listed. */
  readonly models?: readonly string[];
  /**
   * Whether a last message of the assistant is continued without `continue_final_message`, in the OpenAI protocol;
   * default: as the server that it speaks like.
   */
  readonly continuesAssistant?: boolean;
};

export type ScriptedServer = {
  /** The root to give as `--base-url`: `http://127.0.0.1:<port>/v1`, in Gemini's API `/v1beta`. */
  readonly url: string;
  /** How many generations were asked for so far (`/models` not counted). */
  requests(): number;
  /** Stops listening and cuts what is open. */
  close(): Promise<void>;
};

const maxBodyBytes = 64 * 1024 * 1024;

/**
 * A server on loopback that speaks the API of one of the providers (models and generations, streaming or not) and
 * answers from a script. It stands in for a model in the demo and in tests; no model is behind it.
 */
export const startServer = async (options: ServerOptions): Promise<ScriptedServer> => {
  let asked = 0;
  const speech = speechOf(options);
  const server = createServer((request, response) => {
    respond(request, response, speech, options, () => ++asked).catch((cause: unknown) => {
      // A script that throws is a mistake in the script: say so to the client, never hang it.
      const message = cause instanceof Error ? cause.message : String(cause);
      if (response.headersSent) response.destroy();
      else sendError(response, speech, 500, `the scripted answer failed: ${message}`);
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${speech.root}`,
    requests: () => asked,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const speechOf = ({ speaks = 'usual', continuesAssistant }: ServerOptions): Speech => {
  if (typeof speaks === 'object') return speaks;
  if (speaks === 'anthropic') return anthropicSpeech;
  if (speaks === 'gemini') return geminiSpeech;
  const flavour = flavours[speaks];
  if (continuesAssistant === undefined) return openAiSpeech(flavour);
  return openAiSpeech({ ...flavour, continues: continuesAssistant ? 'always' : 'asked' });
};

const respond = async (
  request: IncomingMessage,
  response: ServerResponse,
  speech: Speech,
  options: ServerOptions,
  count: () => number,
): Promise<void> => {
  const { apiKey, models, latencyMs = 0 } = options;
  const body = await readBody(request);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const below = pathname.startsWith(`${speech.root}/`) ? pathname.slice(speech.root.length) : null;
  const call = below === null ? null : speech.route(request.method ?? '', below, searchParams);
  if (call === null) {
    return sendError(response, speech, 404, `no such endpoint: ${request.method} ${request.url}`);
  }
  if (apiKey !== undefined && speech.keyOf(request.headers) !== apiKey) {
    return sendError(response, speech, speech.wrongKey.status, speech.wrongKey.message);
  }
  if (call === 'models') return sendJson(response, 200, speech.models(models ?? []));
  if (body === null) return sendError(response, speech, 413, 'the body is too large');
  const parsed = speech.parse(call, parseJson(body), request.headers);
  if (!parsed.ok) return sendError(response, speech, speech.badRequest, parsed.message);
  const asked = parsed.request;
  if (models !== undefined && !models.includes(asked.model)) {
    return sendError(response, speech, 404, speech.noModel(asked.model));
  }
  const id = `scripted-${count()}`;
  if (latencyMs > 0) await sleep(latencyMs);
  const choices: Choice[] = [];
  for (let choice = 0; choice < asked.n; choice++) {
    const one = { ...asked, choice };
    const answer = await options.answer(one);
    if (typeof answer === 'string') choices.push(toChoice(one, { text: answer }));
    else if ('status' in answer) return sendStatus(response, answer);
    else if (!('fault' in answer)) choices.push(toChoice(one, answer));
    else if (answer.fault === 'reset') return void request.socket.destroy();
    else if (answer.fault === 'stall') return;
    else
      return truncate(response, asked.stream, text => makeAnswer(speech, text, id, asked), answer.text ?? '');
  }
  if (!asked.stream) return sendJson(response, 200, speech.document(asked, id, choices));
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  response.end(speech.events(asked, id, choices).join(''));
};

const makeAnswer = (speech: Speech, text: string, id: string, asked: Asked): string => {
  const choices = [{ text, reasoning: null, finishReason: 'stop', logprobs: null }];
  return asked.stream
    ? speech.events(asked, id, choices).join('')
    : JSON.stringify(speech.document(asked, id, choices));
};

/** Sends the first half of an answer. A stream then ends politely, as when a proxy gives up; a document is cut. */
const truncate = (
  response: ServerResponse,
  stream: boolean,
  answer: (text: string) => string,
  text: string,
): void => {
  const whole = answer(text);
  const half = whole.slice(0, Math.floor(whole.length / 2));
  if (stream) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(half);
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(whole) });
  response.write(half, () => response.destroy());
};

const sendStatus = (response: ServerResponse, answer: Extract<ScriptedAnswer, { status: number }>): void => {
  const { status, headers = {}, body = '' } = answer;
  const plain = typeof body === 'string' || body instanceof Uint8Array;
  response.writeHead(status, { 'content-type': plain ? 'text/plain' : 'application/json', ...headers });
  response.end(plain ? body : JSON.stringify(body));
};

const sendError = (response: ServerResponse, speech: Speech, status: number, message: string): void =>
  sendJson(response, status, speech.error(status, message));

const sendJson = (response: ServerResponse, status: number, value: unknown): void => {
  const text = JSON.stringify(value);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
};

/** The body, or null when it is larger than we read. */
const readBody = async (request: IncomingMessage): Promise<string | null> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  return bytes <= maxBodyBytes ? Buffer.concat(chunks).toString('utf8') : null;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
