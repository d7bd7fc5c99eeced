import type { Manifest } from '../core/index.ts';
import type { PlannedTask } from '../run/plan.ts';
import { visible } from '../run/quote.ts';
import { type Part, partLabel } from './parts.ts';

/** What parts were made with: it may differ, and a reader of the numbers should know. */
export const environmentNotes = (parts: readonly Part[]): readonly string[] => {
  const asked = parts.filter(({ isOut }) => !isOut);
  return [
    differing('eurus-eval', asked, ({ manifest }) => manifest.eurus_eval),
    differing('the sandbox', asked, ({ manifest: { environment } }) => {
      const { sandbox } = environment;
      return sandbox === null ? null : `${sandbox.name}, Python ${sandbox.python ?? 'none'}`;
    }),
  ].flat();
};

/** One line where parts differ. @param saidBy null for a part that has none */
const differing = (
  what: string,
  parts: readonly Part[],
  saidBy: (part: Part) => string | null,
): readonly string[] => {
  const groups = Map.groupBy(
    parts.filter(part => saidBy(part) !== null),
    part => saidBy(part) ?? '',
  );
  if (groups.size < 2) return [];
  const said = [...groups].map(([value, its]) => {
    const [first] = its;
    const more = its.length > 1 ? ` and ${its.length - 1} more` : '';
    return `${visible(value)} in ${first === undefined ? '' : partLabel(first)}${more}`;
  });
  return [`The parts differ in ${what}: ${said.join('; ')}.`];
};

/** Graders whose version here is another than that of the verdicts. */
export const versionNotes = (
  { grader_versions: versions = {} }: Manifest,
  planned: readonly PlannedTask[],
): readonly string[] => {
  const older = planned.flatMap(({ name, graders }) =>
    graders
      .filter(
        grader => (versions[`${name}.${grader.name}`] ?? grader.grader.version) !== grader.grader.version,
      )
      .map(grader => `${name} by ${grader.name}`),
  );
  if (older.length === 0) return [];
  return [
    `Judged by another version of the grader: ${older.join(', ')}. "eurus-eval score" on the joined run judges anew.`,
  ];
};
