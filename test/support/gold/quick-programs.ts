/**
 * In the place of the one reference solution of MBPP (item 123) that needs seconds of a processor, which a busy machine
 * may not give it: the sum of all amicable numbers up to a limit, by a sieve. The reference itself is run, with time
 * enough, among all of them (`test/sandbox/references.test.ts`).
 */
export const amicableSum = `def amicable_numbers_sum(limit):
    of = [0] * (limit + 1)
    for part in range(1, limit // 2 + 1):
        for number in range(2 * part, limit + 1, part):
            of[number] += part
    paired = lambda n: of[n] != n and of[n] <= limit and of[of[n]] == n
    return sum(n for n in range(1, limit + 1) if paired(n))
`;
