import { type CallContext, EurusError } from '../../core/index.ts';
import { createClient } from '../http/client.ts';
import { type Failure, withRetries } from '../http/retry.ts';
import type { Target } from '../target.ts';
import type { RewardOptions } from './options.ts';
import { createDocumentReader } from './reading.ts';

const defaultFirstRetryDelayMs = 500;

/** A document of the server, or why there is none: with the HTTP status, where one was the reason. */
export type Asked =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: EurusError; readonly status: number | null };

export type Asking = {
  /**
   * Sends a body, again where a failure may pass.
   * @param weight for how many answers it asks
   */
  ask(body: Readonly<Record<string, unknown>>, context: CallContext, weight: number): Promise<Asked>;
  close(): Promise<void>;
};

type AskingOptions = Pick<
  RewardOptions,
  'timeoutMs' | 'connectTimeoutMs' | 'concurrency' | 'maxRetries' | 'patienceMs' | 'firstRetryDelayMs'
>;

/**
 * Asks a server for JSON documents; reading them is for others. One that is not there at the first word is not waited for:
 * most likely its address is wrong. One that has been there is, as its failures may pass.
 */
export const createAsking = (target: Target, options: AskingOptions): Asking => {
  const client = createClient(target, options, target.provider.dialect);
  const policy = {
    maxRetries: options.maxRetries,
    firstDelayMs: options.firstRetryDelayMs ?? defaultFirstRetryDelayMs,
    patienceMs: options.patienceMs,
  };
  let reached = false;
  return {
    ask: async (body, context, weight) => {
      let last: Failure | null = null;
      const text = JSON.stringify(body);
      try {
        const { value } = await withRetries(
          async () => {
            const tried = await client.generate(target.url, text, createDocumentReader, context.signal);
            last = tried.ok ? null : tried.failure;
            reached ||= tried.ok || tried.failure.error.code !== 'ENDPOINT_UNREACHABLE';
            return tried.ok || reached
              ? tried
              : { ...tried, failure: { ...tried.failure, transient: false } };
          },
          policy,
          context,
          () => null,
          weight,
        );
        return { ok: true, value: value.value };
      } catch (thrown) {
        if (!(thrown instanceof EurusError)) throw thrown;
        return { ok: false, error: thrown, status: statusOf(last) };
      }
    },
    close: () => client.close(),
  };
};

const statusOf = (failure: Failure | null): number | null => failure?.status ?? null;
