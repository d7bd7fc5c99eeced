import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export type EchoFault =
  | { readonly status: number; readonly body?: unknown }
  | { readonly document: (document: Record<string, unknown>) => unknown }
  | { readonly raw: string }
  | 'reset';

export type EchoServerOptions = {
  /** The tokens of a text; joined they are the text. */
  readonly tokenize?: (text: string) => readonly string[];
  /** Of a token after those before it; by model. */
  readonly logprob?: (token: string, before: readonly string[], model: string) => number | null;
  /** Put before every text, as a server does with the beginning-of-sequence token; '': nothing. */
  readonly bos?: string;
  /** True: a request for no new token is refused. */
  readonly generates?: boolean;
  readonly fault?: (text: string, asked: number) => EchoFault | null;
  readonly latencyMs?: number;
};

export type EchoServer = {
  /** With `/v1`. */
  readonly url: string;
  /** The texts that were asked about. */
  readonly texts: readonly string[];
  readonly bodies: readonly Record<string, unknown>[];
};

/** Words with the blank before them, other blanks, signs: as many tokenizers of subwords cut a text of short words. */
export const words = (text: string): readonly string[] =>
  text.match(/ ?[\p{L}\p{N}]+|\s|[^\s\p{L}\p{N}]/gu) ?? [];

/** A log-probability that follows from the token, what stands before it, and the model; anybody can compute it again. */
export const knownLogprob = (token: string, before: readonly string[], model: string): number =>
  -(0.25 * token.length + 0.125 * (before.length % 5) + 0.0625 * (model.length % 4));

/**
 * A completions server on loopback that gives the log-probabilities of what it is asked: by `echo`, and by vLLM's
 * `prompt_logprobs`. It is closed when the test ends.
 */
export const startEchoServer = async (options: EchoServerOptions = {}): Promise<EchoServer> => {
  const { tokenize = words, logprob = knownLogprob, bos = '<s>', generates = false, fault } = options;
  const texts: string[] = [];
  const bodies: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    void read(request).then(async body => {
      const send = (status: number, value: unknown): void => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(typeof value === 'string' ? value : JSON.stringify(value));
      };
      if (request.url !== '/v1/completions') return send(404, { error: { message: 'no such path' } });
      if (generates && body.max_tokens === 0) {
        return send(400, { error: { message: 'max_tokens must be at least 1, got 0.' } });
      }
      const text = String(body.prompt);
      texts.push(text);
      bodies.push(body);
      const its = fault?.(text, texts.length - 1) ?? null;
      if (options.latencyMs !== undefined) await new Promise(go => setTimeout(go, options.latencyMs));
      if (its === 'reset') return void request.socket.destroy();
      if (its !== null && 'status' in its)
        return send(its.status, its.body ?? { error: { message: 'scripted' } });
      if (its !== null && 'raw' in its) return send(200, its.raw);
      const tokens = [...(bos === '' ? [] : [bos]), ...tokenize(text)];
      const values = tokens.map((token, at) =>
        at === 0 ? null : logprob(token, tokens.slice(0, at), String(body.model)),
      );
      const made = Number(body.max_tokens) > 0 ? [' new'] : [];
      const logprobs = {
        tokens: [...tokens, ...made],
        token_logprobs: [...values, ...made.map(() => -0.5)],
        top_logprobs: null,
      };
      const listed = tokens.map((token, at) =>
        at === 0 ? null : { [String(1000 + at)]: { logprob: values[at], rank: 1, decoded_token: token } },
      );
      const document = {
        id: 'echo',
        object: 'text_completion',
        created: 0,
        model: body.model,
        choices: [
          {
            index: 0,
            text: body.echo === true ? text + made.join('') : made.join(''),
            finish_reason: 'length',
            logprobs: body.echo === true ? logprobs : null,
            ...(body.prompt_logprobs === undefined ? {} : { prompt_logprobs: listed }),
          },
        ],
        usage: { prompt_tokens: tokens.length, completion_tokens: made.length },
      };
      send(200, its !== null && 'document' in its ? its.document(document) : document);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1`, texts, bodies };
};

const read = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
};
