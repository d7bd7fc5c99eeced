/**
 * Milliseconds of processor time that this thread takes from now until each call. A busy machine adds nothing to it,
 * as it does to time by the wall: for facts about the amount of work ("linear"), with a limit far above it.
 */
export const cpuTimer = (): (() => number) => {
  const start = process.threadCpuUsage();
  return () => {
    const { user, system } = process.threadCpuUsage(start);
    return (user + system) / 1000;
  };
};
