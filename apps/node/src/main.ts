import { enableCompileCache } from 'node:module';

// Before anything else is loaded: keeps compiled code and stripped types between starts.
enableCompileCache();
const { runProcess } = await import('@baton/service-runtime');
const { loadServices } = await import('./services.ts');

await runProcess('node', loadServices);
