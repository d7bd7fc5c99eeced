// Outcome: timed-out
// Never ends while V8 writes a stack.
Error.prepareStackTrace = () => {
  for (;;);
};
throw new Error('x');
