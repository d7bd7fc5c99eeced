import { EurusError, messageOf } from '../core/index.ts';
import { serverLine } from '../report/index.ts';
import type { Finding } from './finding.ts';
import { addressOfQueue } from './queue-options.ts';

/** Whether a queue can be reached and will do, and what would be better with its server. */
export const queueFindings = async (url: string): Promise<readonly Finding[]> => {
  const { openStatus } = await import('../queue/index.ts');
  try {
    const reader = await openStatus(addressOfQueue(url));
    try {
      const { queue, server, problems, workers } = await reader.read();
      const there = workers.length === 1 ? '1 worker' : `${workers.length} workers`;
      const detail = `${queue}: ${serverLine(server)}; ${there}`;
      return [
        { what: 'queue', state: 'works', detail, advice: '' },
        ...problems.map(
          (advice): Finding => ({ what: 'queue server', state: 'fails', detail: queue, advice }),
        ),
      ];
    } finally {
      reader.close();
    }
  } catch (error) {
    const advice = error instanceof EurusError ? (error.hint ?? '') : '';
    return [{ what: 'queue', state: 'fails', detail: messageOf(error), advice }];
  }
};
