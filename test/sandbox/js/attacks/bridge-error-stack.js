// Outcome: raised
// Looks for objects of the host in the frames of a stack.
Error.prepareStackTrace = (_error, frames) => frames;
const frames = new Error('x').stack;
const outer = frames.map(frame => frame.getThis?.()).find(one => one?.process);
outer.process.exit(0);
