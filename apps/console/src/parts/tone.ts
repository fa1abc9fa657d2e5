/** What a colour means, everywhere alike. */
export type Tone = 'ok' | 'wait' | 'bad' | 'info' | 'carried' | 'idle';
