import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take long, the longest of CI first: begun last, one of them would leave all cores but one idle. */
const longest: readonly RegExp[] = [
  /full-sets\/(?:mmlu|first-three|math|gsm-plus)/,
  /references|killed-anywhere|episodes-killed|commands|alternating|mint-replay|browser|golden/,
  /full-sets\/|evalplus|attacks|sessions|outside|pressure/,
  /image|memory|killed|episodes-sandboxes|server-trouble|reuse/,
  /plot|\/ci\.|verify|programs|signals/,
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({ moduleId }: TestSpecification): number => {
      const path = moduleId.slice(moduleId.lastIndexOf('/test/'));
      const found = longest.findIndex(pattern => pattern.test(path));
      return found === -1 ? longest.length : found;
    };
    return sorted.sort((a, b) => place(a) - place(b));
  }
}

/** Longest time of a test; those that name one of their own name a longer one. */
const fenceMs = 300_000;

/** Tests that look at the children of their own process: each file has one to itself, which half a second of start pays for. */
const ofProcesses = ['test/sandbox/**/*.test.ts'];

// Programs of ours that tests start by their sources, and packages that workers load, are compiled once for all of them.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
  new URL('node_modules/.cache/eurus-eval-tests', import.meta.url),
);

export default defineConfig({
  // Templates import the package by its name, as its users do.
  resolve: { alias: { 'eurus-eval': fileURLToPath(new URL('src/index.ts', import.meta.url)) } },
  test: {
    // Tests wait for deadlines and servers for two fifths of their time: one file a core would leave the cores idle.
    maxWorkers: 2 * availableParallelism(),
    sequence: { sequencer: LongestFirst },
    // Fences against what never ends, not measures: the machine may be busy, CI's with others' work too.
    testTimeout: fenceMs,
    hookTimeout: fenceMs,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      // One worker for many files saves their imports and its own start. These keep no state of the process.
      {
        extends: true,
        test: { name: 'rooms', include: ['test/**/*.test.ts'], exclude: ofProcesses, isolate: false },
      },
      // These see the processes that another file has left or not yet ended.
      { extends: true, test: { name: 'processes', include: ofProcesses } },
    ],
    reporters: process.env.CI ? ['default', ['json', { outputFile: 'coverage/tests.json' }]] : ['default'],
  },
});
