import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningConsole, startConsole } from './harness.ts';

describe('a network of which nothing answers', () => {
  let running: RunningConsole;
  beforeAll(async () => {
    running = await startConsole({ backend: 'silence' });
  });
  afterAll(() => running?.close());

  it('is told as such: every validator is unreachable, the log does not answer', async () => {
    const { page } = await running.open('');
    await page.getByText('4 of 4 validators need attention').waitFor();
    expect(await page.getByText('Unreachable').count()).toBeGreaterThanOrEqual(4);
    await page.getByText('the log does not answer').waitFor();
    expect(await page.getByText('Polling').count()).toBe(1);
    await running.picture(page, 'overview-of-silence');
  });

  it('fails each page with the code, and a way to try again', async () => {
    const { page } = await running.open('blobs');
    const alert = page.getByRole('alert').first();
    await alert.waitFor();
    expect(await alert.textContent()).toContain('SERVICE_UNREACHABLE');
    await alert.getByRole('button', { name: 'Try again' }).click();
    await alert.waitFor();
    await running.picture(page, 'blobs-of-silence');
  });

  it('keeps to its frame on an address that it does not know', async () => {
    const { page } = await running.open('no/such/page');
    await page.getByRole('heading', { name: 'No such page' }).waitFor();
    await page.getByRole('link', { name: 'Go to the overview' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
  });
});

describe('what is not there yet', () => {
  let running: RunningConsole;
  beforeAll(async () => {
    running = await startConsole();
  });
  afterAll(() => running?.close());

  it('is said with what would bring it', async () => {
    const { page } = await running.open(`epochs/${running.history.lastCompleteEpoch + 1}/handoff`);
    await page.getByText('No certificate').waitFor();
    await page.getByText('It is minted by the commit').waitFor();
    await running.picture(page, 'handoff-open');
    await page.goto(new URL('epochs/9999/freeze', running.url).href);
    await page.getByText('Nothing folded yet').waitFor();
    await running.picture(page, 'freeze-unknown');
  });

  it('is said of a filter that nothing fits', async () => {
    const { page } = await running.open('log?epoch=3&round=999999');
    await page.getByText('No message fits').waitFor();
    await running.picture(page, 'log-empty');
  });
});
