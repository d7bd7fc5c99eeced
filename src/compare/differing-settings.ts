import { isObject, type Manifest, oneLine } from '../core/index.ts';

/**
 * In what two runs differ besides the model, a line each: what changes the questions, the answers or their judging.
 * @param names `<benchmark>.<protocol>` of what is compared
 */
export const differingSettings = (a: Manifest, b: Manifest, names: readonly string[]): readonly string[] => [
  ...names.flatMap(name => differences(name, asked(a, name), asked(b, name))),
  ...(isRecorded(a) || isRecorded(b) ? [] : differences('', asking(a), asking(b))),
  ...differences('', judging(a), judging(b)),
];

/** How samples were dealt to shards changes nothing: those that both have are compared. */
const asked = ({ benchmarks }: Manifest, name: string): unknown => ({
  ...benchmarks[name],
  cut_sha256: null,
});

/** Of recorded answers nobody knows how they were asked for. */
const isRecorded = ({ identity }: Manifest): boolean => identity.api === 'replay';

const asking = ({ identity: { api, settings, system, seed } }: Manifest): unknown => ({
  api,
  settings,
  'system message': system,
  seed,
});

const judging = ({ environment, eurus_eval }: Manifest): unknown => ({
  sandbox: environment.sandbox,
  'version of eurus-eval': eurus_eval,
});

/** The leaves in which two values differ. */
const differences = (path: string, a: unknown, b: unknown): readonly string[] => {
  if (isObject(a) && isObject(b)) {
    const fields = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return fields.flatMap(field => differences(path === '' ? field : `${path} ${field}`, a[field], b[field]));
  }
  const [one, other] = [shown(a), shown(b)];
  return one === other ? [] : [`${oneLine(path, 120)}: A ${one}, B ${other}`];
};

const shown = (value: unknown): string => {
  if (value === undefined || value === null) return 'none';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[0-9a-f]{64}$/.test(text) ? text.slice(0, 12) : oneLine(text, 80);
};
