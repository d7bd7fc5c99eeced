import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const outputs = join(root, '..', 'shared', 'data', 'outputs');
const data = process.env.EURUS_DATA_DIR ?? join(root, '..', 'shared', 'data', 'benchmarks');
const copies = 10;

/** Reads the file and parses every line: what no scorer can do without. */
const baseline = `
  const { createReadStream } = require('node:fs');
  const { createInterface } = require('node:readline');
  let rows = 0;
  createInterface({ input: createReadStream(process.argv[1]) })
    .on('line', line => { rows += JSON.parse(line).id ? 1 : 0; });
`;

/** Scoring 65,110 recorded BBH answers: CPU and memory, beside only reading them. */
export const benchScore = (): void => {
  if (!existsSync(outputs)) {
    console.log(`score         left out: no recorded outputs in ${outputs}`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'eurus-bench-'));
  try {
    execFileSync(process.execPath, [join(root, 'scripts', 'convert-outputs.ts'), outputs, folder], {
      stdio: 'ignore',
    });
    const file = join(folder, 'ten.jsonl');
    writeFileSync(file, readFileSync(join(folder, 'bbh-code-davinci-002-cot.jsonl'), 'utf8').repeat(copies));
    const cli = [join(root, 'bin', 'eurus-eval.js'), 'score', file, '--benchmark', 'bbh', '--data-dir', data];
    const read = measure(['-e', baseline, file]);
    for (const [what, more] of [
      ['one grader', []],
      ['all graders, kept', ['--grader', 'all', '--out', join(folder, 'run')]],
    ] as const) {
      const scored = measure([...cli, ...more, '--quiet']);
      console.log(
        `score         65,110 BBH answers, ${what}: ${scored.cpuS.toFixed(2)} s CPU, ${(scored.cpuS / read.cpuS).toFixed(1)} × only reading them; ${scored.peakMb} MB at most (limit 300)`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const report =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code of the measured process
  'data:text/javascript,process.on("exit",()=>{const u=process.resourceUsage();process.stderr.write(`\\nUSAGE ${u.userCPUTime+u.systemCPUTime} ${u.maxRSS}`)})';

const measure = (args: readonly string[]): { cpuS: number; peakMb: number } => {
  const { status, stderr } = spawnSync(process.execPath, ['--import', report, ...args], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const usage = /USAGE (\d+) (\d+)/.exec(stderr);
  if (status !== 0 || !usage) throw new Error(`the measured command failed: ${stderr}`);
  return { cpuS: Number(usage[1]) / 1e6, peakMb: Math.round(Number(usage[2]) / 1024) };
};
