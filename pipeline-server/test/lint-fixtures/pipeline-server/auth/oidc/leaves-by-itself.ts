// expect no-restricted-imports: auth/oidc/ may import contracts/, errors.ts, its own folder, jose and openid-client only.
import { createEgressClient } from '../../gateway/egress/egress-client.ts';

export const leave = createEgressClient;
