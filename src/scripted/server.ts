import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type Choice, type ScriptedAnswer, toChoice } from './answer.ts';
import { streamedAnswer, wholeAnswer } from './dialect.ts';
import { parseRequest } from './request.ts';

export type ServerOptions = {
  /** The scripted model: called once for each choice that a client asks for. */
  readonly answer: Answer;
  /** When given, requests without this key are answered 401. */
  readonly apiKey?: string;
  /** Time that passes before each answer. */
  readonly latencyMs?: number;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Names that `/models` lists; others are then answered 404. Absent: any model is served, none listed. */
  readonly models?: readonly string[];
  /** Whether a last message of the assistant is continued without `continue_final_message` (default true). */
  readonly continuesAssistant?: boolean;
};

export type ScriptedServer = {
  /** The root to give as `--base-url`: `http://127.0.0.1:<port>/v1`. */
  readonly url: string;
  /** How many generations were asked for so far (`/models` not counted). */
  requests(): number;
  /** Stops listening and cuts what is open. */
  close(): Promise<void>;
};

const maxBodyBytes = 64 * 1024 * 1024;

/**
 * A server on loopback that speaks the OpenAI protocol (models, chat, completions; streaming or not) and answers
 * from a script. It stands in for a model in the demo and in tests; no model is behind it.
 */
export const startServer = async (options: ServerOptions): Promise<ScriptedServer> => {
  let asked = 0;
  const server = createServer((request, response) => {
    respond(request, response, options, () => ++asked).catch((cause: unknown) => {
      // A script that throws is a mistake in the script: say so to the client, never hang it.
      const message = cause instanceof Error ? cause.message : String(cause);
      if (response.headersSent) response.destroy();
      else sendError(response, 500, `the scripted answer failed: ${message}`);
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests: () => asked,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const respond = async (
  request: IncomingMessage,
  response: ServerResponse,
  options: ServerOptions,
  count: () => number,
): Promise<void> => {
  const { apiKey, models, latencyMs = 0 } = options;
  const body = await readBody(request);
  if (apiKey !== undefined && request.headers.authorization !== `Bearer ${apiKey}`) {
    return sendError(response, 401, 'Incorrect API key provided');
  }
  if (request.method === 'GET' && request.url === '/v1/models') {
    const data = (models ?? []).map(id => ({ id, object: 'model', owned_by: 'scripted' }));
    return sendJson(response, 200, JSON.stringify({ object: 'list', data }));
  }
  const api = apis[request.url ?? ''];
  if (api === undefined || request.method !== 'POST') {
    return sendError(response, 404, `no such endpoint: ${request.method} ${request.url}`);
  }
  if (body === null) return sendError(response, 413, 'the body is too large');
  const parsed = parseRequest(api, parseJson(body), options.continuesAssistant ?? true);
  if (!parsed.ok) return sendError(response, 400, parsed.message);
  const asked = parsed.request;
  if (models !== undefined && !models.includes(asked.model)) {
    return sendError(response, 404, `The model "${asked.model}" does not exist`);
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
    else return truncate(response, asked.stream, text => makeAnswer(text, id, asked), answer.text ?? '');
  }
  if (!asked.stream) return sendJson(response, 200, wholeAnswer(asked, id, choices));
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  response.end(streamedAnswer(asked, id, choices).join(''));
};

const apis: Readonly<Record<string, 'chat' | 'completions'>> = {
  '/v1/chat/completions': 'chat',
  '/v1/completions': 'completions',
};

type Asked = Parameters<typeof wholeAnswer>[0];

const makeAnswer = (text: string, id: string, asked: Asked): string => {
  const choices = [{ text, reasoning: null, finishReason: 'stop', logprobs: null }];
  return asked.stream ? streamedAnswer(asked, id, choices).join('') : wholeAnswer(asked, id, choices);
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

const sendError = (response: ServerResponse, status: number, message: string): void =>
  sendJson(response, status, JSON.stringify({ error: { message, type: 'invalid_request_error' } }));

const sendJson = (response: ServerResponse, status: number, text: string): void => {
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
