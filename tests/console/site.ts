import type { HistoryFacts } from './history/facts.ts';

export interface ConsolePage {
  name: string;
  path: string;
  /** Visible once the page shows what it is for. */
  shown: string;
}

/** Every page of the console, over the history. */
export function pagesOf({
  lastCompleteEpoch,
  excluded,
}: Pick<HistoryFacts, 'lastCompleteEpoch' | 'excluded'>): ConsolePage[] {
  const last = lastCompleteEpoch;
  const [epochWithout, joiner] = Object.entries(excluded).at(-1) ?? [String(last), ''];
  return [
    { name: 'overview', path: '', shown: 'section:has-text("Validators") tbody tr' },
    { name: 'epochs', path: 'epochs', shown: '[role=grid] [data-row="31"]' },
    { name: 'timeline', path: `epochs/${last}/timeline`, shown: 'svg[aria-label^="Timeline"] path' },
    { name: 'freeze', path: `epochs/${last}/freeze`, shown: '[role=grid] [data-letter="A"]' },
    {
      name: 'explanation',
      path: `epochs/${epochWithout}/freeze?name=${joiner}`,
      shown: 'section:has-text("Why") dd .mono',
    },
    { name: 'handoff', path: `epochs/${last}/handoff`, shown: 'text=Valid certificate' },
    { name: 'barrier', path: 'barrier', shown: 'text=Open for epoch' },
    { name: 'blobs', path: 'blobs', shown: 'section:has-text("Held") tbody tr' },
    { name: 'performance', path: 'performance', shown: '.u-wrap' },
    { name: 'log', path: `log?epoch=${last}`, shown: 'tbody tr' },
    { name: 'verify', path: 'verify', shown: 'text=Waits for a certificate' },
  ];
}

export const LOOKS = [
  { look: 'desktop light', width: 1440, scheme: 'light' },
  { look: 'desktop dark', width: 1440, scheme: 'dark' },
  { look: 'phone light', width: 390, scheme: 'light' },
  { look: 'phone dark', width: 390, scheme: 'dark' },
] as const;
