import ajvCompiler from '@fastify/ajv-compiler';
import jsonStringifyCompiler from '@fastify/fast-json-stringify-compiler';
import type { FastifyServerOptions } from 'fastify';

type BuildValidator = ReturnType<typeof ajvCompiler>;
type BuildSerializer = ReturnType<typeof jsonStringifyCompiler>;
type Route = Parameters<ReturnType<BuildValidator>>[0] & { httpPart?: string };
type Validator = ReturnType<ReturnType<BuildValidator>>;

/** As in `schema-check.ts`: not checked against the meta-schema, whose compilation takes longest. */
const TRUSTED = { removeAdditional: false, useDefaults: true, meta: false, validateSchema: false } as const;
/** A JSON body says its types itself; parameters, queries and headers are text. */
const BODY = { customOptions: { ...TRUSTED, coerceTypes: false } } as const;
const TEXT = { customOptions: { ...TRUSTED, coerceTypes: 'array' } } as const;

/** Compiles the validator of a route's part when the first request needs it: a starting node is not asked most routes. */
const buildValidator = ((schemas: Parameters<BuildValidator>[0]) => {
  const body = once(() => ajvCompiler()(schemas, BODY));
  const text = once(() => ajvCompiler()(schemas, TEXT));
  return (route: Route) => {
    const validate = once(() => (route.httpPart === 'body' ? body() : text())(route));
    const check = ((data: unknown) => {
      const outcome = validate()(data);
      check.errors = validate().errors ?? null;
      return outcome;
    }) as Validator;
    return check;
  };
}) as BuildValidator;

/** As `buildValidator`, for the serializer of an answer. */
const buildSerializer: BuildSerializer = (schemas, options) => {
  const compile = once(() => jsonStringifyCompiler()(schemas, options));
  return (route) => {
    const serialize = once(() => compile()(route));
    return (data) => serialize()(data);
  };
};

export const lazyCompilers: NonNullable<FastifyServerOptions['schemaController']> = {
  compilersFactory: { buildValidator, buildSerializer },
};

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
