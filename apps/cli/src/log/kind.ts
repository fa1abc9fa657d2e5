import { unusable } from '../failure.ts';

/** The kind of message that a word means: the kind itself, or a part of it that no other has. */
export async function resolveKind(word: string): Promise<string> {
  const { KIND_TAGS } = await import('@baton/protocol');
  const kinds = Object.keys(KIND_TAGS);
  if (kinds.includes(word)) return word;
  const begun = kinds.filter((kind) => kind.startsWith(word));
  const [only, ...others] = begun.length > 0 ? begun : kinds.filter((kind) => kind.includes(word));
  if (only !== undefined && others.length === 0) return only;
  const known = only === undefined ? kinds : [only, ...others];
  throw unusable(
    `--kind ${word} ${only === undefined ? 'is no kind of message' : 'means several'}: ${known.join(', ')}`,
  );
}
