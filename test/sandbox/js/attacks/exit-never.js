// Outcome: exited-early
// Waits for ever at its top.
await new Promise(() => {});
