import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JSONWebKeySet, type JWK, type JWTPayload } from 'jose';
import { Assertions, type Issuer } from '#assertions';

interface SigningKey {
  id: string;
  private: CryptoKey;
  published: JWK;
}

/** What a spec says otherwise of one assertion; `undefined` leaves a claim out. */
interface Said {
  claims?: JWTPayload;
  header?: Record<string, unknown>;
}

/** An identity provider of a spec: it signs with keys of its own, and can turn them or go away. */
export class TestIssuer {
  /** How often it was asked for its keys. */
  asked = 0;
  /** Does not answer. */
  away = false;

  private constructor(
    readonly issuer: Issuer,
    private keys: readonly SigningKey[],
  ) {}

  static async open(said: Partial<Issuer> = {}): Promise<TestIssuer> {
    const issuer: Issuer = {
      issuer: 'https://people.test',
      audience: 'tenure',
      jwksUri: 'https://people.test/keys',
      algorithms: ['ES256'],
      companies: 'platform',
      subjects: 'user',
      ...said,
    };
    return new TestIssuer(issuer, [await newKey()]);
  }

  /** As the class that verifies asks for them. */
  readonly publish = async (): Promise<JSONWebKeySet> => {
    this.asked += 1;
    if (this.away) throw new Error('away');
    return { keys: this.keys.map(({ published }) => published) };
  };

  /** Signs with a new key from now on. `keep`: the former one stays published. */
  async rotate({ keep }: { keep: boolean }): Promise<void> {
    this.keys = [await newKey(), ...(keep ? this.keys : [])];
  }

  /** An assertion of this person, good from now on for four minutes. */
  sign(subject: string, { claims = {}, header = {} }: Said = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    const [key] = this.keys as [SigningKey];
    const { issuer: iss, audience: aud } = this.issuer;
    return new SignJWT({ iss, aud, sub: subject, iat: now, exp: now + 240, auth_time: now, jti: randomUUID(), ...claims })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.id, ...header })
      .sign(key.private);
  }

  /** The public key that it signs with. */
  get published(): JWK {
    return this.keys[0]!.published;
  }
}

async function newKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const id = randomUUID();
  return { id, private: privateKey, published: { ...(await exportJWK(publicKey)), kid: id, alg: 'ES256', use: 'sig' } };
}

/** What verifies the words of these providers, each by its own keys. */
export const assertionsBy = (...issuers: readonly TestIssuer[]): Assertions =>
  new Assertions(
    issuers.map((each) => each.issuer),
    ({ issuer: name }) => issuers.find((each) => each.issuer.issuer === name)!.publish,
  );

/** What opens an API with an identity provider of its own. `people`: names alone prove nothing there. */
export const withIssuer =
  (use: (issuer: TestIssuer) => void, people?: 'prove') => async (): Promise<{ assertions: Assertions; EMBEDDED_PEOPLE?: undefined }> => {
    const issuer = await TestIssuer.open();
    use(issuer);
    return { assertions: assertionsBy(issuer), ...(people === 'prove' && { EMBEDDED_PEOPLE: undefined }) };
  };
