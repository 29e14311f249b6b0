import { registeringCommand, searchAttributes, type SearchAttributeName } from '#temporal';
import { text } from './compose';

const names = Object.keys(searchAttributes) as SearchAttributeName[];
/** `--name … --type …` of all four, as the command has them. */
const options = registeringCommand('default', names).match(/--name .*/)![0];

describe('the search attributes', () => {
  it('are added by the step of docker-compose.yml that registers the namespace', () => {
    expect(text('deploy/temporal/register-namespace.sh').replaceAll(/\\\n\s*/g, '')).toContain(options);
  });

  it('are in the runbook, with the command for a namespace to which Tenure may not add them', () => {
    expect(text('docs/runbook.md').replaceAll(/\\\n\s*/g, '')).toContain(registeringCommand('<namespace>', names));
  });
});
