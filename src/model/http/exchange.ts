import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { Gathered } from './body.ts';
import { undici } from './undici.ts';

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The answer to a request: its head, and its body as far as that is there. */
export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  /** Complete, or still coming. */
  readonly body: Gathered | Readable;
};

/**
 * Most bytes of a body that is gathered, in which case the reply comes with the whole of it; null for one that is to be
 * read while it comes.
 */
export type Gather = (status: number, headers: Headers) => number | null;

/** One request on its way through undici. */
export type Exchange = {
  readonly reply: Promise<Reply>;
  /** True once something of the answer has come. */
  readonly answered: boolean;
  /** Ends it, wherever it is; after its end this does nothing. */
  abort(): void;
};

/**
 * Sends a request. In place of undici's own `request`, which makes a stream, an abort signal's listeners and an async
 * resource for each answer: thrice the processor time of all else where answers are short.
 */
export const startExchange = (
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  gather: Gather,
): Exchange => {
  const handler = new Handler(gather);
  dispatcher.dispatch(options, handler);
  return handler;
};

/** What undici calls. A class, since there is one a request: its functions are made once. */
class Handler implements Dispatcher.DispatchHandler, Exchange {
  readonly #settled: PromiseWithResolvers<Reply> = Promise.withResolvers();
  readonly #gather: Gather;
  #controller: Dispatcher.DispatchController | null = null;
  #head: Omit<Reply, 'body'> | null = null;
  readonly #chunks: Buffer[] = [];
  #length = 0;
  #most = 0;
  #stream: Readable | null = null;
  #aborted: Error | null = null;
  #over = false;

  constructor(gather: Gather) {
    this.#gather = gather;
  }

  get reply(): Promise<Reply> {
    return this.#settled.promise;
  }

  get answered(): boolean {
    return this.#head !== null;
  }

  abort(): void {
    this.#aborted ??= new (undici().errors.RequestAbortedError)();
    if (this.#stream !== null) this.#stream.destroy(this.#aborted);
    else if (this.#controller !== null) this.#controller.abort(this.#aborted);
    // It waits for a connection.
    else this.#settled.reject(this.#aborted);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#aborted !== null) controller.abort(this.#aborted);
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    // 1xx comes before the answer.
    if (status < 200) return;
    this.#head = { status, headers };
    const most = this.#gather(status, headers);
    if (most !== null) {
      this.#most = most;
      return;
    }
    this.#stream = this.#open(controller);
    this.#settled.resolve({ status, headers, body: this.#stream });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#stream !== null) {
      if (!this.#stream.push(chunk)) controller.pause();
      return;
    }
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length <= this.#most) return;
    this.#end(false);
    controller.abort(new (undici().errors.RequestAbortedError)());
  }

  onResponseEnd(): void {
    this.#over = true;
    if (this.#stream === null) this.#end(true);
    else this.#stream.push(null);
  }

  onResponseError(_controller: unknown, error: Error): void {
    const stream = this.#stream;
    if (stream === null) this.#settled.reject(error);
    // Whoever was just told of the stream listens to it first.
    else queueMicrotask(() => stream.destroy(error));
  }

  #end(whole: boolean): void {
    if (this.#head === null) return;
    const [first] = this.#chunks;
    const bytes = first !== undefined && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    this.#settled.resolve({ ...this.#head, body: { bytes, whole } });
  }

  /** A body that comes no faster than it is read; who leaves it closes the connection. */
  #open(controller: Dispatcher.DispatchController): Readable {
    const stream = new Readable({
      read: () => controller.resume(),
      destroy: (error, done) => {
        if (!this.#over) controller.abort(error ?? new (undici().errors.RequestAbortedError)());
        done(error);
      },
    });
    // An error is for who reads; where nobody does any more, it is of no interest.
    return stream.on('error', () => undefined);
  }
}
