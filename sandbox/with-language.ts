import type { Program, Sandbox } from '../src/core/index.ts';

/** A sandbox that hands programs in one language to another one, opened when the first of them comes. */
export const withLanguage = (
  main: Sandbox,
  language: Program['language'],
  openOther: () => Promise<Sandbox>,
): Sandbox => {
  let other: Promise<Sandbox> | null = null;
  return {
    name: main.name,
    workers: main.workers,
    // Of the main language only: other sandboxes, which are not open yet, are as fast as what they stand for.
    ...(main.slowdown === undefined ? {} : { slowdown: main.slowdown }),
    ...(main.openSession === undefined ? {} : { openSession: main.openSession }),
    get python() {
      return main.python;
    },
    run: async program => {
      if (program.language !== language) return main.run(program);
      other ??= openOther();
      return (await other).run(program);
    },
    close: async () => {
      const second = await other?.catch(() => null);
      await Promise.all([main.close(), second?.close()]);
    },
  };
};
