import { containsAttacks } from './attack-suite.ts';
import { describeWithPackages } from './with-sympy.ts';

describeWithPackages('in wasm, beside sympy', () => containsAttacks('wasm', 'sympy'));
