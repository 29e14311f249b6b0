import { TestWorkflowEnvironment } from '@temporalio/testing';

/** A process of its own, see temporal-download: the SDK downloads only to start a server, so start one and end it. */
async function download(folder: string, version: string): Promise<void> {
  const server = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir: folder, version: `v${version}` } },
  });
  await server.teardown();
}

const [folder, version] = process.argv.slice(2);
if (folder === undefined || version === undefined) throw new Error('usage: temporal-downloader <folder> <version>');
download(folder, version).then(
  () => process.send?.('the server started'),
  (error: unknown) => process.send?.(error instanceof Error ? error.message : String(error)),
);
