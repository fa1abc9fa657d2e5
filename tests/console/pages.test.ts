import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningConsole, startConsole } from './harness.ts';
import { LOOKS, pagesOf } from './site.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const NAMES = pagesOf({ lastCompleteEpoch: 1, excluded: {} }).map(({ name }) => name);

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

/** What is wrong for those who do not see, or not well: WCAG 2.2 A and AA. */
async function accessibilityFaults(page: Page): Promise<string[]> {
  // Evaluated, not added: the page's own policy allows no foreign script.
  await page.evaluate(AXE);
  const violations = (await page.evaluate(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((found) => found.violations)`,
  )) as Violation[];
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
}

describe('every page', () => {
  let running: RunningConsole;
  beforeAll(async () => {
    running = await startConsole();
  });
  afterAll(() => running?.close());

  describe.each(LOOKS)('on $look', ({ look, width, scheme }) => {
    it.each(NAMES)('shows %s', async (name) => {
      const { path, shown } = pagesOf(running.history).find((one) => one.name === name)!;
      const { page, errors, strangers } = await running.open(path, { width, scheme, height: width < 500 ? 844 : 900 });
      try {
        await page.locator(shown).first().waitFor({ state: 'visible' });
        await page.waitForLoadState('load');
        await page.evaluate('document.fonts.ready');
        await running.picture(page, `${name} on ${look}`.replaceAll(' ', '-'));
        expect(await page.evaluate('document.documentElement.dataset.mantineColorScheme')).toBe(scheme);
        // Tables scroll in their panels; the page itself never does sideways.
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
        expect(await page.locator('[role=alert]').count()).toBe(0);
        expect(await accessibilityFaults(page)).toEqual([]);
        expect(errors).toEqual([]);
        expect(strangers).toEqual([]);
      } finally {
        await page.context().close();
      }
    });
  });
});
