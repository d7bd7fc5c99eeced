import type { Program } from '../../src/core/index.ts';
import type { HumanEvalPlusSample } from './sample.ts';

export type PlusRule = {
  /** Whether the arguments that EvalPlus added are tried too. */
  readonly plus: boolean;
  /** `sticky`: once an answer was compared with a tolerance, all later ones are, as EvalPlus does. */
  readonly tolerance: 'sticky' | 'fresh';
};

/**
 * EvalPlus's limits: four seconds a call (more than four times what the slowest reference needs, which would count too),
 * a minute a set of arguments, and a second more.
 */
const callMs = 4000;
/** An answer must be carried to the tests, which EvalPlus spares itself: half a second for the longest, more when busy. */
const carryMs = 4000;
const setTimeoutMs = (input: string): number =>
  Math.min(60_000, callMs * (JSON.parse(input) as readonly unknown[]).length) + 1000;

/** A text as a Python literal: what JSON escapes, Python reads. */
const literal = (text: string): string => JSON.stringify(text);

/**
 * The reference solution gives the answers that are expected, in the interpreter of the tests. It has a namespace of its
 * own, because in that of the tests its name is the candidate's, whom it would ask where it calls itself.
 */
const prelude = ({ input, target, entryPoint }: HumanEvalPlusSample, sets: readonly string[]): string => `
import json, math
reference_space = {}
exec(${literal(input + target)}, reference_space)
reference = reference_space['${entryPoint}']
argument_sets = [${sets.map(literal).join(', ')}]
`;

const functions = `
def shown(value):
    try:
        text = repr(value)
    except ValueError:
        return 'a very long number'
    return text if len(text) < 200 else text[:200] + '...'

def value_at(coefficients, x):
    return sum(coefficient * math.pow(x, power) for power, coefficient in enumerate(coefficients))

def is_number(value):
    return isinstance(value, (bool, int, float))

def is_near(found, expected, tolerance):
    if isinstance(expected, (list, tuple)):
        return type(found) is type(expected) and len(found) == len(expected) and all(
            is_near(one, other, tolerance) for one, other in zip(found, expected)
        )
    if not is_number(found) or not is_number(expected):
        return False
    return found == expected or abs(found - expected) <= tolerance + 1e-7 * abs(expected) < math.inf

def is_floats(value):
    if isinstance(value, (list, tuple)):
        return all(isinstance(item, float) for item in value)
    return isinstance(value, float)

def agrees(found, expected, tolerance):
    if found == expected:
        return True
    return tolerance != 0 and type(found) is type(expected) and is_near(found, expected, tolerance)
`;

/**
 * The only task whose answer is not compared: a root of a polynomial is put in. Some are so steep that no float comes
 * much nearer to zero than the reference's, which one more rounding of `pow` then puts beyond the tolerance: as in
 * WebAssembly, for input 119. There the answer need not be better than the reference's.
 */
const rootCheck = `
            allowed = max(TOLERANCE, abs(value_at(again[0], expected)))
            assert abs(value_at(again[0], found)) <= allowed, 'input %d: %s is no root' % (number, shown(found))`;

const answerCheck = (rule: PlusRule): string =>
  rule.tolerance === 'sticky'
    ? `
            if tolerance == 0 and is_floats(expected):
                tolerance = 1e-6
            assert agrees(found, expected, tolerance), 'input %d: %s instead of %s' % (number, shown(found), shown(expected))`
    : `
            near = tolerance or (1e-6 if is_floats(expected) and expected not in ([], ()) else 0)
            assert agrees(found, expected, near), 'input %d: %s instead of %s' % (number, shown(found), shown(expected))`;

const checks = ({ entryPoint, tolerance }: HumanEvalPlusSample, rule: PlusRule): string => `${functions}
def check_sets():
    for text in argument_sets:
        tolerance = TOLERANCE
        for number, (given, again) in enumerate(zip(json.loads(text), json.loads(text))):
            expected = reference(*again)
            found = ${entryPoint}(*given)${entryPoint === 'find_zero' ? rootCheck : answerCheck(rule)}

TOLERANCE = ${tolerance}
check_sets()
`;

/** The candidate, asked for every list of arguments. */
export const toPlusProgram =
  (rule: PlusRule) =>
  (code: string, sample: HumanEvalPlusSample): Program => {
    const sets = [sample.baseInput, ...(rule.plus ? [sample.plusInput] : [])];
    return {
      language: 'python',
      code,
      tests: {
        prelude: prelude(sample, sets),
        code: checks(sample, rule),
        entryPoints: [sample.entryPoint],
      },
      limits: {
        timeoutMs: sets.reduce((sum, input) => sum + setTimeoutMs(input), 0),
        callTimeoutMs: callMs + carryMs,
        memoryMb: 1024,
        maxOutputBytes: 65_536,
      },
    };
  };
