import { below, findJson } from './http.ts';

export interface NetworkView {
  network: string;
  validators: { label: string; authority: string }[];
}

/** What a console knows of its network; undefined where none is. A validator without a known name has an empty one. */
export async function readNetwork(console: URL): Promise<NetworkView | undefined> {
  const answer = await findJson(below(console, '/console/api/network'));
  if (answer === undefined) return undefined;
  return {
    network: answer.get('network').text(),
    validators: answer
      .get('validators')
      .list()
      .map((one) => ({ label: one.get('label').text(), authority: one.maybe('authority')?.text() ?? '' })),
  };
}

/** A node's own console shows only itself, under a label that says nothing. */
const OWN_LABEL = 'this-validator';

/** Labels by authority; none where no console answers: names are then shown as they are. */
export async function readLabels(console: URL): Promise<Map<string, string>> {
  const found = await readNetwork(console).catch(() => undefined);
  const validators = found?.validators.filter(({ label, authority }) => label !== OWN_LABEL && authority !== '') ?? [];
  return new Map(validators.map(({ label, authority }) => [authority, label]));
}
