import { EurusError, oneLine } from '../core/index.ts';
import { clusterHint } from './redis-error.ts';
import { decodeInfo, evictionProblem, fieldsOf } from './server-status.ts';

/** Oldest version of Redis whose commands are enough. */
const oldest = '6.2';

/**
 * Looks at what a server says of itself (`INFO`).
 * @returns a line to warn of; null when all is well
 * @throws EurusError `USAGE` for a server that will not do
 */
export const judgeServer = (info: string, name: string): string | null => {
  const fields = fieldsOf(info);
  const version = fields.get('redis_version');
  if (version !== undefined && isOlder(version, oldest)) {
    throw new EurusError(
      'USAGE',
      `Redis at ${name} is version ${oneLine(version, 50)}, ${oldest} or newer is needed.`,
      {
        hint: 'Valkey will do as well.',
      },
    );
  }
  const mode = fields.get('redis_mode');
  if (mode === 'cluster' || mode === 'sentinel') {
    throw new EurusError('USAGE', `Redis at ${name} is a ${mode}, which is not supported.`, {
      hint: clusterHint,
    });
  }
  if (fields.get('role') === 'slave') {
    throw new EurusError('USAGE', `Redis at ${name} is a replica that can only be read.`, {
      hint: 'Name its primary server.',
    });
  }
  return evictionProblem(`Redis at ${name}`, decodeInfo(info));
};

const isOlder = (version: string, than: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [needsMajor = 0, needsMinor = 0] = than.split('.').map(Number);
  return major < needsMajor || (major === needsMajor && minor < needsMinor);
};
