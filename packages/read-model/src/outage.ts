/** Conditions that pass by themselves: no connection, server starting or stopping, a lost race between transactions. */
const OUTAGE_CODES: ReadonlySet<string> = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  '40001',
  '40P01',
  '53300',
  '57P01',
  '57P02',
  '57P03',
  '57P05',
]);

/** Whether an error says that the database is absent (worth a retry) and not that it contradicts us. */
export function isDatabaseOutage(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    // What `fetch` rejects with: some other service is absent.
    if (cause instanceof TypeError) return false;
    const { code, syscall } = cause as { code?: unknown; syscall?: unknown };
    if (typeof code === 'string' && OUTAGE_CODES.has(code)) return true;
    // No socket of a server on this machine, and not a file that is missing.
    if (code === 'ENOENT' && syscall === 'connect') return true;
    if (cause instanceof AggregateError && cause.errors.some(isDatabaseOutage)) return true;
  }
  return false;
}
