import { styleText } from 'node:util';

const FORMATS = { good: 'green', warning: 'yellow', bad: 'red', quiet: 'dim', strong: 'bold' } as const;
export type Tone = keyof typeof FORMATS;

/** Coloured on a terminal; plain where standard output is none, and with NO_COLOR. */
export function paint(tone: Tone, text: string): string {
  return styleText(FORMATS[tone], text, { stream: process.stdout });
}
