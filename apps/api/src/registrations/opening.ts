import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import { identityReviewer, mayRegisterOn, type CommandOf, type Invite } from '#domain';
import { Engine, streamIdOf, type CallerCommand, type SealedValue } from '#engine';
import { Database } from '#event-store';
import { readProcess } from '#read-models';
import { Keys } from '#vault';
import { isFor, type Authority } from '../authority/authority';
import { roleStreamsOf } from '../authority/belonging';
import type { Call } from '../authority/call';
import { issuerOf } from '../authority/issuer-of';
import { mobile, placeOf } from '../http/phone';
import { refusal } from '../http/refusal';
import { Processes } from '../process/processes';
import { RegistrationCodes } from './registration-codes';
import { ScanProofs } from '../challenges/scan-proofs';

/**
 * Opens registrations. Each has random ids from here on: its own, that of its account and that of the person's vault
 * subject.
 */
@Injectable()
export class Opening {
  constructor(
    private readonly database: Database,
    private readonly processes: Processes,
    private readonly engine: Engine,
    private readonly codes: RegistrationCodes,
    private readonly keys: Keys,
    private readonly scans: ScanProofs,
  ) {}

  /**
   * The answer is the same for every valid number: only who has proven that it is theirs learns whether it is free.
   */
  async run(body: BodyOf<'registration', 'OpenRegistration'>, call: Call) {
    const phone = mobile(body.phone);
    const { variant, platform, device, client, scanProof, consentVersion, timeZone, link } = body;
    if (timeZone !== undefined && !isTimeZone(timeZone)) throw refusal('zone-unknown');
    // Where nobody may register, no scan helps, and none is used up.
    const scan = scanProof === undefined || !mayRegisterOn(platform) ? undefined : await this.scans.bring(scanProof, call);
    const { caller } = call;
    const id = this.engine.idFor(caller, 'registration');
    const subjectId = this.engine.idFor(caller, 'subject');
    if (link?.email !== undefined) throw refusal('link-not-available');
    const inviteId = link?.inviteCode === undefined ? undefined : this.engine.ids.invite(link.inviteCode);
    const command: CommandOf<'registration'> = {
      type: 'OpenRegistration',
      registrationId: id,
      variant,
      accountId: this.engine.idFor(caller, 'account'),
      subjectId,
      phoneId: this.engine.idFor(caller, 'phone'),
      number: placeOf(phone),
      ...(inviteId !== undefined && { inviteId }),
      platform,
      scanProof: scanProof !== undefined,
      ...(scan?.by !== undefined && { scannedBy: scan.by }),
      integrity: device.integrity,
      ...(client && { client: toldOf(client) }),
      ...(consentVersion !== undefined && { consentVersion }),
      ...(timeZone !== undefined && { timeZone }),
      ...(await this.byInvite(inviteId)),
    };
    const seal: SealedValue<'registration'>[] = [
      { subjectId, dataClass: 'contact', field: 'phone', value: phone, foundBy: this.keys.blindIndex('phone', phone) },
      {
        subjectId,
        dataClass: 'profile',
        field: 'device',
        value: device.fingerprint,
        foundBy: this.keys.blindIndex('device', device.fingerprint),
      },
    ];
    if (inviteId === undefined && call.authority.companies !== 'platform') throw refusal('forbidden', { unmet: ['platform'] });
    const permit: CallerCommand['permit'] = (streams) => {
      const companyId = inviteId === undefined ? undefined : streams.get(streamIdOf('invite', inviteId))?.companyId;
      return refuseInvite(companyId, call.authority) ?? scan?.permit(streams, companyId);
    };
    const beside = scan && { reads: scan.reads, ...(scan.by !== undefined && { names: [scan.by] }) };
    const opened = { process: 'registration', id, command, seal, permit, ...beside } as const;
    const view = await this.processes.command(opened, call, { opens: true });
    await this.codes.sendAfter(id, call);
    return view;
  }

  /**
   * The roles that may have to decide: of the company of the invite, and of the platform; and the administrator who has
   * issued it.
   */
  private async byInvite(inviteId: string | undefined) {
    const invite = inviteId === undefined ? undefined : await readProcess<Invite>(this.database, streamIdOf('invite', inviteId));
    const issuerId = await issuerOf(this.database, invite?.state);
    return {
      roleStreams: {
        ...(invite?.companyId !== undefined && roleStreamsOf(this.engine.ids, invite.companyId)),
        [identityReviewer]: this.engine.ids.platformRole(identityReviewer),
      },
      ...(issuerId !== undefined && { issuerId }),
    };
  }
}

/** An invite of a company that the key is not for does not differ from one that nobody issued. */
const refuseInvite = (companyId: string | undefined, authority: Authority) =>
  companyId === undefined || isFor(authority, companyId) ? undefined : { code: 'invite-invalid' };

/** Without the system: that is the platform, which the opening names. */
const toldOf = ({ version, osVersion, memoryMb }: NonNullable<BodyOf<'registration', 'OpenRegistration'>['client']>) => ({
  version,
  ...(osVersion !== undefined && { osVersion }),
  ...(memoryMb !== undefined && { memoryMb }),
});

/** A zone of the IANA, as this Node knows them; an offset is none. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
