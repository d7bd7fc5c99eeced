export type Leaving = {
  /** Leaves the terminal as it was found. */
  leave(): void;
  /** Takes it up again. */
  comeBack(): void;
};

/**
 * Watches, while something is shown, for the ways in which a process leaves its terminal without a word: any exit,
 * a crash among them, Ctrl-\ and Ctrl-Z. What stops work in good order calls `leave` itself.
 * @returns to be called with true when something appears and with false when it is gone
 */
export const onLeaving = ({ leave, comeBack }: Leaving): ((shown: boolean) => void) => {
  const quit = (): void => {
    leave();
    process.kill(process.pid, 'SIGQUIT');
  };
  const suspend = (): void => {
    leave();
    process.once('SIGCONT', comeBack);
    process.kill(process.pid, 'SIGSTOP');
  };
  return shown => {
    const change = shown ? ('on' as const) : ('off' as const);
    process[change]('exit', leave);
    process[change]('SIGQUIT', quit);
    process[change]('SIGTSTP', suspend);
  };
};
