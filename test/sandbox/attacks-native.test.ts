import { containsAttacks } from './attack-suite.ts';
import { describeSandbox } from './support.ts';

describeSandbox('native')('in native', () => containsAttacks('native', ''));
