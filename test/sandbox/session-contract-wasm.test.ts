import { sessionContract } from './session.contract.ts';

sessionContract('wasm');
