const interactive = process.stderr.isTTY === true;

/**
 * Says on stderr what the set-up is doing and how long it took; nothing is ever written to stdout.
 * @template T @param {string} label @param {() => Promise<T>} work @returns {Promise<T>}
 */
export async function step(label, work) {
  const since = Date.now();
  const elapsed = () => `${((Date.now() - since) / 1000).toFixed(1)}s`;
  const redraw = () => process.stderr.write(`\r\x1b[2K  ${label} … ${elapsed()}`);
  if (!interactive) process.stderr.write(`  ${label} …\n`);
  const timer = interactive ? setInterval(redraw, 200) : undefined;
  if (interactive) redraw();
  try {
    const result = await work();
    clearInterval(timer);
    process.stderr.write(`${interactive ? '\r\x1b[2K' : ''}  ${label}: done in ${elapsed()}\n`);
    return result;
  } catch (error) {
    clearInterval(timer);
    process.stderr.write(`${interactive ? '\r\x1b[2K' : ''}  ${label}: failed after ${elapsed()}\n`);
    throw error;
  }
}

/** @param {string} text */
export function say(text) {
  process.stderr.write(`  ${text}\n`);
}
