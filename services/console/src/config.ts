import { fileURLToPath } from 'node:url';
import { COMMON_KEYS } from '@baton/service-runtime';
import { type Static, Type } from 'typebox';
import { AREAS } from './allowed-paths.ts';

/** Where the project's own build leaves the console's pages. */
export const DEFAULT_ASSETS_DIR = fileURLToPath(new URL('../../../.cache/console/site', import.meta.url));
export const VALIDATORS_MAX = 1_000;

const url = (description: string) => Type.String({ pattern: '^https?://', maxLength: 2_048, description });
const urls = (description: string) =>
  Type.String({ pattern: '^https?://[^,\\s]+(\\s*,\\s*https?://[^,\\s]+)*$', maxLength: 2_048, description });

const validator = Type.Object(
  {
    label: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$', description: 'Its name in paths and on pages' }),
    authority: Type.Optional(COMMON_KEYS.authority),
    url: Type.Optional(url('Internal address of the process that hosts its services')),
    urls: Type.Optional(
      Type.Partial(
        Type.Object(
          Object.fromEntries(AREAS.map((area) => [area, url(`Internal address of the service of ${area}`)])),
          { additionalProperties: false },
        ),
      ),
    ),
  },
  { additionalProperties: false },
);

/** A validator that the console shows: one address for all its services, or one for each area. */
export type ConsoleValidator = Static<typeof validator>;

export const consoleConfig = Type.Object({
  network: COMMON_KEYS.network,
  authority: Type.Optional(COMMON_KEYS.authority),
  consensusLogUrl: Type.Optional(
    urls('Internal address of consensus-log, for the pages about the log; of standbys too with commas between'),
  ),
  consoleValidators: Type.Optional(
    Type.Array(validator, {
      maxItems: VALIDATORS_MAX,
      description: 'Validators that the console shows; by default the one whose node serves it',
    }),
  ),
  traceUrl: Type.Optional(
    Type.String({
      pattern: '^https?://[^{}]*\\{traceId\\}',
      maxLength: 2_048,
      description: 'Page of one trace, with {traceId} in place of its id',
    }),
  ),
  consoleAssetsDir: Type.String({
    minLength: 1,
    default: DEFAULT_ASSETS_DIR,
    description: "Folder of the console's built pages",
  }),
});

export type ConsoleConfig = Static<typeof consoleConfig>;
