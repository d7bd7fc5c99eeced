// Outcome: any: nothing may remain
// Work for the collector.
const registry = new FinalizationRegistry(() => {
  for (;;);
});
for (let i = 0; i < 1e5; i++) registry.register({}, i);
