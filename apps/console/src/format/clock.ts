const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dated = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** Time of day in the visitor's zone, with milliseconds where a log needs them. */
export function formatClock(ms: number, precise = false): string {
  const seconds = clock.format(ms);
  return precise ? `${seconds}.${String(Math.floor(ms) % 1_000).padStart(3, '0')}` : seconds;
}

/** Day and time in the visitor's zone. */
export function formatDate(ms: number): string {
  return dated.format(ms);
}
