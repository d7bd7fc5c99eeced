// Outcome: raised
// Compiles what would take the compiler long.
const bytes = new Uint8Array(50_000_000);
new WebAssembly.Module(bytes);
