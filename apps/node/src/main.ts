import { runProcess } from '@baton/service-runtime';
import { loadServices } from './services.ts';

await runProcess('node', loadServices);
