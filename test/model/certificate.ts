import { generateKeyPairSync, sign } from 'node:crypto';

export type CertificateOptions = {
  /** The host it is for. */
  readonly host: string;
  readonly from?: Date;
  readonly until?: Date;
};

/** A self-signed certificate with its key, made on the spot so that no key lies in the repository. */
export const createCertificate = ({
  host,
  from = daysFromNow(-2),
  until = daysFromNow(2),
}: CertificateOptions) => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(set(sequence(objectId(2, 5, 4, 3), der(0x0c, Buffer.from(host)))));
  const subjectAlternative = sequence(
    objectId(2, 5, 29, 17),
    der(0x04, sequence(der(0x82, Buffer.from(host)))),
  );
  const body = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.of(1)),
    ecdsaWithSha256,
    name,
    sequence(time(from), time(until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(subjectAlternative)),
  );
  const signature = der(0x03, Buffer.of(0), sign('sha256', body, privateKey));
  const encoded = sequence(body, ecdsaWithSha256, signature).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    cert: `-----BEGIN CERTIFICATE-----\n${encoded}\n-----END CERTIFICATE-----\n`,
  };
};

export const daysFromNow = (days: number): Date => new Date(Date.now() + days * 86_400_000);

/** Tag, length, value. */
const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const value = Buffer.concat(parts);
  const { length } = value;
  if (length < 128) return Buffer.concat([Buffer.of(tag, length), value]);
  return Buffer.concat([Buffer.of(tag, 0x82, length >> 8, length & 255), value]);
};
const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const set = (...parts: readonly Buffer[]): Buffer => der(0x31, ...parts);
const time = (date: Date): Buffer =>
  der(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));

const objectId = (first: number, second: number, ...rest: readonly number[]): Buffer => {
  const bytes = rest.flatMap(part => {
    const digits = [part & 127];
    for (let left = part >> 7; left > 0; left >>= 7) digits.unshift((left & 127) | 128);
    return digits;
  });
  return der(0x06, Buffer.of(40 * first + second, ...bytes));
};

const ecdsaWithSha256 = sequence(objectId(1, 2, 840, 10_045, 4, 3, 2));
