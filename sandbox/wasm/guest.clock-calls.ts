import type { Imports, System, Views } from './guest.border.ts';
import { ERRNO } from './guest.files.ts';
import { encodeUtf8 } from './guest.text.ts';

const writeDate = (views: Views, pointer: number, date: Date) => {
  const view = views.view();
  const at = pointer >>> 0;
  const newYear = Date.UTC(date.getUTCFullYear(), 0, 1);
  const fields = [
    date.getUTCSeconds(),
    date.getUTCMinutes(),
    date.getUTCHours(),
    date.getUTCDate(),
    date.getUTCMonth(),
    date.getUTCFullYear() - 1900,
    date.getUTCDay(),
    Math.floor((date.getTime() - newYear) / 86_400_000),
    0,
    0,
  ];
  for (const [index, value] of fields.entries()) view.setInt32(at + index * 4, value, true);
};

/** Clocks of a process and of a thread: they count from the start of the program, as it is always at work. */
const PROCESS_CLOCKS: readonly number[] = [2, 3];

/** Clocks and calendar; the guest lives in UTC. */
export const clockCalls = (system: System, views: Views): Imports => {
  let lastNanoseconds = 0n;
  const dateAt = (pointer: number): Date => {
    const view = views.view();
    const field = (index: number) => view.getInt32((pointer >>> 0) + index * 4, true);
    return new Date(Date.UTC(field(5) + 1900, field(4), field(3), field(2), field(1), field(0)));
  };
  const makeTime = (pointer: number): bigint => {
    const date = dateAt(pointer);
    if (Number.isNaN(date.getTime())) return -1n;
    writeDate(views, pointer, date);
    return BigInt(date.getTime() / 1000);
  };
  const breakTime = (seconds: bigint, pointer: number) =>
    writeDate(views, pointer, new Date(Number(seconds) * 1000));
  return {
    clock_time_get: (clock: number, _precision: bigint, out: number) => {
      // The isolate's clock ticks in milliseconds; differences of zero would surprise programs that measure.
      const now = BigInt(Date.now()) * 1_000_000n;
      lastNanoseconds = now > lastNanoseconds ? now : lastNanoseconds + 100n;
      const sinceNanoseconds = PROCESS_CLOCKS.includes(clock) ? BigInt(system.startedMs()) * 1_000_000n : 0n;
      views.view().setBigInt64(out >>> 0, lastNanoseconds - sinceNanoseconds, true);
      return 0;
    },
    clock_res_get: (_clock: number, out: number) => views.view().setBigInt64(out >>> 0, 1000n, true),
    emscripten_date_now: () => Date.now(),
    emscripten_get_now: () => Date.now(),
    _tzset_js: (zone: number, daylight: number, standardName: number, daylightName: number) => {
      views.view().setInt32(zone >>> 0, 0, true);
      views.view().setInt32(daylight >>> 0, 0, true);
      for (const name of [standardName, daylightName]) views.bytes().set(encodeUtf8('UTC\0'), name >>> 0);
    },
    _localtime_js: breakTime,
    _gmtime_js: breakTime,
    _mktime_js: makeTime,
    _timegm_js: makeTime,
    _setitimer_js: () => -ERRNO.ENOSYS,
  };
};
