import type { z } from 'zod';
import type { Ports } from './providers';
import { checkSettings, faceSettings, tencentBankCards, tencentFaces, tencentIdCards } from './tencent-cloud/faceid';
import { smsSettings, tencentSms } from './tencent-cloud/sms';
import { TencentCloud, type TencentConnection } from './tencent-cloud/tencent-cloud';

/** Connects one of our ports to a vendor. `settings`: what its file holds, read as JSON. @throws ZodError */
type VendorPort<Port> = (provider: string, connection: TencentConnection, settings: unknown) => Port;

const served =
  <Settings extends { region?: string | undefined }, Port>(
    schema: z.ZodType<Settings>,
    connect: (cloud: TencentCloud, settings: Settings) => Port,
  ): VendorPort<Port> =>
  (provider, connection, given) => {
    const settings = schema.parse(given);
    return connect(new TencentCloud(provider, { ...connection, region: settings.region }), settings);
  };

/** Vendors that speak a protocol of their own, and the ports that each can serve. */
export const vendors: Readonly<Record<string, { readonly [Key in keyof Ports]?: VendorPort<Ports[Key]> }>> = {
  'tencent-cloud': {
    messaging: served(smsSettings, tencentSms),
    identityRegistry: served(checkSettings, tencentIdCards),
    bankCards: served(checkSettings, tencentBankCards),
    faceCheck: served(faceSettings, tencentFaces),
  },
};
