import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunningConsole, startConsole } from './harness.ts';

const focused = (page: Page): Promise<string> =>
  page.evaluate(
    `(document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText ?? '').trim().slice(0, 90)`,
  );

/** Tab stops that are looked at. */
const STOPS = 12;

describe('by keyboard alone', () => {
  let running: RunningConsole;
  beforeAll(async () => {
    running = await startConsole();
  });
  // A page left open goes on asking.
  afterEach(() => Promise.all(running.browser.contexts().map((context) => context.close())));
  afterAll(() => running?.close());

  it('the first stop skips to the content, and each stop can be seen', async () => {
    const { page } = await running.open('');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    // With fewer stops than are walked, focus would leave the page.
    const stops = `document.querySelectorAll('#content :is(a[href], button, [tabindex="0"])').length`;
    await page.waitForFunction(`${stops} >= ${STOPS}`);
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    for (let stop = 0; stop < STOPS; stop += 1) {
      await page.keyboard.press('Tab');
      const outline = await page.evaluate(`getComputedStyle(document.activeElement).outlineStyle`);
      expect(outline, await focused(page)).not.toBe('none');
    }
  });

  it('pages are reached by their links, and reading goes on at the content', async () => {
    const { page } = await running.open('');
    await page.getByRole('link', { name: 'Barrier' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Barrier', exact: true }).waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    expect(await page.getByRole('link', { name: 'Barrier' }).getAttribute('aria-current')).toBe('page');
  });

  it('arrows walk the grid, and Enter explains a name', async () => {
    const { page } = await running.open('epochs');
    await page.getByRole('grid').waitFor();
    const last = running.history.lastCompleteEpoch;
    await page.locator('[role=grid] [tabindex="0"]').focus();
    const [first] = [await focused(page)];
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const now = await focused(page);
    expect(now).not.toBe(first);
    expect(now).toContain(`epoch ${last}:`);
    await page.keyboard.press('Home');
    expect(await focused(page)).toContain('epoch 1:');
    await page.keyboard.press('Control+End');
    expect(await page.locator('[role=grid] [tabindex="0"]').count()).toBe(1);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: `Freeze of epoch ${last}` }).waitFor();
    await page.getByRole('heading', { name: /^Why / }).waitFor();
  });

  it('the matrix is walked alike, and its explanation closed', async () => {
    const { page } = await running.open(`epochs/${running.history.lastCompleteEpoch}/freeze`);
    await page.locator('[role=grid] [tabindex="0"]').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    expect(await focused(page)).toMatch(/^validator-\d+ of validator-\d+: /);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^Why validator-/ }).waitFor();
    await page.getByRole('button', { name: 'Close the explanation' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^Why / }).waitFor({ state: 'detached' });
  });

  it('a message of the log is opened and filtered', async () => {
    const { page } = await running.open('log?epoch=3&kind=end_of_publish_v2');
    await page
      .getByRole('button', { name: /^Message .* show its body$/ })
      .first()
      .focus();
    await page.keyboard.press('Enter');
    await page.locator('pre').waitFor();
    expect(await page.locator('pre').textContent()).toContain('"handoffSignature"');
    expect(await focused(page)).toMatch(/hide its body$/);
    await page.getByRole('button', { name: 'Clear filters' }).press('Enter');
    await page
      .getByRole('button', { name: /Epoch ended/ })
      .first()
      .waitFor();
    expect(new URL(page.url()).searchParams.get('kind')).toBeNull();
  });

  it('colours follow the system until they are chosen, and stay chosen', async () => {
    const { page } = await running.open('', { scheme: 'dark' });
    const scheme = () => page.evaluate('document.documentElement.dataset.mantineColorScheme');
    const button = page.getByRole('button', { name: /^Colours:/ });
    await button.waitFor();
    expect(await scheme()).toBe('dark');
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Light' }).press('Enter');
    expect(await scheme()).toBe('light');
    await page.reload();
    expect(await scheme()).toBe('light');
  });

  it('the menu of a phone opens, leads on, and closes', async () => {
    const { page } = await running.open('', { width: 390, height: 844 });
    const menu = page.getByRole('button', { name: 'Open the menu' });
    await menu.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Blobs' }).press('Enter');
    await page.getByRole('heading', { name: 'Blobs', exact: true }).waitFor();
    expect(await page.getByRole('navigation', { name: 'Pages', exact: true }).isVisible()).toBe(false);
  });
});
