import { BcsType } from '@mysten/bcs';
import { ProtocolError } from '../errors.ts';
import { bool, type Codec, readUleb } from './primitives.ts';

type Fields<T> = { readonly [K in keyof T]-?: Codec<T[K]> };

/** Fields in the order written here, nothing between them. */
export function struct<T extends object>(name: string, fields: Fields<T>): Codec<T> {
  const entries = Object.entries(fields) as [keyof T, Codec<T[keyof T]>][];
  return new BcsType<T>({
    name,
    read: (reader) => {
      const value: Partial<T> = {};
      for (const [field, codec] of entries) value[field] = codec.read(reader);
      return value as T;
    },
    write: (value, writer) => {
      for (const [field, codec] of entries) codec.write(value[field], writer);
    },
  });
}

/** A count, then the elements. A count beyond the input ends in `TRUNCATED` before anything is reserved for it. */
export function vector<T>(element: Codec<T>): Codec<T[]> {
  return new BcsType<T[]>({
    name: `vector<${element.name}>`,
    read: (reader) => {
      const count = readUleb(reader);
      const values: T[] = [];
      for (let index = 0; index < count; index++) values.push(element.read(reader));
      return values;
    },
    write: (values, writer) => {
      writer.writeULEB(values.length);
      for (const value of values) element.write(value, writer);
    },
  });
}

export function option<T>(inner: Codec<T>): Codec<T | null> {
  return new BcsType<T | null>({
    name: `option<${inner.name}>`,
    read: (reader) => (bool.read(reader) ? inner.read(reader) : null),
    write: (value, writer) => {
      bool.write(value !== null, writer);
      if (value !== null) inner.write(value, writer);
    },
  });
}

/** Narrows what a codec accepts, both ways: `check` throws the error of its rule. */
export function checked<T>(codec: Codec<T>, check: (value: T) => void): Codec<T> {
  return new BcsType<T>({
    name: codec.name,
    read: (reader) => {
      const value = codec.read(reader);
      check(value);
      return value;
    },
    write: (value, writer) => {
      check(value);
      codec.write(value, writer);
    },
  });
}

/** One member of an enum: its wire tag and the codec of its fields. */
export interface Variant<T> {
  tag: number;
  fields: Codec<T>;
}

/** The fields of the member that answers to `K`; one member may answer to several labels. */
type FieldsOf<D extends string, T, K> =
  T extends Record<D, infer Labels> ? (K extends Labels ? Omit<T, D> : never) : never;

type VariantsOf<D extends string, T extends Record<D, string>> = {
  readonly [K in T[D]]: Variant<FieldsOf<D, T, K>>;
};

/**
 * An enum whose tags are given, not counted, so that gaps are possible: tag (ULEB), then the variant's fields. The
 * value is a union discriminated by `discriminator`. A tag without a member here is `UNKNOWN_KIND`, with its name where
 * `elsewhere` knows it: a kind that others use and this product does not.
 */
export function taggedUnion<D extends string, T extends Record<D, string>>(
  name: string,
  discriminator: D,
  variants: VariantsOf<D, T>,
  elsewhere: Readonly<Record<number, string>> = {},
): Codec<T> {
  const byName = new Map(Object.entries(variants) as [string, Variant<object>][]);
  const byTag = new Map([...byName].map(([label, { tag, fields }]) => [tag, { label, fields }]));
  if (byTag.size !== byName.size) throw new ProtocolError('INVALID_ARGUMENT', `${name} uses one tag twice`);
  return new BcsType<T>({
    name,
    read: (reader) => {
      const tag = readUleb(reader);
      const variant = byTag.get(tag);
      if (variant === undefined) throw unknownKind(name, tag, elsewhere[tag]);
      return { [discriminator]: variant.label, ...variant.fields.read(reader) } as unknown as T;
    },
    write: (value, writer) => {
      const variant = byName.get(value[discriminator]);
      if (variant === undefined) {
        throw new ProtocolError('UNKNOWN_KIND', `${name} has no such member`, { member: value[discriminator] });
      }
      writer.writeULEB(variant.tag);
      variant.fields.write(value, writer);
    },
  });
}

function unknownKind(union: string, tag: number, kind: string | undefined): ProtocolError {
  const message = kind === undefined ? `${union} has no tag ${tag}` : `${union} of kind ${kind} is not used here`;
  return new ProtocolError('UNKNOWN_KIND', message, { tag, ...(kind && { kind }) });
}

/** A unit-only enum: labels to tags. */
export function label<T extends string>(name: string, tags: Readonly<Record<T, number>>): Codec<T> {
  const byTag = new Map(Object.entries<number>(tags).map(([text, tag]) => [tag, text as T]));
  return new BcsType<T>({
    name,
    read: (reader) => {
      const tag = readUleb(reader);
      const text = byTag.get(tag);
      if (text === undefined) throw new ProtocolError('UNKNOWN_KIND', `${name} has no tag ${tag}`, { tag });
      return text;
    },
    write: (value, writer) => {
      writer.writeULEB(tags[value]);
    },
  });
}
