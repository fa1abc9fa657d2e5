// A console over a history, until it is stopped: `node tests/console/history/main.ts [FILE FOR THE FACTS]`.
import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { startHistory } from './servers.ts';

const [factsFile] = process.argv.slice(2);
const stop = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
const history = await startHistory();
process.stdout.write(`${history.facts.consoleUrl}\n`);
if (factsFile !== undefined) {
  writeFileSync(`${factsFile}.partial`, JSON.stringify(history.facts));
  renameSync(`${factsFile}.partial`, factsFile);
}
await stop;
await history.close();
process.exit(0);
