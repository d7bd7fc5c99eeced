import { cotGraders, potGraders, qwenGraders } from '../eurus-math/graders.ts';
import type { SvampSample } from './sample.ts';

export const cot = { ...cotGraders<SvampSample>({ twoPis: false }), ...qwenGraders.cot } as const;

export const pot = { ...potGraders<SvampSample>({ twoPis: false }), ...qwenGraders.pot } as const;
