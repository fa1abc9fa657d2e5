/** How soon the page looks again. */
export const RETRY_SECONDS = 2;

export const NOT_BUILT_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${RETRY_SECONDS}">
<title>Baton: the console is not here yet</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 36rem; margin: 15vh auto; padding: 0 1rem; }
</style>
</head>
<body>
<h1>The console is not here yet</h1>
<p>Its pages are built once after each change, which takes some seconds; this page looks again every ${RETRY_SECONDS} seconds.</p>
<p>If it stays: <code>npm run console:build</code> builds them and says what is wrong, or <code>consoleAssetsDir</code>
names the folder that holds them.</p>
</body>
</html>
`;
