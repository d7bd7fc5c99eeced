import type { Redis } from 'ioredis';
import { EurusError } from '../core/index.ts';

export type WatchOptions = {
  readonly patienceMs: number;
  say(line: string): void;
  onBack(): void;
  onGone(error: EurusError): void;
};

/** Tells when a connection is lost and when it is back; after too long it is gone. */
export const watchConnection = (
  redis: Redis,
  name: string,
  { patienceMs, say, onBack, onGone }: WatchOptions,
): { stop(): void } => {
  let timer: NodeJS.Timeout | undefined;
  let isAway = false;
  const onClose = (): void => {
    if (isAway) return;
    isAway = true;
    say(`Redis at ${name} is away: waiting for it.`);
    // A timer knows no infinity.
    if (patienceMs === Number.POSITIVE_INFINITY) return;
    timer = setTimeout(() => {
      onGone(
        new EurusError('QUEUE_UNREACHABLE', `Redis at ${name} has been away for too long.`, {
          hint: 'The same command goes on when it is back.',
        }),
      );
    }, patienceMs);
  };
  const onReady = (): void => {
    if (!isAway) return;
    isAway = false;
    clearTimeout(timer);
    onBack();
    say(`Redis at ${name} is back.`);
  };
  redis.on('close', onClose);
  redis.on('ready', onReady);
  return {
    stop: () => {
      clearTimeout(timer);
      redis.off('close', onClose);
      redis.off('ready', onReady);
    },
  };
};
