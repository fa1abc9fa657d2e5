import { Ajv, type ErrorObject } from 'ajv';
import type { Static, TSchema } from 'typebox';

/** Our schemas are typed, so they are not checked against the meta-schema: compiling it takes longer than they do. */
const TRUSTED = { allErrors: true, strict: false, meta: false, validateSchema: false } as const;

/** Fills in defaults and, where the schema asks for a number or a boolean, takes their text: `convert` only. */
const plain = new Ajv({ ...TRUSTED, useDefaults: true });
const converting = new Ajv({ ...TRUSTED, coerceTypes: true });

export interface SchemaCheck<Value> {
  (value: unknown): value is Value;
  /** What the last value checked did not fit, one entry for each place. */
  errors?: readonly ErrorObject[] | null | undefined;
}

/**
 * A check of values against a TypeBox schema, by the validator that the HTTP face uses too. Defaults of the schema are
 * filled into the value that is checked.
 */
export function schemaCheck<Schema extends TSchema>(schema: Schema): SchemaCheck<Static<Schema>> {
  return plain.compile(schema) as unknown as SchemaCheck<Static<Schema>>;
}

/** `text` as the number or boolean that `schema` asks for; anything else stays the text that it is. */
export function convertText(schema: TSchema, text: string): unknown {
  const holder = { value: text as unknown };
  const check = converting.compile({ type: 'object', properties: { value: schema } });
  return check(holder) ? holder.value : text;
}
