import { containsAttacks } from './attack-suite.ts';
import { describeWithPackages } from './support.ts';

describeWithPackages('in wasm, beside sympy', () => containsAttacks('wasm', 'sympy'));
