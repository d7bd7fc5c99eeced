import { EurusError } from '../core/index.ts';
import { clusterHint } from './redis-error.ts';

/** Oldest version of Redis whose commands are enough. */
const oldest = '6.2';

/**
 * Looks at what a server says of itself (`INFO`).
 * @returns a line to warn of; null when all is well
 * @throws EurusError `USAGE` for a server that will not do
 */
export const judgeServer = (info: string, name: string): string | null => {
  const field = (key: string): string | undefined =>
    new RegExp(`^${key}:([^\\r\\n]{1,100})`, 'm').exec(info)?.[1];
  const version = field('redis_version');
  if (version !== undefined && isOlder(version, oldest)) {
    throw new EurusError('USAGE', `Redis at ${name} is version ${version}, ${oldest} or newer is needed.`, {
      hint: 'Valkey will do as well.',
    });
  }
  const mode = field('redis_mode');
  if (mode === 'cluster' || mode === 'sentinel') {
    throw new EurusError('USAGE', `Redis at ${name} is a ${mode}, which is not supported.`, {
      hint: clusterHint,
    });
  }
  if (field('role') === 'slave') {
    throw new EurusError('USAGE', `Redis at ${name} is a replica that can only be read.`, {
      hint: 'Name its primary server.',
    });
  }
  const policy = field('maxmemory_policy');
  if (policy === undefined || policy === 'noeviction' || field('maxmemory') === '0') return null;
  return `Redis at ${name} throws keys away when it is full (maxmemory-policy ${policy}): what it loses is handed in again, which costs time. Set it to noeviction.`;
};

const isOlder = (version: string, than: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [needsMajor = 0, needsMinor = 0] = than.split('.').map(Number);
  return major < needsMajor || (major === needsMajor && minor < needsMinor);
};
