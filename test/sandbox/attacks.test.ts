import { containsAttacks } from './attack-suite.ts';
import { describeSandboxes } from './support.ts';

describeSandboxes(backend => containsAttacks(backend, ''));
