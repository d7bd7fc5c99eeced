/**
 * Switches sessions in one interpreter and looks through the whole memory that it can read. Prints what was found, as
 * JSON: where the secret of the first session lies while it is in place, while another is, and when it is back.
 */
import { loadAssets } from '../../../sandbox/wasm/assets.ts';
import { loadImage } from '../../../sandbox/wasm/image.ts';
import { type Interpreter, startInterpreter } from '../../../sandbox/wasm/interpreter.ts';

const [, , folder = '', secret = ''] = process.argv;
const assets = loadAssets();
const { image } = loadImage(assets, folder);
const interpreter: Interpreter = startInterpreter(assets, image, null, message => {
  throw new Error(message);
});

let cells = 0;
const run = (source: string): unknown => {
  interpreter.resume({
    stdin: '',
    memoryLimitBytes: 2 ** 28,
    maxOutputBytes: 10_000,
    deadlineMs: Date.now() + 10_000,
    interrupts: true,
  });
  const reply = interpreter.ask('cell', JSON.stringify({ source, number: ++cells, seconds: 10 }), 10_000);
  if (!('text' in reply)) throw new Error(JSON.stringify(reply));
  const { value, traceback } = JSON.parse(reply.text) as { value: string | null; traceback: string | null };
  return traceback ?? value;
};
const memory = () =>
  Buffer.from(
    interpreter
      .functionOf('part')
      .applySync(undefined, [0, interpreter.memoryBytes()], { result: { copy: true } }) as Uint8Array,
  );
const wide = Buffer.concat([...secret].map(letter => Buffer.from([letter.charCodeAt(0), 0, 0, 0])));
const places = () => {
  const bytes = memory();
  const count = (what: Buffer): number => {
    let found = 0;
    for (let at = bytes.indexOf(what); at >= 0; at = bytes.indexOf(what, at + 1)) found++;
    return found;
  };
  return count(Buffer.from(secret)) + count(Buffer.from(secret, 'utf16le')) + count(wide);
};
/** How many bytes are not those of the image, but for the stack, which is to be empty. */
const strange = () => {
  const bytes = memory();
  const base = Buffer.from(image.base.buffer.slice(0, image.facts.heapEnd));
  const { stackEnd, stackPointer, heapEnd } = image.facts;
  const same =
    bytes.subarray(0, stackEnd).equals(base.subarray(0, stackEnd)) &&
    bytes.subarray(stackPointer, heapEnd).equals(base.subarray(stackPointer, heapEnd));
  const isEmpty = (part: Buffer) => part.equals(Buffer.alloc(part.length));
  return !same || !isEmpty(bytes.subarray(stackEnd, stackPointer)) || !isEmpty(bytes.subarray(heapEnd));
};

interpreter.wake(null);
run(`
import os
secret = bytes.fromhex('${Buffer.from(secret).toString('hex')}').decode()
held = [secret + str(n) for n in range(2000)] + [secret + chr(0x1F600)]
os.environ['SECRET'] = secret
open('secret.txt', 'w').write(secret)
def deep(n, *text):
    return '%s' % (secret,) if n == 0 else deep(n - 1, secret + str(n))
block = bytearray(secret.encode() * 600_000)
len(deep(500)), len(block)
`);
const state = interpreter.save(2 ** 30);
const inPlace = places();
interpreter.wake(null);
const afterSwitch = { secrets: places(), strange: strange() };
const seen = run("import os\nos.listdir('.'), os.environ.get('SECRET'), 'secret' in globals()");
const whileOther = places();
interpreter.save(2 ** 30);
interpreter.wake(state);
const back = run("len(held), os.environ['SECRET'] == secret, open('secret.txt').read() == secret");
process.stdout.write(JSON.stringify({ inPlace, afterSwitch, seen, whileOther, back, isBack: places() > 0 }));
process.exit(0);
