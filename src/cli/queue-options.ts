import type { Argv } from 'yargs';
import type { OpenJudging } from '../run/index.ts';
import { oneText } from './arguments.ts';
import { codeIdentity } from './code-identity.ts';
import { version } from './version.ts';

/** The flag of every command that can hand out its scoring. */
export const queueOptions = <A>(parser: Argv<A>) =>
  parser.option('queue', {
    describe: 'Score by the workers of this queue: redis://HOST:PORT; its password is $EURUS_QUEUE_PASSWORD',
    type: 'string',
    coerce: oneText('--queue'),
  });

/** Minutes that a queue is waited for when it is away or full. */
const patienceMs = 10 * 60_000;

/** The queue that a flag names, or undefined. Nothing of it is loaded before it is used. */
export const queueOf = async (
  url: string | undefined,
  sandbox: string | undefined,
): Promise<OpenJudging | undefined> => {
  if (url === undefined) return undefined;
  const { nameOfQueue, openQueue } = await import('../queue/index.ts');
  const address = addressOfQueue(url);
  nameOfQueue(address);
  return openQueue({
    address,
    program: { version: version(), code: codeIdentity() },
    sandbox: sandbox === 'native' || sandbox === 'wasm' ? sandbox : null,
    patienceMs,
  });
};

export const addressOfQueue = (url: string): { url: string; password?: string } => {
  const password = process.env.EURUS_QUEUE_PASSWORD;
  return password === undefined || password === '' ? { url } : { url, password };
};
