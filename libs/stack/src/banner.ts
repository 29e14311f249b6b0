import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { StackFile } from './stack-file';
import type { StackFolder } from './stack-folder';

/** What a person needs to know after starting the stack. */
export function banner(stack: StackFile, folder: StackFolder): string {
  const keyFile = relative(process.cwd(), stack.operatorKeyFile) || stack.operatorKeyFile;
  const key = existsSync(stack.operatorKeyFile) ? readFileSync(stack.operatorKeyFile, 'utf8').trim() : 'none';
  return `
  API            ${stack.apiUrl}
  API pages      ${stack.apiUrl}/docs
  Temporal       ${stack.temporalUiUrl ?? `${stack.temporalAddress}   (gRPC: this server has no web UI of ours)`}
  Operator key   ${key}   (${keyFile})
  Data, logs     ${folder.path}   (remove it to begin anew)

  Try:
    curl -s ${stack.apiUrl}/v1/accounts \\
      -H "Authorization: Bearer $(cat ${keyFile})" -H 'Idempotency-Key: first-account' \\
      -H 'Content-Type: application/json' -d '{ "phone": "+8613800138000", "name": "A. Person" }'
    npm run tour
`;
}
