import type { Field } from '../json-input.ts';

export interface Wanted {
  kind: string | undefined;
  author: string | undefined;
}

/** The messages of a commit that were asked for. */
export function matching(commit: Field, { kind, author }: Wanted): Field[] {
  return commit
    .get('messages')
    .list()
    .filter(
      (message) =>
        (kind === undefined || message.maybe('kind')?.raw() === kind) &&
        (author === undefined || message.maybe('author')?.raw() === author),
    );
}
