import { once } from 'node:events';
import { Command, InvalidArgumentError } from 'commander';
import { documented } from '../help.ts';

interface Flags {
  genesis: string;
  port: number;
  stateDir?: string;
}

const PORT_MAX = 65_535;

function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > PORT_MAX) throw new InvalidArgumentError('a port is a number up to 65535');
  return value;
}

export function devchainCommand(): Command {
  const devchain = new Command('devchain')
    .description("a look-alike of a Sui fullnode that plays Ika's contracts, for development only")
    .requiredOption('--genesis <FILE>', 'validators and first state, as JSON')
    .option('--port <N>', 'where to listen on loopback; 0 is any free port', port, 0)
    .option('--state-dir <DIR>', 'where to keep the state over a restart')
    .action(async (flags: Flags) => {
      const [{ parseGenesis, startDevchain }, { readJson }] = await Promise.all([
        import('@baton/devchain'),
        import('../json-input.ts'),
      ]);
      const genesis = parseGenesis(readJson(flags.genesis));
      const stateDir = flags.stateDir === undefined ? {} : { stateDir: flags.stateDir };
      const devchain = await startDevchain({ genesis, port: flags.port, host: '127.0.0.1', ...stateDir });
      const { chain: _chain, faults: _faults, act: _act, begin: _begin, close, ...description } = devchain;
      process.stdout.write(`${JSON.stringify(description)}\n`);
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
      await close();
    });
  return documented(devchain, {
    examples: ['devchain --genesis genesis.json --port 9000', 'devchain --genesis genesis.json --state-dir ./chain'],
    exits: { 0: 'ended by SIGINT or SIGTERM' },
  });
}
