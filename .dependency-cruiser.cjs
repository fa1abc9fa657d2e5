/** The direction of dependencies: apps -> services -> packages -> protocol, never back. */
const tests = '\\.test\\.tsx?$';
/** The protocol's tests and what only they use. */
const protocolTests = `${tests}|^packages/protocol/(test|src/testing)/`;

module.exports = {
  forbidden: [
    {
      name: 'protocol-stands-alone',
      comment: 'packages/protocol imports nothing of this repository',
      severity: 'error',
      from: { path: '^packages/protocol/', pathNot: protocolTests },
      to: { path: '^(packages/(?!protocol/)|services/|apps/|tests/)' },
    },
    {
      name: 'protocol-is-pure',
      comment: 'no file system, no network, no clock: only the native signature check may use the platform',
      severity: 'error',
      from: { path: '^packages/protocol/', pathNot: `${protocolTests}|/native-ed25519\\.node\\.ts$` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'protocol-has-few-libraries',
      severity: 'error',
      from: { path: '^packages/protocol/', pathNot: protocolTests },
      to: { path: 'node_modules/', pathNot: 'node_modules/(@mysten/bcs|@noble/curves|bls-signatures|hash-wasm)/' },
    },
    {
      name: 'packages-know-no-service',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(services|apps|tests)/' },
    },
    {
      name: 'services-know-no-app',
      severity: 'error',
      from: { path: '^services/' },
      to: { path: '^(apps|tests)/' },
    },
    {
      name: 'services-meet-in-the-log',
      comment: 'a service never imports another one',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'apps-know-no-test',
      severity: 'error',
      from: { path: '^apps/' },
      to: { path: '^tests/' },
    },
    {
      name: 'testkit-is-for-tests',
      comment: 'and for localnet, which starts the same servers',
      severity: 'error',
      from: {
        path: '^(packages|services|apps)/',
        pathNot: `${tests}|^packages/testkit/|^apps/localnet/|/test/|/src/testing/`,
      },
      to: { path: '^packages/testkit/' },
    },
    {
      name: 'front-door-only',
      comment: 'another package is imported by its name, so that its exports say what can be reached',
      severity: 'error',
      from: { path: '^(packages|services|apps)/([^/]+)/' },
      to: { path: '^(packages|services|apps)/', pathNot: '^$1/$2/', dependencyTypes: ['local'] },
    },
    {
      name: 'no-cycle',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^#' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
