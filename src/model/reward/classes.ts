import { EurusError, type Rewarded } from '../../core/index.ts';
import { numberIn, unusable } from './reading.ts';

/**
 * The number of one class among those of all.
 * @param chosen number of the class from 0; null: the model has but one
 * @throws EurusError `BACKEND_CANNOT` for several classes where none is chosen, or one that is not there
 */
export const classIn = (numbers: readonly unknown[], chosen: string | null): Rewarded => {
  if (numbers.length === 0) return unusable('the server sent an empty list of numbers');
  if (chosen === null && numbers.length === 1) return numberIn(numbers[0], 'the reward');
  const place = chosen === null ? Number.NaN : Number(chosen);
  if (Number.isInteger(place) && place >= 0 && place < numbers.length) {
    return numberIn(numbers[place], `the number of class ${place}`);
  }
  throw new EurusError(
    'BACKEND_CANNOT',
    chosen === null
      ? `The model gives ${numbers.length} numbers for an answer, and which is the reward is not said`
      : `The model gives ${numbers.length} numbers for an answer, and none of them is "${chosen}"`,
    { hint: `Name one by its place: --reward-class 0 to ${numbers.length - 1}` },
  );
};
