import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { descendantsUsage } from './process-tree.ts';

const entry = fileURLToPath(new URL('../bin/eurus-eval.js', import.meta.url));

/** What one command took, with all processes it started. */
export type Measured = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly wallS: number;
  readonly cpuS: number;
  /** Of the program itself. */
  readonly ownPeakMb: number;
  /** Of the program and its workers together; what several share is counted once. */
  readonly peakMb: number;
};

/** Looking costs time itself, on a machine that the measured program shares. */
const sampleMs = 500;

/** Said by the measured process itself at its end: its processor time in microseconds, and the most it held in KiB. */
const report =
  'data:text/javascript,process.on("exit",()=>{const u=process.resourceUsage();process.stderr.write("\\nUSAGE "+(u.userCPUTime+u.systemCPUTime)+" "+u.maxRSS+"\\n")})';

/**
 * Runs the real program and measures it. Processes that are killed before anyone waits for them are seen twice
 * a second only; the figures of workers need Linux.
 */
export const measureCli = async (args: readonly string[]): Promise<Measured> => {
  const startedMs = performance.now();
  const child = spawn(process.execPath, ['--import', report, entry, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const workers = watchWorkers(child.pid ?? 0);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const { cpuMs, peakMb } = workers.end();
  const [, ownCpuUs = '0', ownPeakKb = '0'] = /\nUSAGE (\d+) (\d+)\n/.exec(stderr) ?? [];
  const ownPeakMb = Number(ownPeakKb) / 1024;
  return {
    code,
    stdout,
    stderr: stderr.replace(/\nUSAGE [\d ]+\n/, ''),
    wallS: (performance.now() - startedMs) / 1000,
    cpuS: Number(ownCpuUs) / 1e6 + cpuMs / 1000,
    ownPeakMb,
    peakMb: Math.max(peakMb, ownPeakMb),
  };
};

/** Looks again and again at what a process has started. */
const watchWorkers = (root: number) => {
  let [seenMs, goneMs, peakMb] = [0, 0, 0];
  const look = (): void => {
    const { cpuMs } = descendantsUsage(root);
    // Time that was there and is gone belonged to processes that nobody waited for.
    goneMs += Math.max(0, seenMs - cpuMs);
    seenMs = cpuMs;
    peakMb = Math.max(peakMb, descendantsUsage().memoryMb);
  };
  const timer = setInterval(look, sampleMs);
  return {
    end: () => {
      clearInterval(timer);
      return { cpuMs: goneMs + seenMs, peakMb };
    },
  };
};
