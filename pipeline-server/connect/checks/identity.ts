import { type Check, failure } from '../check.ts';

/** Both are set by Open WebUI's environment alone (0.12, `env.py`). */
export const identityCheck: Check = {
  id: 'webui-identity',
  title: 'Who asks',
  good: 'Open WebUI signs it',
  look({ facts }) {
    const proof = facts?.handshake.proof;
    if (proof === undefined || proof === 'jwt') return null;
    const detail =
      proof === 'unsigned'
        ? 'people are named without a signature, so that nobody can approve anything'
        : 'Open WebUI does not say it: everybody is one, and nobody can approve anything';
    return failure(
      detail,
      'Set ENABLE_FORWARD_USER_INFO_HEADERS=true and FORWARD_USER_INFO_HEADER_JWT_SECRET in the environment of Open WebUI, the same secret here, and restart both.',
    );
  },
};
