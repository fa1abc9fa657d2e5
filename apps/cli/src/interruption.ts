/** Aborts at the first SIGINT or SIGTERM; a second one ends the process as the system does by default. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const stop = () => controller.abort(new Error('asked to stop'));
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, stop);
  return controller.signal;
}
