import { runService } from '@baton/service-runtime';
import { service } from './app.ts';

await runService(service);
