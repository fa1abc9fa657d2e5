import { readFile } from 'node:fs/promises';
import type { ErrorObject } from 'ajv';
import type { TObject, TSchema } from 'typebox';
import { ConfigurationError, type ConfigurationProblem } from './errors.ts';
import { convertText, schemaCheck } from './schema-check.ts';

export type FlatConfiguration = Record<string, unknown>;

/** `suiUrl` is overridden by BATON_SUI_URL. */
export const environmentName = (key: string) => `BATON_${key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase()}`;

async function readConfigurationFile(path: string): Promise<FlatConfiguration> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new ConfigurationError([{ key: path, problem: `cannot be read: ${cause.message}` }], { cause });
  });
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as FlatConfiguration;
  } catch (cause) {
    throw new ConfigurationError([{ key: path, problem: `is not JSON: ${(cause as Error).message}` }], { cause });
  }
  throw new ConfigurationError([{ key: path, problem: 'must hold a JSON object' }]);
}

/** An environment value is text: numbers and booleans are converted, lists and objects are given as JSON. */
function fromEnvironment(schema: TSchema, text: string): unknown {
  if (/^\s*[[{]/.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
  return convertText(schema, text);
}

/** The file's keys (none without a file), each overridden by its environment variable where that is set. */
export async function loadConfiguration(
  path: string | undefined,
  schemas: readonly TObject[],
  env: NodeJS.ProcessEnv,
): Promise<FlatConfiguration> {
  const configuration = path === undefined ? {} : await readConfigurationFile(path);
  for (const schema of schemas) {
    for (const [key, property] of Object.entries(schema.properties)) {
      const text = env[environmentName(key)];
      if (text !== undefined && text !== '') configuration[key] = fromEnvironment(property as TSchema, text);
    }
  }
  return configuration;
}

/** The values themselves are not repeated: a configuration may hold passwords. */
function problemOf({ keyword, params, instancePath, message }: ErrorObject): ConfigurationProblem {
  if (keyword === 'required') return { key: params.missingProperty as string, problem: 'is required' };
  return {
    key: instancePath.slice(1).replaceAll('/', '.') || 'configuration',
    problem: message ?? 'does not fit its schema',
  };
}

/** The keys of `schema` with defaults filled in; a ConfigurationError names every bad key. */
export function selectConfiguration(schema: TObject, configuration: FlatConfiguration): FlatConfiguration {
  const own = Object.fromEntries(
    Object.keys(schema.properties).flatMap((key) => (key in configuration ? [[key, configuration[key]]] : [])),
  );
  const check = schemaCheck(schema);
  if (!check(own)) throw new ConfigurationError((check.errors ?? []).map(problemOf));
  return own;
}

/** As `selectConfiguration` for several, with the problems of all in one error, each key once. */
export function selectConfigurations(
  schemas: readonly TObject[],
  configuration: FlatConfiguration,
): FlatConfiguration[] {
  const problems = new Map<string, ConfigurationProblem>();
  const selected = schemas.map((schema) => {
    try {
      return selectConfiguration(schema, configuration);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      for (const problem of error.problems) problems.set(problem.key, problem);
      return {};
    }
  });
  if (problems.size > 0) throw new ConfigurationError([...problems.values()]);
  return selected;
}

export function unknownKeys(schemas: readonly TObject[], configuration: FlatConfiguration): string[] {
  const known = new Set(schemas.flatMap((schema) => Object.keys(schema.properties)));
  return Object.keys(configuration).filter((key) => !known.has(key));
}
