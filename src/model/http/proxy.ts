import { EurusError } from '../../core/index.ts';

/** A proxy that requests go through, as the environment says. */
export type HttpProxy = {
  /** With the user name and the password, where it has them: never shown. */
  readonly url: string;
  /** `http://proxy.example:3128`, fit to be shown. */
  readonly shown: string;
  /** The variable that named it. */
  readonly variable: string;
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for an address: of `https_proxy` or `http_proxy`, after its protocol, unless `no_proxy` names its host;
 * upper case likewise, as curl and most programs read them.
 * @throws EurusError `USAGE` for a variable that holds no address of a proxy
 */
export const findProxy = (address: string, env: Environment): HttpProxy | null => {
  const { protocol, hostname, port } = new URL(address);
  const name = protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const [variable, text] = read(env, name);
  const [, exceptions] = read(env, 'no_proxy');
  if (text === '' || isExcepted(hostname, port, exceptions)) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  // What stands there may be a password, so it is not repeated.
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new EurusError('USAGE', `${variable} is not the address of an HTTP proxy`, {
      hint: `It looks like http://proxy.example:3128; unset ${variable} to go without`,
    });
  }
  return { url: url.href, shown: url.origin, variable };
};

/** The variable that is set, and its value; the lower case first. */
const read = (env: Environment, name: string): readonly [variable: string, value: string] => {
  const upper = name.toUpperCase();
  const value = env[name]?.trim() ?? '';
  return value === '' ? [upper, env[upper]?.trim() ?? ''] : [name, value];
};

/** Entries are hosts, with what is below them, or `*`; a port narrows one down. */
const isExcepted = (hostname: string, port: string, exceptions: string): boolean =>
  exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(entry => entry !== '')
    .some(entry => {
      if (entry === '*') return true;
      const [, name = '', only] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      const host = name.replace(/^\*?\./, '');
      const matches = hostname === host || hostname.endsWith(`.${host}`);
      return host !== '' && matches && (only === undefined || only === port);
    });
