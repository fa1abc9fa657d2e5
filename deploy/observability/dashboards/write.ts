import { mkdirSync, writeFileSync } from 'node:fs';
import { dashboards } from './index.ts';

/** `pnpm --filter @baton/observability generate` */
const folder = new URL('../grafana/dashboards/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, text] of dashboards) writeFileSync(new URL(name, folder), text);
