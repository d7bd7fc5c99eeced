import { withInterrupts } from '../../src/cli/interrupts.ts';
import { processTerminal } from '../../src/cli/terminal.ts';

// Work that takes no notice of any wish to stop.
const terminal = processTerminal();
process.exitCode = await withInterrupts(
  terminal,
  {
    drains: process.argv[2] === 'drains',
    goesOn: 'The same command goes on.',
    patienceMs: Number(process.argv[3]),
  },
  () =>
    new Promise<number>(() => {
      setInterval(() => {}, 1_000);
      terminal.note('started');
    }),
);
