/** Keeps no program alive. A timer of its own, because a spec moves the clock, which `timers/promises` does not see. */
export const pause = (ms: number, ended: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (ended.aborted) return resolve();
    const timer = setTimeout(resolve, ms).unref();
    ended.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
