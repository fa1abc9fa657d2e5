import ajvCompiler from '@fastify/ajv-compiler';
import jsonStringifyCompiler from '@fastify/fast-json-stringify-compiler';
import type { FastifyServerOptions } from 'fastify';

type Factory = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>;
type BuildValidator = NonNullable<Factory['buildValidator']>;
type BuildSerializer = NonNullable<Factory['buildSerializer']>;

/** A JSON body says its types itself; parameters, queries and headers are text. */
const BODY = { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: true } } as const;
const TEXT = { customOptions: { coerceTypes: 'array', removeAdditional: false, useDefaults: true } } as const;

/** Compiles the validator of a route's part when the first request needs it: a starting node is not asked most routes. */
const buildValidator: BuildValidator = (schemas) => {
  const body = once(() => ajvCompiler()(schemas, BODY));
  const text = once(() => ajvCompiler()(schemas, TEXT));
  return (route) => {
    const validate = once(() => (route.httpPart === 'body' ? body() : text())(route));
    const check: ReturnType<ReturnType<BuildValidator>> = (data: unknown) => {
      const outcome = validate()(data);
      check.errors = validate().errors;
      return outcome;
    };
    return check;
  };
};

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
