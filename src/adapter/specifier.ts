/** What names an adapter from outside: a path or a package, and the protocol asked for. */
export type Specifier = {
  readonly target: string;
  readonly kind: 'path' | 'package';
  /** Behind `#`: `./my-bench/benchmark.ts#pot`. */
  readonly protocol: string | null;
};

const packageName = /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*(?:\/[\w./-]+)?$/;

/** A name of the command line as an adapter from outside, or null when it can be none. */
export const specifierOf = (name: string): Specifier | null => {
  const hash = name.lastIndexOf('#');
  const [target, protocol] = hash < 0 ? [name, null] : [name.slice(0, hash), name.slice(hash + 1)];
  if (isPath(target)) return { target, kind: 'path', protocol };
  return packageName.test(target) ? { target, kind: 'package', protocol } : null;
};

/** `./x`, `../x`, `/x`, `x\y`, and files by their ending; `@scope/name` is a package. */
const isPath = (target: string): boolean =>
  /^(?:\.{1,2}(?:$|[/\\])|[/\\]|[A-Za-z]:[/\\])/.test(target) ||
  /\.[cm]?[jt]s$/.test(target) ||
  (/[/\\]/.test(target) && !target.startsWith('@'));
