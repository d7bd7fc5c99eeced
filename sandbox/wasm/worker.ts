/** A worker process: runs one program at a time in isolates, blocking; the pool watches it from outside. */
import { messageOf } from '../../src/core/index.ts';
import type { CellOrder, FromWorker, PackagePaths, ProgramOrder, ToWorker } from '../messages.ts';
import { readPackages } from './archive.ts';
import { loadAssets } from './assets.ts';
import { type Cells, createCells } from './cells.ts';
import { loadImage } from './image.ts';
import { type Image, startInterpreter } from './interpreter.ts';
import { createPlaces } from './places.ts';
import { createRunner, type Exchange, type Runner } from './run.ts';

const send = (message: FromWorker): void => {
  process.send?.(message);
};

// V8 has lost an isolate: nothing in this process can be trusted any more.
const onCatastrophe = (message: string): void => {
  process.stderr.write(`${message}\n`);
  process.kill(process.pid, 'SIGABRT');
};

const start = (cacheDirectory: string): ((order: ToWorker) => void) => {
  const startedMs = performance.now();
  const assets = loadAssets();
  const { image, cold } = loadImage(assets, cacheDirectory);
  const exchange: Exchange = { answer: () => '-' };
  const places = createPlaces(image, (from, forTests) =>
    startInterpreter(assets, from, forTests ? question => exchange.answer(question) : null, onCatastrophe),
  );
  const runner = createRunner(places, image, exchange);
  const cells = createCells(places, image);
  let withPackages: Image | undefined;
  /** An image with the packages; the plain one, which lacks them, when they cannot be had. */
  const imageWith = (paths: PackagePaths): Image => {
    try {
      withPackages ??= loadImage(assets, cacheDirectory, readPackages(paths)).image;
    } catch (error) {
      process.stderr.write(`${messageOf(error)}\n`);
      withPackages = image;
    }
    return withPackages;
  };
  places.prepare();
  send({ kind: 'ready', python: image.python, cold, startMs: performance.now() - startedMs });
  return order => {
    const from = order.packages === undefined ? image : imageWith(order.packages);
    if (order.kind === 'cell') executeCell(cells, order, from);
    else {
      if (order.packages !== undefined) send({ kind: 'begun', id: order.id });
      send(execute(runner, order, from));
    }
    // What a bad program used up is replaced while nobody waits.
    setImmediate(() => places.prepare());
  };
};

/** The runner throws only before anything of the program has run. */
const execute = (runner: Runner, { id, program }: ProgramOrder, image: Image): FromWorker => {
  try {
    return { kind: 'done', id, execution: runner.run(program, image) };
  } catch (error) {
    return { kind: 'fault', id, message: messageOf(error) };
  }
};

/** Answers first, then writes down what the session has become: nobody waits for that but the next one. */
const executeCell = (cells: Cells, order: CellOrder, image: Image): void => {
  const { id } = order;
  try {
    send(cells.run(order, image, lost => send({ kind: 'begun', id, lost })));
  } catch (error) {
    send({ kind: 'fault', id, message: messageOf(error) });
    return;
  }
  send({ kind: 'kept', id, bytes: cells.keep(order, image) });
};

process.on('disconnect', () => process.exit(0));
// A terminal's Ctrl-C is the parent's business.
process.on('SIGINT', () => undefined);
try {
  const run = start(process.argv[2] ?? '');
  process.on('message', run);
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
}
