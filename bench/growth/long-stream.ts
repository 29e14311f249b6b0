import { randomBytes, randomUUID } from 'node:crypto';
import { processOf, type AnyProcess } from '#domain';
import { openDatabase } from '#event-store';
import { assembleEngine } from '#kernel';
import { Keys } from '#vault';
import type { BenchStack } from '../measure/bench-stack';
import { quantile } from '../measure/quantile';
import { longCompany, type LongCompany } from './long-company';

const commands = 150;

/** The 50th percentile of a command, in milliseconds, on streams of these lengths, in turns; without HTTP. */
export async function commandTimes(stack: BenchStack, lengths: readonly number[]): Promise<number[]> {
  const companies: LongCompany[] = [];
  for (const length of lengths) companies.push(await longCompany(stack, length));
  const database = await openDatabase({ url: stack.file.databaseUrl, applicationName: 'tenure-bench', poolSize: 2 });
  try {
    const say = sayingBy(database);
    const times = companies.map((): number[] => []);
    for (let i = 0; i < commands; i += 1)
      for (const [which, company] of companies.entries()) times[which]!.push(await timed(() => say(company)));
    return times.map((each) => quantile(each, 0.5));
  } finally {
    await database.close();
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const beganAt = performance.now();
  await work();
  return performance.now() - beganAt;
}

/** The product lets nobody make a stream as long as this: the rule that counts reads that nothing was said yet. */
const endless = (process: AnyProcess): AnyProcess => ({
  ...process,
  under: (policyVersion) => endless(process.under(policyVersion)),
  decide: (state, ...asked) => process.decide(Object.assign({ ...state }, { relationsSaid: 0 }), ...asked),
});

/** The engine of the programs, in this one. */
function sayingBy(database: Awaited<ReturnType<typeof openDatabase>>): (company: LongCompany) => Promise<void> {
  const keys = new Keys(randomBytes(32));
  const { engine } = assembleEngine(
    { database, keys, clock: 'offset', buildId: 'bench' },
    { eventsPerStream: Infinity, processOf: (type) => (type === 'company' ? endless(processOf(type)) : processOf(type)) },
  );
  return async (company) => {
    const key = randomUUID();
    const foreignRelated = !company.foreignRelated;
    const caller = {
      client: 'bench',
      commandId: keys.commandId('bench', undefined, key),
      requestHash: keys.hmac('request', key),
      actor: { principalId: randomUUID(), authn: 'api-key' },
      traceId: randomBytes(16).toString('hex'),
    } as const;
    const command = { type: 'SayForeignRelation', foreignRelated } as const;
    const { answer } = await engine.execute({ process: 'company', id: company.id, command, caller }, ({ version }) => version);
    if (!answer.ok) throw new Error(`a company is answered ${answer.problem.code}`);
    company.foreignRelated = foreignRelated;
  };
}
