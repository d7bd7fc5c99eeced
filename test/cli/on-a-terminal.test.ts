import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { type ServerOptions, startServer } from '../../src/scripted/index.ts';
import { temporaryFolder } from '../support/folder.ts';
import { hasTerminals, type OnTerminal, onTerminal } from '../support/pty.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';

const endOfFrame = '\u001b[?2026l';
const ctrlC = '\u0003';
/** Longer than what counts as one wish. */
const moment = 250;

/** A run of two benchmarks on a terminal, and a server that takes its time. */
const withRun = async (
  options: Partial<ServerOptions> & {
    limit?: number;
    more?: readonly string[];
    env?: Record<string, string>;
  },
  work: (terminal: OnTerminal) => Promise<void>,
): Promise<void> => {
  // More than is asked before it is stopped, however long the test takes for its steps.
  const { limit = 900, more = [], env = {}, ...rest } = options;
  const server = await startServer({ answer: () => '\\boxed{1}', latencyMs: 40, ...rest });
  try {
    const where = ['--base-url', server.url, '--data-dir', dataDirectory, '--results', temporaryFolder()];
    const args = ['run', 'gsm8k', 'svamp', '--limit', String(limit), '--model', 'vllm/m'];
    const terminal = onTerminal([...args, '--concurrency', '4', ...where, ...more], { env });
    try {
      await work(terminal);
      await terminal.ended;
    } finally {
      terminal.close();
    }
  } finally {
    await server.close();
  }
};

describeWithData('a run on a terminal', () => {
  const itHere = it.skipIf(!hasTerminals);

  itHere('shows a panel that stands still, follows the window, and goes without a trace', async () => {
    await withRun({ latencyMs: 200 }, async ({ screen, shows, resize, press, ended, raw }) => {
      await shows(/in flight/);
      expect(screen.cursorShown).toBe(false);
      await shows(/gsm8k\.cot .*━.* \d+\/900 .*%.*\n {2}svamp\.cot .* \d+\/900/s);
      for (const [columns, rows] of [
        [50, 20],
        [41, 12],
        [120, 40],
      ] as const) {
        await resize(columns, rows);
        const drawn = raw().length;
        // The second frame knows the window for sure; what has been read ends with one, not in the middle.
        const frames = () => raw().slice(drawn).split(endOfFrame);
        while (frames().length < 3 || frames().at(-1) !== '') await sleep(20);
        const lines = screen.visible();
        expect(lines.filter(line => line.includes('benchmark'))).toHaveLength(1);
        expect(lines.filter(line => line.includes('gsm8k'))).toHaveLength(1);
        expect(Math.max(...lines.map(line => line.length))).toBeLessThan(columns);
      }
      press(ctrlC);
      await shows(/^Stopping: finishing what is in flight.*\n {2}benchmark/m);
      expect(await ended).toBe(130);
      expect(screen.cursorShown).toBe(true);
      expect(screen.text().join('\n')).toContain('Interrupted after');
      expect(screen.text().join('\n')).not.toMatch(/[━╸]|so far/);
      expect(raw()).toContain('\u001b[36m');
    });
  });

  itHere('drops what is in flight at the second Ctrl-C', async () => {
    await withRun({ latencyMs: 600_000 }, async ({ screen, shows, press, ended }) => {
      await shows('in flight 4');
      press(ctrlC);
      await shows('finishing 4 requests in flight');
      await sleep(moment);
      press(ctrlC);
      expect(await ended).toBe(130);
      expect(screen.cursorShown).toBe(true);
      expect(screen.text().join('\n')).toMatch(/Interrupted after 0 of 1,?800 completions/);
    });
  });

  itHere('takes two signals in one moment for one Ctrl-C', async () => {
    await withRun({}, async ({ shows, press, ended, screen }) => {
      await shows(/in flight/);
      press(ctrlC + ctrlC);
      expect(await ended).toBe(130);
      expect(screen.text().join('\n')).not.toContain('Stopping now');
    });
  });

  itHere('stops while it waits to try again', async () => {
    const answer = () => ({ status: 503, headers: { 'retry-after': '100' } });
    await withRun({ answer }, async ({ shows, press, ended, screen }) => {
      await shows(/in flight/);
      press(ctrlC);
      await shows('Stopping');
      await sleep(moment);
      press(ctrlC);
      expect(await ended).toBe(130);
      expect(screen.cursorShown).toBe(true);
    });
  });

  itHere('stops at the first Ctrl-C while the server is asked whether it is there', async () => {
    const silent = createServer(socket => socket.on('error', () => {}));
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const args = ['run', 'svamp', '--model', 'vllm/m', '--base-url', `http://127.0.0.1:${port}/v1`];
    const terminal = onTerminal([...args, '--data-dir', dataDirectory, '--results', temporaryFolder()]);
    try {
      await terminal.shows('asking the server whether it is there');
      terminal.press(ctrlC);
      expect(await terminal.ended).toBe(130);
      expect(terminal.screen.cursorShown).toBe(true);
    } finally {
      terminal.close();
      silent.close();
    }
  });

  itHere('draws neither colour nor bars with NO_COLOR', async () => {
    await withRun({ env: { NO_COLOR: '1' } }, async ({ shows, press, raw }) => {
      await shows(/gsm8k\.cot +\d+\/900.*in flight/s);
      press(ctrlC);
      await shows('Interrupted');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
      expect(raw()).not.toMatch(/\u001b\[[\d;]*m|[━╸█▁]/);
    });
  });

  itHere('draws ASCII where the locale knows no more', async () => {
    await withRun({ env: { LANG: 'C' } }, async ({ shows, press, raw }) => {
      await shows(/gsm8k\.cot +#+-+ +\d+\/900/);
      press(ctrlC);
      await shows('Stopping');
      expect(raw()).not.toMatch(/[━╸•✓]/);
    });
  });

  itHere.each([
    ['--quiet', ['--quiet'], {}],
    ['CI', [], { CI: 'true' }],
    ['TERM=dumb', [], { TERM: 'dumb' }],
  ] as const)('redraws nothing: %s', async (_, more, env) => {
    await withRun({ limit: 3, more, env, latencyMs: 0 }, async ({ ended, raw }) => {
      expect(await ended).toBe(0);
      expect(raw()).not.toContain('\u001b[?');
      expect(raw().includes('Results:')).toBe(!more.includes('--quiet' as never));
    });
  });
});
