import { containsAttacks } from './attack-suite.ts';
import { describeSandbox } from './support.ts';

describeSandbox('wasm')('in wasm', () => containsAttacks('wasm', ''));
