import { attackSessions } from './session-attack-suite.ts';

attackSessions('native');
