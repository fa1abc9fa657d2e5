import { PROJECTION_KEYS } from '@baton/projection/service';
import { Type } from 'typebox';

export const freezeProjectorConfig = Type.Object(PROJECTION_KEYS);
