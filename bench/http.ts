import { ask, type Kind, withServer, withServers } from './asked.ts';

const widths = [1, 64, 256, 1024, 'auto'] as const;
const seconds = 6;
const most = 20_000;

const line = (what: string, figures: readonly string[]): void =>
  console.log(`http ${what.padEnd(30)}${figures.join('   ')}`);

/** The client against a server on loopback: requests a second, processor time a request, beside the barest loop. */
export const benchHttp = async (): Promise<void> => {
  for (const latencyMs of [0, 50]) {
    for (const width of widths) {
      const places = width === 'auto' ? 1024 : width;
      const requests =
        latencyMs === 0 ? 10_000 : Math.min(most, Math.ceil((places * seconds * 1000) / latencyMs));
      const asked = await withServer(latencyMs, 'unlimited', url => ask('run', url, width, requests));
      const bare =
        width === 'auto'
          ? null
          : await withServer(latencyMs, 'unlimited', url => ask('bare', url, width, requests));
      const ideal = width === 'auto' || latencyMs === 0 ? null : (width * 1000) / latencyMs;
      line(`${latencyMs} ms, ${width} in flight`, [
        `${asked.laterRate.toFixed(0)} requests/s`.padStart(16),
        ideal === null
          ? ''.padEnd(17)
          : `${((100 * asked.laterRate) / ideal).toFixed(0)} % of the ideal`.padStart(17),
        `${asked.cpuMs.toFixed(3)} ms CPU`,
        bare === null
          ? `window ${asked.window}`
          : `bare loop ${bare.laterRate.toFixed(0)} requests/s, ${bare.cpuMs.toFixed(3)} ms CPU`,
      ]);
    }
  }
  const { earlyMb, lateMb, peakMb, requests } = await withServer(0, 'unlimited', url =>
    ask('run', url, 256, 100_000),
  );
  line(`memory over ${requests} requests`, [
    `${earlyMb.toFixed(0)} MiB after a fifth, ${lateMb.toFixed(0)} MiB at the end, at most ${peakMb.toFixed(0)} MiB (target 250)`,
  ]);
};

const fixed = [8, 16, 32, 40, 64, 128, 256] as const;
const servers: readonly { readonly kind: Kind; readonly what: string }[] = [
  { kind: 'unlimited', what: 'unlimited' },
  { kind: 'wall', what: '429 above 40 in flight' },
  { kind: 'knee', what: 'latency grows beyond 64' },
];

/** `auto` against the best of fixed windows, with the real pipeline; its start is counted. Latency 250 ms, so that no processor is the limit. */
export const benchAuto = async (): Promise<void> => {
  for (const { kind, what } of servers) {
    let [best, at] = [0, 0];
    for (const width of fixed) {
      const requests = Math.min(width, kind === 'unlimited' ? 256 : 64) * 4 * 10;
      const { rate } = await withServer(250, kind, url => ask('run', url, width, requests));
      if (rate > best) [best, at] = [rate, width];
    }
    const requests = Math.ceil(best * 30);
    const auto = await withServer(250, kind, url => ask('run', url, 'auto', requests));
    line(what, [
      `best fixed ${at}: ${best.toFixed(0)} requests/s`,
      `auto ${auto.rate.toFixed(0)} requests/s (${((100 * auto.rate) / best).toFixed(0)} %), later ${auto.laterRate.toFixed(0)} (${((100 * auto.laterRate) / best).toFixed(0)} %), window ${auto.window}`,
      'target 85 %',
    ]);
  }
};

/** Servers that answer 160 requests a second each and push back beyond: what two bring that share the requests. */
export const benchReplicas = async (): Promise<void> => {
  for (const width of ['auto', 40] as const) {
    const rate = async (count: number): Promise<number> => {
      const places = width === 'auto' ? width : width * count;
      const asked = await withServers(count, 250, 'wall', urls =>
        ask('run', urls.join(','), places, 3000 * count),
      );
      return asked.laterRate;
    };
    const [one, two] = [await rate(1), await rate(2)];
    line(`servers, ${width === 'auto' ? width : `${width} places each`}`, [
      `one ${one.toFixed(0)} requests/s`,
      `two ${two.toFixed(0)} (${(two / one).toFixed(2)} times)`,
      'target 1.8 times',
    ]);
  }
};
