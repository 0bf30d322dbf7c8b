import { ec2Instance } from './kinds/ec2-instance.ts';
import { ec2Volume } from './kinds/ec2-volume.ts';
import type { ResourceKind } from './resource-kind.ts';

/** Every type of resource that the organisation has. */
export const RESOURCE_KINDS: readonly ResourceKind[] = [ec2Instance, ec2Volume];
