/** A process that dies while its pool works: prints a line when its programs run. Argument: which sandbox. */
import { openSandbox } from '../support.ts';

const name = process.argv[2] === 'native' ? 'native' : 'wasm';
const sandbox = await openSandbox(name, 2);
const limits = { timeoutMs: 30_000, memoryMb: 128, maxOutputBytes: 1000 };
void sandbox.run({ language: 'python', code: 'while True: pass', limits }).catch(() => undefined);
setTimeout(() => process.stdout.write('running\n'), 300);
setInterval(() => undefined, 1000);
