import type { Sample } from '../../src/core/index.ts';
import { cotGraders, potGraders, qwenGraders } from '../eurus-math/graders.ts';

export const cot = { ...cotGraders<Sample>({ twoPis: false }), ...qwenGraders.cot } as const;

export const pot = { ...potGraders<Sample>({ twoPis: false }), ...qwenGraders.pot } as const;
