import { randomUUID } from 'node:crypto';
import { HttpDriver, joinsCompany, opensCompany, type Applicant, type Company, type Request } from '#journey';
import { serviceOf, type BenchStack } from '../measure/bench-stack';
import type { People } from './people';
import { Times } from './times';

const at: Company = { company: 'Bench Ltd', position: 'sales', itAdmins: [randomUUID()], managers: [randomUUID()] };

/** The steps by their names in the report; the last of the two decisions opens the account. */
const nameOf = ({ step, by }: Request) => (typeof by === 'object' && at.itAdmins.includes(by.person) ? `${step} (last, opens)` : step);

/** What belongs to one applicant, by the kinds of ids that a journey knows. */
const kinds = ['registration', 'approval', 'account'] as const;

/** One call over HTTP, by the bytes of its bodies. */
export interface Call {
  at: number;
  method: string;
  asked: number;
  answered: number;
}

const bytesOf = (body: unknown): number => (body === undefined ? 0 : Buffer.byteLength(JSON.stringify(body)));

/** Leads people from the invite to the active account of a member, over HTTP. */
export class Members {
  private times = new Times();
  private joined: Applicant[] = [];
  private readonly journey: HttpDriver;

  private constructor(
    send: (request: Request) => Promise<{ status: number; body: unknown }>,
    private readonly people: People,
  ) {
    this.journey = new HttpDriver((request) => {
      const name = nameOf(request);
      return name === undefined ? send(request) : this.times.measure(name, send(request));
    });
  }

  /** In a company of its own. `hear`: of every call. */
  static async of(stack: BenchStack, people: People, hear: (call: Call) => void = () => undefined): Promise<Members> {
    const send = await serviceOf(stack);
    const heard = async (request: Request) => {
      const at = Date.now();
      const reply = await send(request);
      hear({ at, method: request.method, asked: bytesOf(request.body), answered: bytesOf(reply.body) });
      return reply;
    };
    const members = new Members(heard, people);
    for (const step of opensCompany(at)) await members.journey.take(step);
    return members;
  }

  async join(): Promise<void> {
    const who = this.people.newcomer();
    for (const step of joinsCompany(who, at)) {
      await this.journey.take(step);
      if (step.step === 'giveProfile') await this.left(who, 'verifying', 'until the check is done');
    }
    const state = await this.left(who, 'activating', 'until active');
    if (state !== 'active') throw new Error(`the registration is ${state}`);
    this.joined.push(who);
  }

  /** What the calls since the last time took, and the workflows of those who joined. */
  taken(): { times: Times; workflowIds: ReadonlySet<string>; lifecycles: number } {
    const ids = this.joined.flatMap(({ registration }) => kinds.map((kind) => `${kind}:${this.journey.id(kind, registration)}`));
    const taken = { times: this.times, workflowIds: new Set(ids), lifecycles: this.joined.length };
    this.times = new Times();
    this.joined = [];
    return taken;
  }

  private async left({ registration }: Applicant, state: string, name: string): Promise<string> {
    const { body } = await this.times.measure(name, this.journey.leaves('registration', registration, [state]));
    return (body as { state: string }).state;
  }
}
