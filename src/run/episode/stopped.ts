/** The message of an episode that a fault has stopped: it says at which turn, from 1. */
export const stoppedAt = (turn: number, message: string): string => `turn ${turn}: ${message}`;

/** True for the error of an episode that was stopped; no server's message begins so. */
export const isStopped = ({ message }: { readonly message: string }): boolean => /^turn \d+: /.test(message);
