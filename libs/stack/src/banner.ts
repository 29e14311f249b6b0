import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { embeddedOperators } from './operators';
import type { StackFile } from './stack-file';
import type { StackFolder } from './stack-folder';

/** The shorter name of a file: from here, or from the root. */
function nearest(file: string): string {
  const fromHere = relative(process.cwd(), file);
  return fromHere.startsWith('..') ? resolve(file) : fromHere;
}

/** What a person needs to know after starting the stack. */
export function banner(stack: StackFile, folder: StackFolder): string {
  const keyFile = nearest(stack.operatorKeyFile);
  const isElsewhere = resolve(folder.path) !== join(process.cwd(), '.tenure');
  const key = existsSync(stack.operatorKeyFile) ? readFileSync(stack.operatorKeyFile, 'utf8').trim() : 'none';
  return `
  API            ${stack.apiUrl}
  API pages      ${stack.apiUrl}/docs
  Temporal       ${stack.temporalAddress}
  Temporal UI    ${stack.temporalUiUrl ?? 'none of ours'}
  Operator key   ${key}   (${keyFile})
  Data, logs     ${folder.path}   (remove it to begin anew)

  Try:
    curl -s ${stack.apiUrl}/v1/accounts \\
      -H "Authorization: Bearer $(cat ${keyFile})" -H 'Idempotency-Key: first-account' \\
      -H 'Content-Type: application/json' -d '{ "phone": "+8613800138000", "name": "A. Person" }'
    ${isElsewhere ? `TENURE_STACK=${join(resolve(folder.path), 'stack.json')} ` : ''}npm run tour

  Act as a person, with a key that has act-for:
    ${actAs(stack)}

  Act as an operator, without a key (the second one is ${second}):
    -H "Authorization: Bearer ${tokenOf(stack, first)}"
`;
}

const [first, second] = embeddedOperators;

const tokenOf = ({ simulatorUrl }: Pick<StackFile, 'simulatorUrl'>, person: string): string =>
  `$(curl -s ${simulatorUrl}/people/token -d grant_type=urn:tenure:person -d client_id=tenure -d sub=${person} | node -pe 'JSON.parse(fs.readFileSync(0)).access_token')`;

/** The header that names the person of a call, by the id of their account. */
const actAs = (stack: StackFile): string =>
  stack.people === 'prove' ? `-H "On-Behalf-Of: Bearer ${tokenOf(stack, 'user:<account id>')}"` : `-H 'On-Behalf-Of: user:<account id>'`;
