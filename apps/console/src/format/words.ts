/** `network_dkg_output` as `network DKG output`: codes of the interface as people read them. */
export function words(code: string): string {
  return code
    .replaceAll('_', ' ')
    .replace(/\bdkg\b/g, 'DKG')
    .replace(/\bmpc\b/g, 'MPC')
    .replace(/\bv(\d)\b/g, 'V$1');
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
