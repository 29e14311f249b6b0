import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Unavailable, type Caller, type Outcome } from '#engine';
import { verifyChain } from '#event-store';
import { withClient } from '#stack';
import { confirmation, ownPostgres, testEngine, type OwnPostgres, type TestEngine } from '#testing';

/** A disk of its own, small enough to be filled; `npm run test:long` makes it. */
const disk = process.env['TENURE_SMALL_DISK']!;
const filler = join(disk, 'filler');
const megabyte = Buffer.alloc(1 << 20);
const commandsMax = 5_000;

let postgres: OwnPostgres;
let test: TestEngine;
let companyId: string;
beforeAll(async () => {
  postgres = await ownPostgres();
  const { ownerUrl } = postgres.database;
  await moveToDisk(ownerUrl);
  test = await testEngine({ urls: postgres.database });
  ({ companyId } = await confirmation(test).company(['b9a1f0de-0000-4000-8000-000000000001']));
});
afterAll(async () => {
  await test?.close();
  await postgres?.close();
  rmSync(filler, { force: true });
});

/** The server makes the folder, so that it owns it. */
async function moveToDisk(ownerUrl: string): Promise<void> {
  const { pathname } = new URL(ownerUrl);
  const maintenance = Object.assign(new URL(ownerUrl), { pathname: '/postgres' }).toString();
  await withClient(maintenance, async (client) => {
    await client.query(`COPY (SELECT 1) TO PROGRAM 'cat > /dev/null && mkdir -p ${join(disk, 'space')}'`);
    await client.query(`CREATE TABLESPACE disk LOCATION '${join(disk, 'space')}'`);
    await client.query(`ALTER DATABASE "${pathname.slice(1)}" SET TABLESPACE disk`);
  });
}

/** Writes until nothing more fits. */
function fill(): void {
  for (const part of [megabyte, megabyte.subarray(0, 4_096)])
    try {
      for (;;) appendFileSync(filler, part);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
}

const addPosition = (caller: Caller): Promise<Outcome> => {
  const id = test.engine.idFor(caller, 'position');
  // Its own word each time, without nine digits in a row.
  const positionId = id.replaceAll(/\d/g, (digit) => 'ghijklmnop'[Number(digit)]!);
  const command = { type: 'AddPosition', companyId, positionId, template: 'desk', autoApprove: false } as const;
  return test.engine.execute<'position'>({ process: 'position', id, command, caller }, () => null);
};
const count = async (table: string) => (await test.database.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))[0]!.n;
const recorded = async () => [await count('es.events'), await count('es.streams'), await count('es.commands')];

/** Commands are taken while there is room in pages that are there already. */
async function untilRefused(): Promise<{ caller: Caller; error: unknown; before: number[] }> {
  for (let n = 0; n < commandsMax; n++) {
    const [caller, before] = [test.caller(), await recorded()];
    const error = await addPosition(caller).then(
      ({ answer }) => void expect(answer.ok).toBe(true),
      (reason: unknown) => reason,
    );
    if (error) return { caller, error, before };
  }
  throw new Error('the disk did not become full');
}

describe('a disk that is full', () => {
  it('is unavailable to commands, which leave nothing behind; all goes on when there is room', async () => {
    fill();
    const { caller, error, before } = await untilRefused();
    expect(error).toEqual(new Unavailable('database'));
    expect(postgres.log()).toContain('No space left on device');
    expect(await recorded()).toEqual(before);
    expect((await verifyChain(test.database)).faults).toEqual([]);
    await expect(addPosition(caller)).rejects.toEqual(new Unavailable('database'));

    rmSync(filler);
    expect((await addPosition(caller)).answer.ok).toBe(true);
    expect(await recorded()).toEqual([expect.any(Number), before[1]! + 1, before[2]! + 1]);
    expect((await verifyChain(test.database)).faults).toEqual([]);
  });
});
