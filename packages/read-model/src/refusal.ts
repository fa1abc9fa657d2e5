const INSUFFICIENT_PRIVILEGE = '42501';

/** Whether Postgres says that the role may not do what was asked, however deep the driver wrapped it. */
export function isDatabaseRefusal(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ((cause as { code?: unknown }).code === INSUFFICIENT_PRIVILEGE) return true;
  }
  return false;
}
